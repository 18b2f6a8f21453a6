"""Carries a run out, from its turn to its end: for the app's queue and for the command line alike."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fedsim.errors import BaselinesFailed, BudgetSpent, PlanChanged, Problem, RuleMet, RunStopped
from fedsim.events import Checkpoint, Emit, Event, ShouldStop
from fedsim.runs.made_now import today
from fedsim.runs.state import Status
from fedsim.runs.steering import Steering
from fedsim.runs.store import Store
from fedsim.settings.config import SimulationConfig
from fedsim.settings.stop_at import RULES_MET

if TYPE_CHECKING:
    from fedsim.federation.engines import Engine
    from fedsim.federation.server_app import StateDict

logger = logging.getLogger(__name__)


def get_engine(name: str) -> "Engine":
    from fedsim.federation import engines  # Flower takes seconds: not for the first page

    return engines.get_engine(name)


@dataclass(frozen=True)
class Outcome:
    """How a run ended.

    Attributes:
        status: what it is now.
        problem: why, where it did not just come to its end.
        error: what ended it before that.
    """

    status: Status
    problem: Problem | None = None
    error: BaseException | None = None


def carry_out(
    store: Store,
    run_id: str,
    should_stop: ShouldStop,
    engines: Callable[[str], "Engine"] = get_engine,
    *,
    tell: Sequence[Emit] = (),
    before: Outcome | None = None,
    why: Callable[[], Problem | None] = lambda: None,
    steering: Steering | None = None,
) -> Outcome:
    """Train a queued run and keep what happens, whatever happens.

    Args:
        store: keeps it.
        run_id: a queued run; one that is not waiting any more is left alone.
        should_stop: ends it.
        engines: gives the engine of a name.
        tell: are told every event too, after it is kept. One that fails is told no more, and the run goes on.
        before: how the run had ended, where baselines are added to one that was over: its federation is what it was.
        why: why `should_stop` ended it, where that was no person.
        steering: lets it wait between two rounds, and says who takes part in the next ones.
    """
    if not store.turn(run_id, Status.RUNNING, only_from=[Status.QUEUED]):
        return Outcome(Status.STOPPED)
    heard = [_Heard(each) for each in tell]

    def emit(event: Event) -> None:
        event = steering.without_wait(event) if steering else event
        store.append(run_id, event)
        for each in heard:
            each(event)
        if steering:
            steering.between(event, store.config(run_id), emit, should_stop)

    outcome = _outcome(lambda: _train(store, run_id, emit, should_stop, engines, before is not None))
    if isinstance(outcome.error, RunStopped) and not outcome.problem:
        outcome = replace(outcome, problem=why())
    outcome = _after(before, outcome) if before else outcome
    store.turn(run_id, outcome.status, outcome.problem, only_from=[Status.RUNNING, Status.STOPPING])
    return outcome


def _outcome(train: Callable[[], None]) -> Outcome:
    """Train, whatever happens: a worker that died would leave the queue stuck."""
    try:
        train()
    except BudgetSpent as reason:
        return Outcome(Status.STOPPED, Problem.of_error(reason), reason)
    except RuleMet as reason:
        return Outcome(Status.FINISHED, Problem.of_error(reason), reason)
    except RunStopped as stop:
        return Outcome(Status.STOPPED, None, stop)
    except BaselinesFailed as error:
        return Outcome(Status.STOPPED if error.spent else Status.FINISHED, Problem.of_error(error), error)
    except BaseException as error:  # SystemExit is none of `Exception`, and there are others
        return Outcome(Status.FAILED, Problem.of_error(error), error)
    return Outcome(Status.FINISHED)


def _after(before: Outcome, baselines: Outcome) -> Outcome:
    """A run that had ended and then got its baselines: it ends as before, and says what failed of them.

    What had kept the federation from its last round is still true; that a baseline had failed may not be.
    """
    early = before.problem is not None and before.problem.code in RULES_MET
    earlier = before.problem if early or before.status is not Status.FINISHED else None
    later = baselines.problem if baselines.status is Status.FAILED else None
    if isinstance(baselines.error, RunStopped):  # nothing new is known
        return Outcome(before.status, before.problem, baselines.error)
    return Outcome(before.status, _both(later, earlier), baselines.error)


def _both(one: Problem | None, other: Problem | None) -> Problem | None:
    return Problem.of("several", problems=(one, other)) if one and other else one or other


def _train(
    store: Store,
    run_id: str,
    emit: Emit,
    should_stop: ShouldStop,
    engines: Callable[[str], "Engine"],
    only_baselines: bool,
) -> None:
    from fedsim.runs.experiment import (  # PyTorch takes seconds: not for the first page
        run_baselines,
        run_experiment,
    )

    config = store.config(run_id)
    info = state.info if (state := store.get(run_id)) else None
    data_sha256 = info.data_sha256 if info else None
    if only_baselines:
        run_baselines(config, emit, should_stop, store, data_sha256)
        return
    store.sign(run_id, today(config.device))
    engine = _goes_on(engines(config.engine), lambda: store.config(run_id), store.checkpoints.latest(run_id))
    run_experiment(engine, config, emit, should_stop, store, data_sha256)


def _goes_on(engine: "Engine", now: Callable[[], SimulationConfig], newest: Checkpoint | None) -> "Engine":
    """An engine that begins at the newest checkpoint, and there again whenever who takes part has changed.

    Args:
        engine: runs the federation.
        now: gives the run's settings as they are.
        newest: of an earlier process; None where the run begins.
    """

    def run(
        config: SimulationConfig, emit: Emit, should_stop: ShouldStop, resume: Checkpoint | None = newest
    ) -> "StateDict":
        def hear(event: Event) -> None:
            nonlocal resume
            resume = event if isinstance(event, Checkpoint) else resume
            emit(event)

        while True:
            try:
                return engine(now(), hear, should_stop, resume) if resume else engine(now(), hear, should_stop)
            except PlanChanged:
                continue

    return run


class _Heard:
    """Tells someone what happens until that fails: a closed terminal ends no training."""

    def __init__(self, tell: Emit) -> None:
        self._tell: Emit | None = tell

    def __call__(self, event: Event) -> None:
        if self._tell is None:
            return
        try:
            self._tell(event)
        except (OSError, UnicodeError) as error:  # the terminal takes no more
            self._tell = None
            logger.debug("nobody is told any more: %s", error)
        except BaseException:
            self._tell = None
            logger.exception("what happens in the run cannot be told any more; the run goes on")
