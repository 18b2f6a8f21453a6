"""The queue, driven by engines that do what the test says."""

import dataclasses
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tiny import baseline, finished, started

from fedsim.errors import BudgetSpent, FedsimError, Problem, RunStopped
from fedsim.runs.clock import Clock
from fedsim.runs.owners import mark
from fedsim.runs.registry import AlreadyQueued, Registry
from fedsim.runs.state import Purpose, RunState, Status
from fedsim.runs.store import Store
from fedsim.settings.config import ConfigError, SimulationConfig

PATIENCE_SECONDS = 30
SHORT_SECONDS = 5


class Engine:
    """A run does what it is told, one order at a time, and says who began."""

    def __init__(self) -> None:
        self.began: queue.Queue[int] = queue.Queue()
        self.orders: queue.Queue[Callable] = queue.Queue()

    def __call__(self, config: SimulationConfig, emit: Callable, should_stop: Callable[[], bool]) -> dict:
        self.began.put(config.seed)
        emit(started())
        emit(finished(0))
        while (order := self.orders.get(timeout=PATIENCE_SECONDS)) is not None:
            order(emit, should_stop)
        return {}


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = Engine()
    yield engine
    for _ in range(10):
        engine.orders.put(None)


@pytest.fixture
def registry(engine: Engine, tmp_path: Path) -> Registry:
    return Registry(Store(tmp_path / "runs.sqlite"), lambda name: engine)


def run(seed: int = 0) -> SimulationConfig:
    return SimulationConfig(seed=seed)


def wait_for(registry: Registry, run_id: str, *statuses: Status) -> RunState:
    """The run once it has one of these statuses."""
    for _ in range(100 * PATIENCE_SECONDS):
        if (state := registry.store.get(run_id)).status in statuses:
            return state
        threading.Event().wait(0.01)
    raise AssertionError(f"the run is still {registry.store.get(run_id).status}")


def stop_if_asked(emit: Callable, should_stop: Callable[[], bool]) -> None:
    if should_stop():
        raise RunStopped("Stopped.")


def fail_with(error: BaseException) -> Callable:
    def order(emit: Callable, should_stop: Callable[[], bool]) -> None:
        raise error

    return order


def test_a_run_that_spent_its_budget_stopped_and_says_why(registry: Registry, engine: Engine) -> None:
    run_id = registry.start(run())
    engine.orders.put(fail_with(BudgetSpent("Stopped after round 0 of 10.")))
    state = wait_for(registry, run_id, Status.STOPPED)
    assert (str(state.error), len(state.rounds)) == ("Stopped after round 0 of 10.", 1)


def test_a_run_goes_from_queued_to_finished_with_its_events(registry: Registry, engine: Engine) -> None:
    run_id = registry.start(run(5))
    assert engine.began.get(timeout=PATIENCE_SECONDS) == 5
    assert wait_for(registry, run_id, Status.RUNNING).started_at is not None
    assert registry.live() == [run_id]
    engine.orders.put(lambda emit, _: emit(finished(1)))
    engine.orders.put(None)
    state = wait_for(registry, run_id, Status.FINISHED)
    assert (state.info, state.rounds, state.error) == (started(), (finished(0), finished(1)), None)
    assert registry.live() == []


def test_runs_take_their_turns_in_the_order_they_were_asked_for(registry: Registry, engine: Engine) -> None:
    ids = [registry.start(run(seed)) for seed in range(3)]
    assert engine.began.get(timeout=PATIENCE_SECONDS) == 0
    assert [registry.store.get(run_id).status for run_id in ids[1:]] == [Status.QUEUED] * 2
    assert [registry.ahead_of(run_id) for run_id in ids] == [0, 1, 2]
    assert registry.live() == ids
    engine.orders.put(None)
    assert engine.began.get(timeout=PATIENCE_SECONDS) == 1
    assert [registry.ahead_of(run_id) for run_id in ids] == [0, 0, 1]
    engine.orders.put(None)
    assert engine.began.get(timeout=PATIENCE_SECONDS) == 2
    engine.orders.put(None)
    wait_for(registry, ids[2], Status.FINISHED)


def test_what_waits_changes_places_and_a_batch_moves_as_one(registry: Registry, engine: Engine) -> None:
    running = registry.start(run(1))
    wait_for(registry, running, Status.RUNNING)
    single = registry.start(run(2))
    batch = registry.start_all([run(3), run(4)], Purpose.SWEEP)
    last = registry.start(run(5))
    swept = [state.id for state in registry.live_states() if state.batch == batch]
    assert registry.live() == [running, single, *swept, last]
    registry.move(swept, -1)
    assert registry.live() == [running, *swept, single, last]
    assert registry.ahead_of(single) == 3
    registry.move([single], 1)
    assert registry.live() == [running, *swept, last, single]
    for run_ids, places in (([single], 1), (swept, -1), ([running], 1), (["unknown"], 1)):
        registry.move(run_ids, places)
        assert registry.live() == [running, *swept, last, single]
    for _ in range(5):
        engine.orders.put(None)
    wait_for(registry, single, Status.FINISHED)
    began = sorted((registry.store.get(each) for each in (*swept, last, single)), key=lambda state: state.started_at)
    assert [state.id for state in began] == [*swept, last, single]


def test_nobody_moves_the_runs_of_others(registry: Registry, engine: Engine) -> None:
    running = registry.start(run(1), "ann")
    wait_for(registry, running, Status.RUNNING)
    first, other, second = (registry.start(run(seed), who) for seed, who in ((2, "ann"), (3, "bob"), (4, "ann")))
    before = registry.live()
    assert before == [running, first, other, second] or before == [running, other, first, second]
    registry.move([second], -1)
    assert registry.live() == [{first: second, second: first}.get(run_id, run_id) for run_id in before]
    moved = registry.live()
    registry.move([other], -1)
    assert registry.live() == moved


def test_a_queued_run_that_is_stopped_never_begins(registry: Registry, engine: Engine) -> None:
    first, second, third = (registry.start(run(seed)) for seed in range(3))
    engine.began.get(timeout=PATIENCE_SECONDS)
    registry.stop(second)
    assert registry.store.get(second).status is Status.STOPPED
    assert registry.ahead_of(third) == 1
    engine.orders.put(None)
    assert engine.began.get(timeout=PATIENCE_SECONDS) == 2
    engine.orders.put(None)
    wait_for(registry, third, Status.FINISHED)
    state = registry.store.get(second)
    assert (state.status, state.started_at, state.rounds) == (Status.STOPPED, None, ())
    assert registry.store.get(first).status is Status.FINISHED


def test_a_running_run_that_is_stopped_keeps_its_rounds(registry: Registry, engine: Engine) -> None:
    run_id = registry.start(run())
    engine.began.get(timeout=PATIENCE_SECONDS)
    wait_for(registry, run_id, Status.RUNNING)
    registry.stop(run_id)
    assert registry.store.get(run_id).status is Status.STOPPING
    assert registry.live() == [run_id]
    engine.orders.put(stop_if_asked)
    state = wait_for(registry, run_id, Status.STOPPED)
    assert (state.rounds, state.error) == ((finished(0),), None)


def test_stopping_one_run_does_not_stop_the_next(registry: Registry, engine: Engine) -> None:
    first, second = registry.start(run(1)), registry.start(run(2))
    engine.began.get(timeout=PATIENCE_SECONDS)
    registry.stop(first)
    engine.orders.put(stop_if_asked)
    assert engine.began.get(timeout=PATIENCE_SECONDS) == 2
    engine.orders.put(stop_if_asked)
    engine.orders.put(None)
    wait_for(registry, second, Status.FINISHED)


def test_stopping_what_is_over_or_unknown_changes_nothing(registry: Registry, engine: Engine) -> None:
    run_id = registry.start(run())
    engine.orders.put(None)
    before = wait_for(registry, run_id, Status.FINISHED)
    registry.stop(run_id)
    registry.stop("nobody")
    assert registry.store.get(run_id) == before
    assert registry.ahead_of("nobody") == 0


def test_a_failure_for_people_is_told_as_it_is(registry: Registry, engine: Engine) -> None:
    run_id = registry.start(run())
    engine.orders.put(fail_with(FedsimError("Hospital A has no power.")))
    state = wait_for(registry, run_id, Status.FAILED)
    assert (str(state.error), state.rounds) == ("Hospital A has no power.", (finished(0),))


@pytest.mark.parametrize(
    "error",
    [
        ZeroDivisionError("by nought"),
        SystemExit(3),
        KeyboardInterrupt("now"),
        GeneratorExit("gone"),
        type("Odd", (BaseException,), {})("odd"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_unexpected_failure_is_told_and_the_next_run_begins(
    registry: Registry, engine: Engine, error: BaseException
) -> None:
    first, second = registry.start(run(1)), registry.start(run(2))
    engine.began.get(timeout=PATIENCE_SECONDS)
    engine.orders.put(fail_with(error))
    assert engine.began.get(timeout=SHORT_SECONDS) == 2
    state = wait_for(registry, first, Status.FAILED)
    assert f"{type(error).__name__}: {error}" in str(state.error)
    engine.orders.put(None)
    wait_for(registry, second, Status.FINISHED)


class FullDisk(Store):
    """A store whose disk is full for one moment: when the first run ends."""

    error: BaseException | None = None

    def turn(self, run_id: str, status: Status, error: Problem | None = None, *, only_from: Sequence[Status]) -> bool:
        if status is Status.FINISHED and self.error:
            self.error, raised = None, self.error
            raise raised
        return super().turn(run_id, status, error, only_from=only_from)


@pytest.mark.parametrize("error", [sqlite3.OperationalError("database or disk is full"), SystemExit(1)], ids=str)
def test_a_run_ends_and_the_next_begins_even_where_its_end_could_not_be_kept(
    engine: Engine, error: BaseException
) -> None:
    store = FullDisk()
    store.error = error
    registry = Registry(store, lambda name: engine)
    first, second = registry.start(run(1)), registry.start(run(2))
    engine.orders.put(None)
    engine.orders.put(None)
    assert engine.began.get(timeout=SHORT_SECONDS) == 1
    assert engine.began.get(timeout=SHORT_SECONDS) == 2
    wait_for(registry, second, Status.FINISHED)
    assert str(error) in str(wait_for(registry, first, Status.FAILED).error)
    assert registry.live() == []


def test_an_engine_that_cannot_be_had_fails_the_run(tmp_path: Path) -> None:
    def missing(name: str) -> Engine:
        raise ImportError(f"no module named {name}")

    registry = Registry(Store(tmp_path / "runs.sqlite"), missing)
    state = wait_for(registry, registry.start(run()), Status.FAILED)
    assert "no module named inprocess" in str(state.error)


def test_a_run_gets_the_engine_of_its_settings(engine: Engine, tmp_path: Path) -> None:
    asked: list[str] = []

    def engines(name: str) -> Engine:
        asked.append(name)
        return engine

    registry = Registry(Store(tmp_path / "runs.sqlite"), engines)
    run_id = registry.start(SimulationConfig(engine="ray"))
    engine.orders.put(None)
    wait_for(registry, run_id, Status.FINISHED)
    assert asked == ["ray"]


def test_settings_out_of_bounds_are_refused_before_they_queue(registry: Registry) -> None:
    with pytest.raises(ConfigError, match=r"rounds must be from 1 to 500, got 0.*lr must be from"):
        registry.start(SimulationConfig(rounds=0, lr=-1.0))
    assert registry.live() == []
    assert registry.store.latest() == []


def test_threads_may_start_runs_at_once(registry: Registry, engine: Engine) -> None:
    ids: list[str] = []
    threads = [threading.Thread(target=lambda seed=seed: ids.append(registry.start(run(seed)))) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for _ in ids:
        engine.orders.put(None)
    for run_id in ids:
        wait_for(registry, run_id, Status.FINISHED)
    assert sorted(engine.began.get(timeout=PATIENCE_SECONDS) for _ in ids) == list(range(8))


def test_a_real_run_is_there_after_the_app_was_closed(config: SimulationConfig, tmp_path: Path) -> None:
    registry = Registry(Store(tmp_path / "runs.sqlite"))
    state = wait_for(registry, registry.start(config), Status.FINISHED, Status.FAILED)
    assert (state.status, state.error) == (Status.FINISHED, None)
    assert [each.round for each in state.rounds] == [0, 1, 2]
    again = wait_for(Registry(Store(tmp_path / "runs.sqlite")), state.id, Status.FINISHED)
    assert (again.status, again.config, again.info, again.rounds) == (state.status, config, state.info, state.rounds)


@pytest.fixture
def over(registry: Registry, engine: Engine, config: SimulationConfig) -> RunState:
    """A run that is over and has no baselines."""
    run_id = registry.start(config)
    engine.orders.put(None)
    return wait_for(registry, run_id, Status.FINISHED)


def test_a_run_that_is_over_gets_its_baselines_and_keeps_its_rounds_and_times(
    registry: Registry, over: RunState
) -> None:
    registry.add_baselines(over.id)
    state = wait_for(registry, over.id, Status.FINISHED)
    assert [each.hospital for each in state.alone] == ["A", "B", "C"]
    assert len(state.pooled.epochs) == 2
    assert (state.rounds, state.started_at, state.ended_at) == (over.rounds, over.started_at, over.ended_at)
    assert set(registry.store.answers(over.id)) == {*(("alone", name) for name in "ABC"), ("pooled", None)}


def test_a_second_federation_on_the_same_hospitals_does_not_train_them_again(
    registry: Registry, engine: Engine, over: RunState
) -> None:
    registry.add_baselines(over.id)
    wait_for(registry, over.id, Status.FINISHED)
    second = registry.start(dataclasses.replace(over.config, rounds=1, local_epochs=2, baselines="after"))
    engine.orders.put(None)
    state = wait_for(registry, second, Status.FINISHED)
    assert [each.cached for each in (*state.alone, state.pooled)] == [True] * 4
    assert registry.store.answers(second).keys() == registry.store.answers(over.id).keys()


def test_baselines_wait_their_turn_and_can_be_stopped_before_it(
    registry: Registry, engine: Engine, over: RunState
) -> None:
    other = registry.start(run(5))
    registry.add_baselines(over.id)
    assert (registry.store.get(over.id).status, registry.ahead_of(over.id)) == (Status.QUEUED, 1)
    registry.add_baselines(over.id)
    registry.stop(over.id)
    assert registry.store.get(over.id).status is Status.FINISHED
    engine.orders.put(None)
    wait_for(registry, other, Status.FINISHED)
    assert registry.store.get(over.id).baselines == ()
    registry.add_baselines(over.id)
    assert len(wait_for(registry, over.id, Status.FINISHED).alone) == 3


class StoppedMeanwhile(Store):
    """A store in which somebody presses Stop just as a run that was over is queued again."""

    registry: Registry | None = None

    def turn(self, run_id: str, status: Status, error: str | None = None, *, only_from: Sequence[Status]) -> bool:
        turned = super().turn(run_id, status, error, only_from=only_from)
        if turned and status is Status.QUEUED and self.registry:
            self.stopping = threading.Thread(target=self.registry.stop, args=[run_id])
            self.stopping.start()
            self.stopping.join(0.2)  # it waits until the run is queued, or is through
        return turned


def test_a_stop_just_as_baselines_are_added_leaves_a_finished_run_finished(
    engine: Engine, config: SimulationConfig
) -> None:
    store = StoppedMeanwhile()
    registry = Registry(store, lambda name: engine)
    run_id = registry.start(config)
    engine.orders.put(None)
    wait_for(registry, run_id, Status.FINISHED)
    busy = registry.start(run(5))
    store.registry = registry
    registry.add_baselines(run_id)
    store.stopping.join()
    assert (store.get(run_id).status, store.get(run_id).baselines) == (Status.FINISHED, ())
    engine.orders.put(None)
    wait_for(registry, busy, Status.FINISHED)


def fail_baselines(monkeypatch: pytest.MonkeyPatch) -> None:
    def diverge(*given: object) -> None:
        raise FedsimError("Hospital A, alone, did not learn.")

    monkeypatch.setattr("fedsim.runs.experiment.run_baselines", diverge)


def test_a_run_whose_baselines_alone_failed_is_finished_and_says_so_until_they_are_there(
    registry: Registry, engine: Engine, config: SimulationConfig
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        fail_baselines(patch)
        run_id = registry.start(dataclasses.replace(config, baselines="after"))
        engine.orders.put(None)
        state = wait_for(registry, run_id, Status.FINISHED, Status.FAILED)
        assert (state.status, len(state.rounds), state.baselines) == (Status.FINISHED, 1, ())
        assert "pooled failed: Hospital A, alone, did not learn. The federation came to the end." in str(state.error)
        registry.add_baselines(run_id)
        state = wait_for(registry, run_id, Status.FINISHED, Status.FAILED)
        assert (state.status, str(state.error)) == (Status.FINISHED, "Hospital A, alone, did not learn.")
    registry.add_baselines(run_id)
    state = wait_for(registry, run_id, Status.FINISHED)
    assert (len(state.alone), state.error) == (3, None)


@pytest.mark.parametrize("failing", [False, True])
def test_a_run_that_spent_its_budget_still_says_so_with_its_baselines(
    registry: Registry, engine: Engine, config: SimulationConfig, monkeypatch: pytest.MonkeyPatch, failing: bool
) -> None:
    spent = "Stopped after round 0 of 2."
    run_id = registry.start(config)
    engine.orders.put(fail_with(BudgetSpent(spent)))
    wait_for(registry, run_id, Status.STOPPED)
    if failing:
        fail_baselines(monkeypatch)
    registry.add_baselines(run_id)
    state = wait_for(registry, run_id, Status.STOPPED, Status.FAILED)
    assert state.status is Status.STOPPED
    assert str(state.error) == (f"Hospital A, alone, did not learn. {spent}" if failing else spent)


def test_a_budget_that_is_spent_beside_baselines_that_fail_stops_the_run(
    registry: Registry, engine: Engine, config: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_baselines(monkeypatch)
    run_id = registry.start(dataclasses.replace(config, baselines="before"))
    engine.orders.put(fail_with(BudgetSpent("Stopped after round 0 of 2.")))
    state = wait_for(registry, run_id, Status.STOPPED, Status.FAILED)
    assert state.status is Status.STOPPED
    assert str(state.error).endswith("did not learn. Stopped after round 0 of 2.")


def test_baselines_that_are_stopped_leave_a_finished_run_finished(
    registry: Registry, over: RunState, monkeypatch: pytest.MonkeyPatch
) -> None:
    def until_stopped(config, emit, should_stop, cache, data_sha256) -> None:
        emit(baseline("A"))
        while not should_stop():
            threading.Event().wait(0.01)
        raise RunStopped("Stopped.")

    monkeypatch.setattr("fedsim.runs.experiment.run_baselines", until_stopped)
    registry.add_baselines(over.id)
    wait_for(registry, over.id, Status.RUNNING)
    registry.stop(over.id)
    state = wait_for(registry, over.id, Status.FINISHED)
    assert (state.alone, state.pooled, state.error) == ((baseline("A"),), None, None)


def test_a_live_or_unknown_run_gets_no_baselines(registry: Registry, engine: Engine) -> None:
    run_id = registry.start(run())
    engine.began.get(timeout=PATIENCE_SECONDS)
    registry.add_baselines(run_id)
    registry.add_baselines("nobody")
    engine.orders.put(None)
    assert wait_for(registry, run_id, Status.FINISHED).baselines == ()
    assert registry.live() == []


def test_the_very_same_run_is_not_queued_twice(registry: Registry, engine: Engine) -> None:
    running, waiting = registry.start(run(1)), registry.start(run(2))
    engine.began.get(timeout=PATIENCE_SECONDS)
    wait_for(registry, running, Status.RUNNING)
    alike = replace(run(1), clip_norm=7.0)  # which counts with privacy alone
    for config, run_id, word in (
        (run(1), running, "running"),
        (alike, running, "running"),
        (run(2), waiting, "waiting"),
    ):
        with pytest.raises(AlreadyQueued, match=word) as same:
            registry.start(config)
        assert same.value.run_id == run_id
    assert registry.live() == [running, waiting]
    engine.orders.put(None)
    engine.orders.put(None)
    wait_for(registry, waiting, Status.FINISHED)
    assert registry.start(run(1)) not in (running, waiting)  # what is over may be run again


def test_threads_that_ask_for_the_same_run_at_once_get_one(registry: Registry, engine: Engine) -> None:
    outcomes: list[str] = []

    def ask() -> None:
        try:
            registry.start(run(1))
            outcomes.append("queued")
        except AlreadyQueued:
            outcomes.append("already")

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["already"] * 7 + ["queued"]


def test_runs_that_are_asked_for_together_are_told_apart_from_others(registry: Registry, engine: Engine) -> None:
    own = registry.start(run(1))
    batch = registry.start_all([run(1), run(2), run(3), run(2)], Purpose.SWEEP)
    states = registry.live_states()
    assert [(state.config.seed, state.purpose, state.batch) for state in states] == [
        (1, Purpose.RUN, None),
        (2, Purpose.SWEEP, batch),
        (3, Purpose.SWEEP, batch),
    ]
    assert registry.together_with(states[0]) == [states[0]]
    registry.stop_all([state.id for state in registry.together_with(states[1])])
    assert registry.live() == [own]
    assert [state.status for state in registry.together_with(states[1])] == [Status.STOPPED] * 2


def test_of_runs_that_are_asked_for_together_all_are_queued_or_none(registry: Registry) -> None:
    with pytest.raises(ConfigError, match="rounds must be"):
        registry.start_all([run(1), SimulationConfig(rounds=0)], Purpose.REPEAT)
    assert registry.live() == []


def test_purpose_and_batch_are_kept(registry: Registry, tmp_path: Path) -> None:
    batch = registry.start_all([run(1)], Purpose.MEMBERSHIP)
    (state,) = Store(tmp_path / "runs.sqlite").latest()
    assert (state.purpose, state.batch) == (Purpose.MEMBERSHIP, batch)


def test_what_waited_when_a_process_ended_is_taken_over_and_keeps_its_owner(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "runs.sqlite"
    first = Registry(Store(path), lambda name: engine)
    running, *waiting = [first.start(run(seed), "Ann") for seed in range(3)]
    assert engine.began.get(timeout=PATIENCE_SECONDS) == 0
    first.store.leave()  # the process ends
    another = Engine()
    after = Registry(Store(path), lambda name: another)
    assert after.live() == []
    for _ in range(2):
        after.take_over()
    assert set(after.live()) == set(waiting)
    for seed in (1, 2):
        assert another.began.get(timeout=PATIENCE_SECONDS) == seed
        another.orders.put(None)
    for run_id in waiting:
        state = wait_for(after, run_id, Status.FINISHED)
        assert state.asker == mark("Ann")
        assert state.queued_at <= state.started_at <= state.ended_at
    assert Store(path).get(running).status in (Status.INTERRUPTED, Status.FINISHED)


def test_what_waited_long_ago_is_left_alone(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "runs.sqlite"
    first = Store(path, clock=Clock(lambda: 1000.0))
    run_id = first.create(run())
    first.leave()
    after = Registry(Store(path), lambda name: engine)
    after.take_over()
    assert after.store.get(run_id).status is Status.INTERRUPTED


def test_visitors_have_runs_of_their_own_though_they_ask_for_the_same(registry: Registry, engine: Engine) -> None:
    anns, bobs = registry.start(run(), "Ann"), registry.start(run(), "Bob")
    assert anns != bobs
    with pytest.raises(AlreadyQueued):
        registry.start(run(), "Bob")


def test_a_run_that_is_over_and_goes_on_elsewhere_is_stopped_there(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "runs.sqlite"
    first, second = Registry(Store(path), lambda name: engine), Store(path)
    run_id = first.start(run())
    engine.orders.put(None)
    wait_for(first, run_id, Status.FINISHED)
    assert second.turn(run_id, Status.QUEUED, only_from=[Status.FINISHED])  # its baselines are added there
    assert second.turn(run_id, Status.RUNNING, only_from=[Status.QUEUED])
    assert not first.store.turn(run_id, Status.QUEUED, only_from=[Status.FINISHED])
    assert first.store.newest(run_id).status is Status.RUNNING
    heard: list[str] = []
    second.on_stop = heard.append
    first.stop(run_id)
    second._hear()
    assert heard == [run_id]
