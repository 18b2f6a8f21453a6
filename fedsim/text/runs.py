"""What to call a run, or runs that were asked for together, in a list of them."""

from collections.abc import Callable
from pathlib import Path

from fedsim import data
from fedsim.data import DataError
from fedsim.data.catalog import is_path
from fedsim.language import N_, Words, _, commas, ngettext
from fedsim.runs.progress import adds_baselines
from fedsim.runs.state import Purpose, RunState
from fedsim.settings.config import SimulationConfig
from fedsim.text.datasets import short_title, title
from fedsim.text.endings import in_a_list
from fedsim.text.format import counted, exact, percent
from fedsim.text.format import number as counting
from fedsim.text.settings import value_title

BATCHES = Words(
    {
        Purpose.RUN: N_("Runs"),
        Purpose.REPEAT: N_("Repeats with other seeds"),
        Purpose.SWEEP: N_("Accuracy against epsilon"),
        Purpose.MEMBERSHIP: N_("Membership test"),
        Purpose.EXPLORATION: N_("How strategies cope"),
        Purpose.SCENARIO: N_("Scenario"),
        Purpose.IMPORTED: N_("From results files"),
    }
)
"""What to call runs that were asked for together."""
WHERE = Words(
    {
        "central": N_("central"),
        "central-client": N_("central-client"),
        "central-adaptive": N_("central-adaptive"),
        "local": N_("local"),
        "record": N_("record"),
    }
)
"""Where the noise goes, in a word."""


def run_title(state: RunState) -> str:
    """What tells one run from another: its images, how large it is, its strategy, its privacy and its seed."""
    config = state.config
    parts = [
        title_of(state, short_title),
        counted(len(config.hospitals), "hospital"),
        counted(config.rounds, "round"),
        value_title("strategy", config.strategy.kind),
        *([privacy(config)] if config.private else []),
        _("seed {seed}").format(seed=config.seed),
        *([_("alone and pooled")] if adds_baselines(state) else []),
    ]
    return commas(parts)


def title_of(state: RunState, worded: Callable[[str, str], str] = title) -> str:
    """What a run's images are called."""
    if state.info:
        return worded(state.info.dataset, state.info.dataset_title)
    return dataset_title(state.config.dataset, worded)


def dataset_title(name: str, worded: Callable[[str, str], str] = title) -> str:
    """A set's title, or a file's name, without reading the file."""
    if is_path(name):
        return data.upload_title(name) or Path(name.replace("\\", "/")).stem
    try:
        return worded(name, data.info(name).title)
    except DataError:
        return name


def privacy(config: SimulationConfig, noise: float | None = None, *, whole: bool = False) -> str:
    """A run's privacy: where its noise goes, and how much it is or may spend.

    Args:
        config: the run's settings.
        noise: the noise multiplier in force; None where only the settings are known.
        whole: say all of it, and not just what tells one run from another.
    """
    noise = config.noise_multiplier if noise is None else noise
    if not config.private:
        return _("no privacy")
    by_budget = not noise and config.target_epsilon is not None
    if whole:
        sentence = (
            _("{where}, ε at most {epsilon}, clip norm {clip}")
            if by_budget
            else _("{where}, noise {noise}, clip norm {clip}")
        )
    elif by_budget:
        sentence = _("{where} privacy, ε at most {epsilon}")
    else:
        sentence = _("{where} noise {noise}") if noise else _("clipped")
    return sentence.format(
        where=value_title("dp", config.dp) if whole else WHERE[config.dp],
        epsilon=exact(config.target_epsilon or 0.0), noise=exact(noise), clip=exact(config.clip_norm),
    )  # fmt: skip


def run_summary(state: RunState, now: float) -> str:
    """What a run was, how it ended, when, and what it came to."""
    when = ago(now - state.ended_at) if state.ended_at and not state.status.live else None
    accuracy = state.rounds[-1].accuracy if state.rounds else None
    if accuracy is None:
        sentence = _("{title}: {ended} {ago}") if when else _("{title}: {ended}")
    else:
        sentence = _("{title}: {ended} {ago}, {share} right") if when else _("{title}: {ended}, {share} right")
    share = percent(accuracy) if accuracy is not None else ""
    return sentence.format(title=run_title(state), ended=in_a_list(state), ago=when, share=share)


def left_out(number: int) -> str:
    """Of runs that would stand beside others, had the same code, libraries and machine made them."""
    return ngettext(
        "{n} run is left out that another version of fedsim or of its libraries made, another machine or device, or "
        "other data of the same name.",
        "{n} runs are left out that another version of fedsim or of its libraries made, another machine or device, or "
        "other data of the same name.",
        number,
    ).format(n=counting(number))


def ago(seconds: float) -> str:
    """How long since, in the largest unit that is whole."""
    minutes = int(seconds // 60)
    hours, days = minutes // 60, minutes // 1440
    if days >= 1:
        return ngettext("{n} day ago", "{n} days ago", days).format(n=days)
    if hours >= 1:
        return ngettext("{n} hour ago", "{n} hours ago", hours).format(n=hours)
    if minutes >= 1:
        return ngettext("{n} minute ago", "{n} minutes ago", minutes).format(n=minutes)
    return _("just now")
