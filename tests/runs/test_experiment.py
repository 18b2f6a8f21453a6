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


@pytest.mark.parametrize(("dp", "weighting"), [("none", "by images"), ("central", "equal")])
def test_baselines_that_begin_first_tell_how_the_federation_will_weight(
    config: SimulationConfig, baselines: list, dp: str, weighting: str
) -> None:
    events: list[Event] = []
    run_experiment(federation, replace(config, dp=dp, baselines="before"), events.append, lambda: False)
    assert isinstance(events[0], Started)
    assert events[0].weighting == weighting
    assert [type(event).__name__ for event in events].count("Started") == 1


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


def test_baselines_beside_do_not_keep_a_closed_app_alive(config: SimulationConfig, baselines: list) -> None:
    daemons = []
    baselines.append(lambda emit, stop: daemons.append(threading.current_thread().daemon))
    kinds(replace(config, baselines="beside"))
    assert daemons == [True]


def test_a_stopped_run_is_over_only_when_its_baselines_beside_are(config: SimulationConfig, baselines: list) -> None:
    stopped, told = threading.Event(), []

    def engine(config: SimulationConfig, emit: Callable, should_stop: Callable) -> dict:
        stopped.set()
        raise RunStopped("stopped")

    def last_words(emit: Callable, stop: Callable) -> None:
        assert stopped.wait(PATIENCE_SECONDS)
        emit(BaselineProgress("A", 9, 9))

    baselines.append(last_words)
    with pytest.raises(RunStopped):
        run_experiment(engine, replace(config, baselines="beside"), told.append, lambda: False)
    assert told[-1] == BaselineProgress("A", 9, 9)


def test_beside_the_data_are_partitioned_once_before_both_ask_for_them(
    config: SimulationConfig, baselines: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    load = experiment.load_population
    monkeypatch.setattr(
        experiment, "load_population", lambda config: asked.append(threading.current_thread().name) or load(config)
    )

    def engine(config: SimulationConfig, emit: Callable, should_stop: Callable) -> dict:
        asked.append("federation")
        return {}

    kinds(replace(config, baselines="beside"), engine)
    assert asked[0] == threading.current_thread().name


ORDERS = ["before", "after", "beside"]


def no_power(config: SimulationConfig, emit: Callable, should_stop: Callable) -> dict:
    raise FedsimError("No power.")


def test_a_federation_that_fails_beside_its_baselines_does_not_end_them(
    config: SimulationConfig, baselines: list
) -> None:
    failed, told = threading.Event(), []

    def fail(config: SimulationConfig, emit: Callable, should_stop: Callable) -> dict:
        failed.set()
        raise FedsimError("No power.")

    baselines.append(lambda emit, should_stop: told.append((failed.wait(PATIENCE_SECONDS), should_stop())))
    with pytest.raises(FedsimError, match="No power"):
        kinds(replace(config, baselines="beside"), fail)
    assert told == [(True, False)]


@pytest.mark.parametrize("when", ORDERS)
@pytest.mark.parametrize(
    ("error", "why"),
    [
        (FedsimError("No power."), "The federation failed: No power."),
        (ValueError("odd"), "The federation failed: something unexpected went wrong (ValueError: odd)."),
        (SystemExit(1), "The federation failed: something unexpected went wrong (SystemExit: 1)."),
    ],
)
def test_a_federation_that_fails_is_named_and_the_baselines_are_trained_all_the_same(
    config: SimulationConfig, baselines: list, when: str, error: BaseException, why: str
) -> None:
    events: list[Event] = []

    def fail(config: SimulationConfig, emit: Callable, should_stop: Callable) -> dict:
        raise error

    with pytest.raises(FedsimError) as told:
        run_experiment(fail, replace(config, baselines=when), events.append, lambda: False)
    assert str(told.value) == f"{why} The training alone and pooled came to the end."
    assert BaselineProgress("A", 1, 9) in events


@pytest.mark.parametrize("when", ORDERS)
def test_baselines_that_fail_are_named_and_the_federation_goes_to_its_end(
    config: SimulationConfig, baselines: list, when: str
) -> None:
    failed, events = threading.Event(), []

    def fail(emit: Callable, should_stop: Callable) -> None:
        failed.set()
        raise FedsimError("Hospital A, alone, did not learn.")

    def engine(config: SimulationConfig, emit: Callable, should_stop: Callable) -> dict:
        assert when == "after" or failed.wait(PATIENCE_SECONDS)
        return federation(config, emit, should_stop)

    baselines.append(fail)
    with pytest.raises(FedsimError) as told:
        run_experiment(engine, replace(config, baselines=when), events.append, lambda: False)
    assert str(told.value) == (
        "The training alone and pooled failed: Hospital A, alone, did not learn. The federation came to the end."
    )
    assert [event for event in events if isinstance(event, RoundFinished)] == [finished(0)]


@pytest.mark.parametrize("when", ORDERS)
def test_where_both_fail_both_reasons_are_told(config: SimulationConfig, baselines: list, when: str) -> None:
    def fail(emit: Callable, should_stop: Callable) -> None:
        raise FedsimError("Diverged.")

    baselines.append(fail)
    with pytest.raises(FedsimError, match=r"federation failed: No power\.") as told:
        kinds(replace(config, baselines=when), no_power)
    assert "alone and pooled failed: Diverged." in str(told.value)


@pytest.mark.parametrize("when", ORDERS)
def test_one_reason_for_both_is_told_once(config: SimulationConfig, baselines: list, when: str) -> None:
    def fail(emit: Callable, should_stop: Callable) -> None:
        raise FedsimError("No power.")

    baselines.append(fail)
    with pytest.raises(FedsimError, match=r"^No power\.$"):
        kinds(replace(config, baselines=when), no_power)


def test_a_federation_without_baselines_fails_in_its_own_words(config: SimulationConfig) -> None:
    with pytest.raises(FedsimError, match=r"^No power\.$"):
        kinds(config, no_power)


@pytest.mark.parametrize("when", ORDERS)
def test_a_spent_budget_is_told_beside_baselines_that_fail(
    config: SimulationConfig, baselines: list, when: str
) -> None:
    def spend(config: SimulationConfig, emit: Callable, should_stop: Callable) -> dict:
        raise BudgetSpent("Stopped after round 1 of 2.")

    def fail(emit: Callable, should_stop: Callable) -> None:
        raise FedsimError("Diverged.")

    baselines.append(fail)
    with pytest.raises(FedsimError, match=r"pooled failed: Diverged\. Stopped after round 1 of 2\."):
        kinds(replace(config, baselines=when), spend)


@pytest.mark.parametrize("when", ORDERS)
def test_a_stop_ends_both(config: SimulationConfig, baselines: list, when: str) -> None:
    def stopped(emit: Callable, should_stop: Callable) -> None:
        raise RunStopped("Stopped.")

    def engine(config: SimulationConfig, emit: Callable, should_stop: Callable) -> dict:
        raise RunStopped("Stopped.")

    baselines.append(stopped)
    with pytest.raises(RunStopped):
        kinds(replace(config, baselines=when), engine)


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
