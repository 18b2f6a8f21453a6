"""Whose numbers these are: a run's settings in a line, and in what others differ from them."""

import dataclasses
import time
from collections.abc import Sequence

from fedsim.runs.state import RunState
from fedsim.settings.config import SimulationConfig
from fedsim.text.format import MOST_NAMED, counted, hospital, listed
from fedsim.text.runs import title_of
from fedsim.text.settings import DP_TITLES as PRIVACY
from fedsim.text.settings import value_title

CALLED = {
    "dataset": "images",
    "size": "image size",
    "samples_per_hospital": "images each",
    "lr": "learning rate",
    "dp": "privacy",
    "target_epsilon": "budget (epsilon)",
    "baselines": "training alone and pooled",
    "baseline_epochs": "epochs alone",
}
"""What to call a setting, where its own name will not do."""
NOT_SHOWN = ("attack", "engine", "device")
"""Settings that change no number that is shown."""


def run_header(state: RunState) -> str:
    """Data, hospitals, how they differ, rounds, strategy, privacy, seed and date of a run, in a line."""
    config = state.config
    parts = [
        f"{title_of(state)}, {config.size} px",
        f"{counted(len(config.hospitals), 'hospital')}{how_they_differ(config)}",
        _rounds(state),
        value_title("strategy", config.strategy.kind),
        _privacy(state),
        f"seed {config.seed}",
    ]
    when = state.started_at or state.queued_at
    return " · ".join([*parts, *([time.strftime("%d %b %Y, %H:%M", time.localtime(when))] if when else [])])


def how_they_differ(config: SimulationConfig) -> str:
    """Which classes are missing where."""
    lacking = [each for each in config.hospitals if each.excluded]
    if not lacking:
        return " with every class"
    if len(lacking) > MOST_NAMED:
        return f", {len(lacking)} of which have never seen a class or more"
    return ": " + ", ".join(f"{each.name} without {listed(each.excluded)}" for each in lacking)


def changes(shown: SimulationConfig, now: SimulationConfig) -> list[str]:
    """What has been changed in the settings since a run, a few words each."""
    names = [field.name for field in dataclasses.fields(shown) if field.name not in NOT_SHOWN]
    changed = [name for name in names if getattr(shown, name) != getattr(now, name)]
    return [part for name in changed for part in _change(name, shown, now)]


def _change(name: str, shown: SimulationConfig, now: SimulationConfig) -> Sequence[str]:
    if name != "hospitals":
        return [CALLED.get(name, name.replace("_", " "))]
    if len(shown.hospitals) != len(now.hospitals):
        return [f"{len(now.hospitals)} hospitals instead of {len(shown.hospitals)}"]
    pairs = list(zip(shown.hospitals, now.hospitals, strict=True))
    renamed = ["names"] if shown.hospital_names != now.hospital_names else []
    classes = [f"classes of {hospital(one.name)}" for other, one in pairs if {*one.excluded} != {*other.excluded}]
    return renamed + (classes if len(classes) <= MOST_NAMED else [f"classes of {len(classes)} hospitals"])


def _rounds(state: RunState) -> str:
    config, done = state.config, state.rounds_done
    rounds = counted(config.rounds, "round") if state.status.live or done == config.rounds else (
        f"{done} of {counted(config.rounds, 'round')}"
    )  # fmt: skip
    return f"{rounds} of {counted(config.local_epochs, 'local epoch')}"


def _privacy(state: RunState) -> str:
    config = state.config
    if not config.private:
        return "no privacy"
    noise = state.info.noise_multiplier if state.info else config.noise_multiplier
    return f"{PRIVACY[config.dp]}, noise {noise:g}, clip norm {config.clip_norm:g}"
