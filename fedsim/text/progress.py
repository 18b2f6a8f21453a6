"""Where a run stands, or a group of runs, in a line."""

from fedsim.events import BaselineProgress
from fedsim.language import _, ngettext
from fedsim.runs.progress import Group, adds_baselines, seconds_left
from fedsim.runs.state import RunState, Status
from fedsim.text.format import counted, duration
from fedsim.text.format import hospital as named

ANSWERS_WITHIN_SECONDS = 15.0
"""A program that goes on hears within a second or two that it is to stop a run."""


def where(state: RunState, ahead: int, now: float, waits_after: int | None = None) -> str:
    """What a live run is doing.

    Args:
        state: the run.
        ahead: how many runs must end before it begins.
        now: seconds since the epoch.
        waits_after: the round after which somebody has paused it; None where it goes on.
    """
    if state.stop_asked_at is not None and state.status is not Status.STOPPING:
        waited = now - state.stop_asked_at
        if waited < ANSWERS_WITHIN_SECONDS:
            return _("The program that runs it was asked to stop it.")
        return _(
            "The program that runs it was asked {time} ago to stop it and has not answered: it may hang. End that "
            "program."
        ).format(time=duration(waited))
    if state.status is Status.QUEUED:
        if not ahead:
            return _("About to begin.")
        return _("Waiting: {runs} ahead of this one.").format(runs=counted(ahead, "run"))
    if state.status is Status.STOPPING:
        return _("Stopping. What is finished stays.")
    if waits_after is not None:
        return _("Paused after round {round} of {rounds}").format(round=waits_after, rounds=state.config.rounds)
    parts = [*_together(state), *_alone(state)]
    left = seconds_left(state, now)
    parts += [_left(left)] if left is not None and parts else []
    return " · ".join(parts) or _("Getting the data and the model ready.")


def where_group(group: Group, what: str = "") -> str:
    """How many runs of a group are done, and what the current one is doing.

    Args:
        group: how far it is.
        what: what to call the current run; its rounds are said after it.
    """
    parts = [
        ngettext("{done} of {n} run is done", "{done} of {n} runs are done", group.num_runs).format(
            done=group.num_done, n=group.num_runs
        )
    ]
    if group.current is None:
        parts.append(_("waiting for another run to end"))
    elif group.current.status is Status.STOPPING:
        parts.append(_("stopping"))
    elif what:
        parts.append(_("{what}: round {round} of {rounds}").format(what=what, **_round(group.current)))
    else:
        parts.append(_("round {round} of {rounds}").format(**_round(group.current)))
    parts += [_left(group.seconds_left)] if group.seconds_left is not None else []
    return " · ".join(parts)


def _left(seconds: float) -> str:
    return _("about {time} left").format(time=duration(seconds))


def _round(state: RunState) -> dict[str, int]:
    return {"round": min(state.rounds_done + 1, state.config.rounds), "rounds": state.config.rounds}


def _together(state: RunState) -> list[str]:
    """The round, and what happens in it; nothing while there is none."""
    if not state.rounds or adds_baselines(state) or state.is_trained:
        return []
    current = state.progress
    if current is None and state.baseline_progress and not state.rounds_done:
        return []
    round = _("Round {round} of {rounds}").format(**_round(state))
    if not current:
        return [round, _("averaging and testing")]
    if not state.info:
        return [round, _("{hospital} is training").format(hospital=named(current.hospital))]
    return [
        round,
        _("{hospital} is training on {device}").format(hospital=named(current.hospital), device=state.info.device),
    ]


def _alone(state: RunState) -> list[str]:
    """Which baseline trains, and how far it is; nothing while none does."""
    current, epochs = state.baseline_progress, state.config.num_baseline_epochs
    if current is None:
        return []
    if current.hospital is None:
        sentence = (
            _("One model on all images: epoch {epoch} of {epochs} on {device}")
            if state.info
            else _("One model on all images: epoch {epoch} of {epochs}")
        )
    else:
        sentence = (
            _("{hospital}, alone: epoch {epoch} of {epochs} on {device}")
            if state.info
            else _("{hospital}, alone: epoch {epoch} of {epochs}")
        )
    return [
        sentence.format(
            hospital=named(current.hospital or ""),
            epoch=min(epochs, _epochs_done(state, current) + 1),
            epochs=epochs,
            device=state.info.device if state.info else "",
        )
    ]


def _epochs_done(state: RunState, current: BaselineProgress) -> int:
    return next((len(each.epochs) for each in state.baselines if each.hospital == current.hospital), 0)
