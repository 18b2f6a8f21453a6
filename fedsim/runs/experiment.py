"""A run as it was asked for: the federation, and the baselines before, after or beside it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from fedsim.errors import BudgetSpent
from fedsim.events import Emit, Event, ShouldStop, Started
from fedsim.federation.engines import Engine
from fedsim.hospitals.baselines import Cache, train_baselines
from fedsim.hospitals.population import load_population
from fedsim.privacy.budget import noise_in_force
from fedsim.settings.config import SimulationConfig


def run_experiment(
    engine: Engine, config: SimulationConfig, emit: Emit, should_stop: ShouldStop, cache: Cache | None = None
) -> None:
    """Run all of it to the end.

    Args:
        engine: runs the federation.
        config: the run's settings.
        emit: told every event, by one thread at a time.
        should_stop: ends whatever is running.
        cache: where baselines are found and kept.

    Raises:
        RunStopped: `should_stop` said so.
        BudgetSpent: the federation ended before its last round; the baselines were trained all the same.
        FedsimError: a part failed; the others, where they had begun, went on to their end.
    """
    tell, spent = _Teller(emit), list[BudgetSpent]()

    def federation() -> None:
        try:
            engine(config, tell, should_stop)
        except BudgetSpent as reason:  # the federation is over, the baselines are not
            spent.append(reason)

    def baselines(stop: ShouldStop = should_stop) -> None:
        run_baselines(config, tell, stop, cache)

    match config.baselines:
        case "before":
            baselines()
            federation()
        case "after":
            federation()
            baselines()
        case "beside":
            _beside(federation, baselines, should_stop)
        case _:
            federation()
    if spent:
        raise spent[0]


def run_baselines(config: SimulationConfig, emit: Emit, should_stop: ShouldStop, cache: Cache | None = None) -> None:
    """The baselines alone.

    Raises:
        RunStopped: `should_stop` said so.
        FedsimError: the data cannot be had, or a training diverged.
    """
    population = load_population(config)
    emit(population.started(population.model(), noise_in_force(config, population.sizes)))
    train_baselines(population, emit, should_stop, cache)


def _beside(federation: Callable[[], None], baselines: Callable[[ShouldStop], None], should_stop: ShouldStop) -> None:
    """Both at once; if the federation fails, the baselines end with it."""
    failed = threading.Event()
    with ThreadPoolExecutor(1, "fedsim-baselines") as pool:
        other = pool.submit(baselines, lambda: should_stop() or failed.is_set())
        try:
            federation()
        except BaseException:
            failed.set()
            raise
        other.result()


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
