"""Runs that ended before their last round and may go on from their last checkpoint, to the very same end."""

from collections.abc import Iterator

from fedsim.errors import FedsimError, Problem
from fedsim.runs.made_now import data_changed, today
from fedsim.runs.state import RunState, Status
from fedsim.runs.store import Store

ENDED_EARLY = (Status.INTERRUPTED, Status.STOPPED, Status.FAILED)


def can_go_on(state: RunState) -> bool:
    """Whether a run is one to be resumed; `why_not` says what may stand in its way.

    One that its privacy budget ended has come to its end.
    """
    over = state.error is not None and any(each.code == "budget-spent" for each in _each(state.error))
    return state.status in ENDED_EARLY and not state.is_trained and bool(state.rounds) and not over


def _each(problem: Problem) -> Iterator[Problem]:
    """A problem, and those that it holds."""
    yield problem
    for _, value in problem.arguments:
        held = value if isinstance(value, tuple) else (value,)
        yield from (inner for one in held if isinstance(one, Problem) for inner in _each(one))


def why_not(state: RunState) -> Problem | None:
    """What keeps a run from going on to the very same end; None where nothing does."""
    if not can_go_on(state):
        return Problem.of("nothing-to-resume", run=state.id)
    if data_changed(state):
        return Problem.of("data-changed", dataset=state.config.dataset)
    if state.made_by is None or state.made_by != today(state.config.device):
        return Problem.of("resume-of-others", run=state.id)
    return None


def resume(store: Store, run_id: str) -> None:
    """Let a run wait for its turn again.

    Raises:
        FedsimError: there is no such run, it cannot go on, or another process has just let it.
    """
    if (state := store.newest(run_id)) is None:
        raise FedsimError("no-such-run", run=run_id)
    if problem := why_not(state):
        raise FedsimError(problem)
    if not store.turn(run_id, Status.QUEUED, only_from=ENDED_EARLY, goes_on=True):
        raise FedsimError("nothing-to-resume", run=run_id)
