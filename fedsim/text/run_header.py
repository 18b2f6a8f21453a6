"""Whose numbers these are: a run's settings in a line, and in what others differ from them."""

import dataclasses
import time
from collections.abc import Sequence

from fedsim.language import _, ngettext
from fedsim.runs.state import RunState
from fedsim.settings.config import SimulationConfig
from fedsim.settings.declared import declared
from fedsim.text.format import MOST_NAMED, counted, hospital, number
from fedsim.text.kinds import how_they_differ, in_header, who_takes_part
from fedsim.text.runs import privacy, title_of
from fedsim.text.settings import called

STRATEGY = ("stop_at", "strategy", "mixing")
NOT_SHOWN = ("attack", "engine", "device", "target_accuracy", "checkpoint_every")
"""Settings that change no number that is shown."""


def run_header(state: RunState) -> str:
    """Data, hospitals, how they differ, rounds, strategy, privacy, seed and date of a run, in a line."""
    config = state.config
    parts = [
        _("{dataset}, {size} px").format(dataset=title_of(state), size=config.size),
        *how_they_differ(config),
        _rounds(state),
        *filter(None, [*who_takes_part(config), *(in_header(name, getattr(config, name)) for name in STRATEGY)]),
        *([_("numbers are means over the hospitals' own models")] if state.has_own_models else []),
        privacy(config, state.info.noise_multiplier if state.info else None, whole=True),
        _("seed {seed}").format(seed=config.seed),
    ]
    when = state.started_at or state.queued_at
    return " · ".join([*parts, *([date(when)] if when else [])])


def date(seconds: float) -> str:
    """A moment, in seconds since the epoch, as 05 Mar 2026, 14:30 here."""
    at = time.localtime(seconds)
    months = (
        *(_("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun")),
        *(_("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec")),
    )
    return _("{day} {month} {year}, {time}").format(
        day=f"{at.tm_mday:02}", month=months[at.tm_mon - 1], year=at.tm_year, time=time.strftime("%H:%M", at)
    )


def changes(shown: SimulationConfig, now: SimulationConfig) -> list[str]:
    """What has been changed in the settings since a run, a few words each."""
    names = [field.name for field in dataclasses.fields(shown) if field.name not in NOT_SHOWN]
    changed = [name for name in names if getattr(shown, name) != getattr(now, name)]
    return [part for name in changed for part in _change(name, shown, now)]


def _change(name: str, shown: SimulationConfig, now: SimulationConfig) -> Sequence[str]:
    if name != "hospitals":
        return [called(name)]
    before, after = len(shown.hospitals), len(now.hospitals)
    if before != after:
        return [ngettext("{n} hospital instead of {before}", "{n} hospitals instead of {before}", after).format(
            n=number(after), before=number(before))]  # fmt: skip
    pairs = list(zip(shown.hospitals, now.hospitals, strict=True))
    names = [_("names")] if shown.hospital_names != now.hospital_names else []
    moved = [one.name for other, one in pairs if {*one.excluded} != {*other.excluded}]
    own = [each.name for each in declared(SimulationConfig).values() if each.each]
    differ = {name: [one.name for other, one in pairs if getattr(one, name) != getattr(other, name)] for name in own}
    return [
        *names,
        *_of_whom(_("classes"), moved),
        *(said for name, whose in differ.items() for said in _of_whom(called(name), whose)),
    ]


def _of_whom(what: str, names: Sequence[str]) -> Sequence[str]:
    """What has been changed of some hospitals, each by name where they are few."""
    if len(names) > MOST_NAMED:
        return [_("{what} of {n} hospitals").format(what=what, n=number(len(names)))]
    return [_("{what} of {hospital}").format(what=what, hospital=hospital(name)) for name in names]


def _rounds(state: RunState) -> str:
    config, done = state.config, state.rounds_done
    rounds, epochs = counted(config.rounds, "round"), counted(config.local_epochs, "local epoch")
    if state.status.live or done == config.rounds:
        return _("{rounds} of {epochs}").format(rounds=rounds, epochs=epochs)
    return _("{done} of {rounds} of {epochs}").format(done=number(done), rounds=rounds, epochs=epochs)
