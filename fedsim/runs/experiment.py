"""A run as it was asked for: the federation, and the baselines before, after or beside it."""

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from contextvars import copy_context
from functools import partial

from fedsim.data import DataError, Progress, Step, hold
from fedsim.errors import BaselinesFailed, BudgetSpent, FedsimError, Problem, RuleMet, RunStopped
from fedsim.events import Emit, Event, ShouldStop, Started
from fedsim.federation.engines import Engine
from fedsim.federation.strategies import strategy_of
from fedsim.hospitals.baselines import Cache, train_baselines
from fedsim.hospitals.population import load_population
from fedsim.privacy.budget import noise_in_force
from fedsim.privacy.mechanisms import mechanism_of
from fedsim.settings.config import SimulationConfig

logger = logging.getLogger(__name__)

FEDERATION, BASELINES = "federation", "baselines"


def run_experiment(
    engine: Engine,
    config: SimulationConfig,
    emit: Emit,
    should_stop: ShouldStop,
    cache: Cache | None = None,
    data_sha256: str | None = None,
) -> None:
    """Run all of it to the end.

    Args:
        engine: runs the federation.
        config: the run's settings.
        emit: told every event, by one thread at a time.
        should_stop: ends whatever is running.
        cache: where baselines are found and kept.
        data_sha256: of the data that it had, where it goes on; None where it begins.

    Raises:
        RunStopped: `should_stop` said so, be it while the data were drawn, read or fetched.
        RuleMet: the federation came to what it was to end at; the baselines were trained all the same.
        BudgetSpent: the federation ended before its last round; the baselines were trained all the same.
        BaselinesFailed: they alone did, and the federation went on to its end.
        DataError: the data cannot be had.
        FedsimError: the federation failed; the message says whether the baselines did too.
    """
    tell = _Teller(emit)
    parts: dict[str, Callable[[], object]] = {
        FEDERATION: partial(engine, config, tell, should_stop),
        BASELINES: partial(run_baselines, config, tell, should_stop, cache),
    }
    with hold(config.dataset, config.size, _unless(should_stop)):
        _check_data(config, data_sha256)
        _raise_of(_ends(config, parts))


def _check_data(config: SimulationConfig, data_sha256: str | None) -> None:
    if data_sha256 and data_sha256 != load_population(config).dataset.digest:
        raise DataError("data-changed", dataset=config.dataset)


def _unless(should_stop: ShouldStop) -> Progress:
    """Gives up drawing, reading or fetching once the run is to stop."""

    def ask(share: float, step: Step) -> None:
        if should_stop():
            raise RunStopped("stopped")

    return ask


def _ends(config: SimulationConfig, parts: Mapping[str, Callable[[], object]]) -> dict[str, BaseException | None]:
    """Run the parts when their turn comes; what ended each early, or None."""
    match config.baselines:
        case "before":
            return {part: _attempt(parts[part]) for part in (BASELINES, FEDERATION)}
        case "after":
            return {part: _attempt(parts[part]) for part in (FEDERATION, BASELINES)}
        case "beside":
            load_population(config)  # both ask for it at the same time: once is enough
            other = _start(parts[BASELINES])
            try:
                ends = {FEDERATION: _attempt(parts[FEDERATION])}
            finally:
                wait([other])  # nothing is told of a run that is over
            return ends | {BASELINES: other.result()}
    return {FEDERATION: _attempt(parts[FEDERATION])}


def _attempt(part: Callable[[], object]) -> BaseException | None:
    """Run a part to its end and give back what ended it early: the other one gets its turn all the same."""
    try:
        part()
    except (BudgetSpent, RuleMet) as reason:
        return reason
    except RunStopped:
        raise
    except BaseException as error:  # Flower raises SystemExit where Ray is not to be had
        return error
    return None


def _start(part: Callable[[], object]) -> Future[BaseException | None]:
    """Attempt a part in a daemon thread: an executor's threads would keep a closed app alive until they are done."""
    end: Future[BaseException | None] = Future()

    def work() -> None:
        try:
            end.set_result(_attempt(part))
        except BaseException as error:
            end.set_exception(error)

    context = copy_context()  # the data that the run holds
    threading.Thread(target=context.run, args=[work], name="fedsim-baselines", daemon=True).start()
    return end


def _raise_of(ends: dict[str, BaseException | None]) -> None:
    """Say what failed, and what is there nevertheless.

    Args:
        ends: what ended each part early; None where it came to its end.
    """
    early = {part: error for part, error in ends.items() if error}
    failed = {part: error for part, error in early.items() if not isinstance(error, BudgetSpent | RuleMet)}
    if early and (
        len(ends) == 1 or not failed or len({error and Problem.of_error(error) for error in ends.values()}) == 1
    ):
        raise next(iter(early.values()))
    if failed:
        told = [_failed(part, error) for part, error in failed.items()]
        told += [_ended(part, early.get(part)) for part in ends if part not in failed]
        error = FedsimError(*told) if FEDERATION in failed else BaselinesFailed(*told)
        if isinstance(error, BaselinesFailed):
            error.spent = isinstance(early.get(FEDERATION), BudgetSpent)
        raise error from next(iter(failed.values()))


def _failed(part: str, error: BaseException) -> Problem:
    why = Problem.of_error(error)
    if not isinstance(error, FedsimError):
        logger.error("a part of a run failed", exc_info=error)
        why = Problem.of("unexpected-there", kind=type(error).__name__, words=error)
    return Problem.of("federation-failed", why=why) if part == FEDERATION else Problem.of("baselines-failed", why=why)


def _ended(part: str, early: BaseException | None) -> Problem:
    if early:
        return Problem.of_error(early)
    return Problem.of("federation-ended") if part == FEDERATION else Problem.of("baselines-ended")


def run_baselines(
    config: SimulationConfig,
    emit: Emit,
    should_stop: ShouldStop,
    cache: Cache | None = None,
    data_sha256: str | None = None,
) -> None:
    """The baselines alone.

    Args:
        config: the run's settings.
        emit: told every event.
        should_stop: ends it.
        cache: where baselines are found and kept.
        data_sha256: of the data that the federation had, where it is over; None where that is not known.

    Raises:
        RunStopped: `should_stop` said so.
        DataError: the data cannot be had, or are not those.
        FedsimError: a training diverged.
    """
    with hold(config.dataset, config.size, _unless(should_stop)):
        population = load_population(config)
        _check_data(config, data_sha256)
    noise = noise_in_force(config, population.sizes)
    weighting, evaluated = mechanism_of(config).weighting, strategy_of(config).evaluated
    emit(population.started(population.model(), noise, weighting, evaluated))
    train_baselines(population, emit, should_stop, cache)


class _Teller:
    """Passes events on one at a time, and the data's description once: both parts of an experiment give it."""

    def __init__(self, emit: Emit) -> None:
        self._emit, self._lock, self._started = emit, threading.Lock(), False

    def __call__(self, event: Event) -> None:
        with self._lock:
            if isinstance(event, Started) and self._started:
                return
            self._started = self._started or isinstance(event, Started)
            self._emit(event)
