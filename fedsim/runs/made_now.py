"""Which kept runs may stand beside new ones: those that the code, libraries and machine of today made."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from fedsim.data import DataError, load
from fedsim.data.catalog import is_path
from fedsim.errors import FedsimError
from fedsim.hospitals.identity import identity
from fedsim.runs.state import RunState

K = TypeVar("K")


def today(device: str) -> str | None:
    """What a run would be made by now; None where its device is not there.

    Args:
        device: the setting.
    """
    from fedsim.training.local import pick_device  # PyTorch takes seconds: not for the first page

    try:
        return identity(pick_device(device))
    except FedsimError:
        return None


def made_now(state: RunState, device: str | None = None) -> bool:
    """Whether a run has no number that another version, another machine or another device made, or other data.

    Args:
        state: the run.
        device: the setting of the runs that it would stand beside; its own where it is left out.
    """
    if not state.rounds and not state.baselines:
        return True
    return (
        state.made_by is not None and state.made_by == today(device or state.config.device) and not data_changed(state)
    )


def data_changed(state: RunState) -> bool:
    """Whether the file of a run's images is known to hold other data now than it did then.

    It is read where it is not in memory. Sets that are known by name are not: their files are checked when they load.
    """
    then = state.info.data_sha256 if state.info else None
    if then is None or not is_path(state.config.dataset):
        return False
    try:
        return load(state.config.dataset).digest != then
    except DataError:
        return False


def of_today(
    states: Sequence[RunState],
    device: str,
    choose: Callable[[Sequence[RunState]], Mapping[K, RunState]],
    is_done: Callable[[RunState], bool],
) -> tuple[Mapping[K, RunState], int]:
    """Of kept runs, those to go by, and how many were left out that would have been gone by.

    Args:
        states: runs, newest first.
        device: the setting of those that are missing.
        choose: picks one of them for each place.
        is_done: whether a run's numbers are all there.
    """
    left_out = [state for state in choose(states).values() if is_done(state) and not made_now(state, device)]
    return choose([state for state in states if made_now(state, device)]), len(left_out)
