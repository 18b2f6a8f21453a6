"""Where a run stands, or a group of runs, in a line."""

from fedsim.events import BaselineProgress
from fedsim.runs.progress import Group, adds_baselines, seconds_left
from fedsim.runs.state import RunState, Status
from fedsim.text.format import counted, duration
from fedsim.text.format import hospital as named


def where(state: RunState, ahead: int, now: float) -> str:
    """What a live run is doing.

    Args:
        state: the run.
        ahead: how many runs must end before it begins.
        now: seconds since the epoch.
    """
    if state.status is Status.QUEUED:
        return f"Waiting: {counted(ahead, 'run')} ahead of this one." if ahead else "About to begin."
    if state.status is Status.STOPPING:
        return "Stopping. What is finished stays."
    parts = [_together(state), _alone(state)]
    left = seconds_left(state, now)
    parts += [f"about {duration(left)} left"] if left is not None and any(parts) else []
    return " · ".join(filter(None, parts)) or "Getting the data and the model ready."


def where_group(group: Group, what: str = "") -> str:
    """How many runs of a group are done, and what the current one is doing.

    Args:
        group: how far it is.
        what: what to call the current run; its rounds are said after it.
    """
    parts = [f"{group.num_done} of {counted(group.num_runs, 'run')} {'is' if group.num_runs == 1 else 'are'} done"]
    if group.current is None:
        parts.append("waiting for another run to end")
    elif group.current.status is Status.STOPPING:
        parts.append("stopping")
    else:
        parts.append(f"{what}{': ' if what else ''}{_round(group.current)}")
    parts += [f"about {duration(group.seconds_left)} left"] if group.seconds_left is not None else []
    return " · ".join(parts)


def _round(state: RunState) -> str:
    return f"round {min(state.rounds_done + 1, state.config.rounds)} of {state.config.rounds}"


def _together(state: RunState) -> str:
    if not state.rounds or adds_baselines(state) or state.rounds_done == state.config.rounds:
        return ""
    current = state.progress
    if current is None and state.baseline_progress and not state.rounds_done:
        return ""
    doing = f"{named(current.hospital)} is training{_device(state)}" if current else "averaging and testing"
    return f"{_round(state).capitalize()} · {doing}"


def _alone(state: RunState) -> str:
    current, epochs = state.baseline_progress, state.config.num_baseline_epochs
    if current is None:
        return ""
    who = "One model on all images" if current.hospital is None else f"{named(current.hospital)}, alone"
    return f"{who}: epoch {min(epochs, _epochs_done(state, current) + 1)} of {epochs}{_device(state)}"


def _epochs_done(state: RunState, current: BaselineProgress) -> int:
    return next((len(each.epochs) for each in state.baselines if each.hospital == current.hospital), 0)


def _device(state: RunState) -> str:
    return f" on {state.info.device}" if state.info else ""
