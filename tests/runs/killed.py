"""A child process that carries a kept run out, for tests that kill it."""

from pathlib import Path

from fedsim.runs.lease import VALID_SECONDS, Leases
from fedsim.runs.resuming import resume
from fedsim.runs.runner import carry_out
from fedsim.runs.state import Status
from fedsim.runs.store import Store


def open_kept(home: Path) -> Store:
    """The store as one finds it some time after its processes died."""
    later = [0.0]
    store = Store(home / "runs.sqlite", leases=Leases(stopwatch=lambda: later[0]), models=home / "models")
    store.latest(10)
    later[0] += VALID_SECONDS + 1
    return store


def go_on(home: Path, run_id: str) -> None:
    """Begin a run, or resume it, and carry it out to its end."""
    store = open_kept(home)
    state = store.get(run_id)
    assert state is not None
    if state.rounds:
        resume(store, run_id)
    elif state.status is not Status.QUEUED:
        store.turn(run_id, Status.QUEUED, only_from=[Status.INTERRUPTED], goes_on=True)
    carry_out(store, run_id, lambda: False)
