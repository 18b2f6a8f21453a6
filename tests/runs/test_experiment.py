"""The federation and its baselines, in the order that was asked for."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from tiny import finished, started

from fedsim.errors import BudgetSpent, FedsimError, RunStopped
from fedsim.events import BaselineProgress, Event, RoundFinished, Started
from fedsim.runs import experiment
from fedsim.runs.experiment import run_experiment
from fedsim.settings.config import SimulationConfig

PATIENCE_SECONDS = 30


def federation(config: SimulationConfig, emit: Callable, should_stop: Callable[[], bool]) -> dict:
    emit(started())
    emit(finished(0))
    return {}


@pytest.fixture
def baselines(monkeypatch: pytest.MonkeyPatch) -> list[Callable]:
    """What the baselines do, one after the other; at first they only say that they began."""
    steps: list[Callable] = [lambda emit, should_stop: emit(BaselineProgress("A", 1, 9))]
    monkeypatch.setattr(
        experiment, "train_baselines", lambda population, emit, stop, cache: [step(emit, stop) for step in steps]
    )
    return steps


def kinds(config: SimulationConfig, engine: Callable = federation) -> list[str]:
    events: list[Event] = []
    run_experiment(engine, config, events.append, lambda: False)
    return [type(event).__name__ for event in events]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("none", ["Started", "RoundFinished"]),
        ("before", ["Started", "BaselineProgress", "RoundFinished"]),
        ("after", ["Started", "RoundFinished", "BaselineProgress"]),
    ],
)
def test_baselines_run_when_they_are_asked_for_and_the_start_is_told_once(
    config: SimulationConfig, baselines: list, when: str, expected: list[str]
) -> None:
    assert kinds(replace(config, baselines=when)) == expected


def test_beside_is_at_the_same_time(config: SimulationConfig, baselines: list) -> None:
    """Each waits for the other: one after the other they would wait for ever."""
    here, there = threading.Event(), threading.Event()

    def meet(mine: threading.Event, other: threading.Event) -> None:
        mine.set()
        assert other.wait(PATIENCE_SECONDS)

    def engine(config: SimulationConfig, emit: Callable, should_stop: Callable) -> dict:
        meet(here, there)
        return federation(config, emit, should_stop)

    baselines.append(lambda emit, stop: meet(there, here))
    assert sorted(kinds(replace(config, baselines="beside"), engine)) == [
        "BaselineProgress",
        "RoundFinished",
        "Started",
    ]


def test_baselines_beside_a_federation_that_fails_end_with_it(config: SimulationConfig, baselines: list) -> None:
    ended: list[bool] = []

    def until_stopped(emit: Callable, should_stop: Callable[[], bool]) -> None:
        while not should_stop():
            threading.Event().wait(0.01)
        ended.append(True)
        raise RunStopped("Stopped.")

    def fail(config: SimulationConfig, emit: Callable, should_stop: Callable) -> dict:
        raise FedsimError("No power.")

    baselines.append(until_stopped)
    with pytest.raises(FedsimError, match="No power"):
        kinds(replace(config, baselines="beside"), fail)
    assert ended == [True]


def test_a_federation_beside_baselines_that_fail_goes_on_to_its_end(config: SimulationConfig, baselines: list) -> None:
    failed, events = threading.Event(), []

    def fail(emit: Callable, should_stop: Callable) -> None:
        failed.set()
        raise FedsimError("Diverged.")

    def engine(config: SimulationConfig, emit: Callable, should_stop: Callable) -> dict:
        assert failed.wait(PATIENCE_SECONDS)
        return federation(config, emit, should_stop)

    baselines.append(fail)
    with pytest.raises(FedsimError, match="Diverged"):
        run_experiment(engine, replace(config, baselines="beside"), events.append, lambda: False)
    assert [event for event in events if isinstance(event, RoundFinished)] == [finished(0)]


@pytest.mark.parametrize("when", ["before", "after", "beside"])
def test_baselines_are_trained_though_the_privacy_budget_ends_the_federation(
    config: SimulationConfig, baselines: list, when: str
) -> None:
    told: list[Event] = []

    def spend(config: SimulationConfig, emit: Callable, should_stop: Callable) -> dict:
        raise BudgetSpent("Stopped after round 1 of 2.")

    baselines.append(lambda emit, should_stop: told.append(should_stop()))
    with pytest.raises(BudgetSpent, match="round 1 of 2"):
        kinds(replace(config, baselines=when), spend)
    assert told == [False]


def test_events_are_told_one_at_a_time(config: SimulationConfig, baselines: list) -> None:
    busy = threading.Lock()

    def emit(event: Event) -> None:
        assert busy.acquire(blocking=False), "two events at once"
        threading.Event().wait(0.001)
        busy.release()

    def engine(config: SimulationConfig, tell: Callable, should_stop: Callable) -> dict:
        for _ in range(30):
            tell(finished(1))
        return {}

    baselines.append(lambda tell, stop: [tell(BaselineProgress("A", n, 30)) for n in range(30)])
    run_experiment(engine, replace(config, baselines="beside"), emit, lambda: False)


def test_the_real_baselines_and_federation_share_one_start(config: SimulationConfig) -> None:
    events: list[Event] = []
    run_experiment(federation, replace(config, baselines="before", baseline_epochs=1), events.append, lambda: False)
    assert [event.hospitals[0].name for event in events if isinstance(event, Started)] == ["A"]
    assert isinstance(events[0], Started)
