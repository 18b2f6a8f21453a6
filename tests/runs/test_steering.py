"""A live run is paused, goes on by one round, and loses and regains a hospital; it repeats all the same."""

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fedsim.events import LeftOut
from fedsim.federation.engines import inprocess  # noqa: F401 (here, and not in the thread that waits for it)
from fedsim.runs import registry as registry_module
from fedsim.runs.progress import paused_seconds
from fedsim.runs.registry import Registry
from fedsim.runs.resuming import can_go_on, resume
from fedsim.runs.runner import carry_out
from fedsim.runs.state import RunState, Status
from fedsim.runs.steering import Steering
from fedsim.runs.store import Store
from fedsim.settings import limits
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presence import Always, Never, Rounds, from_round, is_there, spans, up_to
from fedsim.settings.strategy import Scaffold
from tests.keeping import plain
from tests.tiny import finished, started

pytestmark = pytest.mark.timeout(600)
KINDS = {
    "fedavg": {},
    "scaffold": {"strategy": Scaffold()},
    "adaptive": {"dp": "central-adaptive", "noise_multiplier": 0.5},
    "central": {"dp": "central", "noise_multiplier": 0.5},
    "budget": {"dp": "local", "target_epsilon": 60.0, "delta": 1e-5},
    "record": {"dp": "record", "noise_multiplier": 1.0},
}
"""What a round may remember, or draw noise for."""


def until(holds: Callable[[], bool], thread: threading.Thread | None = None) -> None:
    deadline = time.monotonic() + 240
    while not holds():
        assert time.monotonic() < deadline
        assert thread is None or thread.is_alive()
        time.sleep(0.02)


def steered(
    config: SimulationConfig, folder: Path, clock: Callable[[], float] = time.monotonic
) -> tuple[RunState, list[int]]:
    """Rounds 1 to 4: B is left out of 2 and 3. And the rounds after which it waited."""
    store, steering, waits = Store(folder / "runs.sqlite", models=folder / "models"), Steering(clock), []
    run_id = store.create(config)
    steering.pause()
    thread = threading.Thread(target=carry_out, args=[store, run_id, lambda: False], kwargs={"steering": steering})
    thread.start()
    for expected, there in ((0, None), (1, False), (2, None), (3, True)):
        until(lambda expected=expected: steering.waits_after == expected, thread)
        waits.append(steering.waits_after)
        if there is not None:
            steering.set_there("B", there)
            (change,) = steering.changes(store.get(run_id).config, expected + 1)
            assert change == LeftOut(expected + 1, "B", not there)
        steering.step() if expected < 3 else steering.go_on()
        until(lambda expected=expected: steering.waits_after != expected)
    thread.join(250)
    return Store(folder / "runs.sqlite", models=folder / "models").get(run_id), waits


@pytest.mark.parametrize("kind", KINDS)
def test_one_that_was_steered_repeats_from_its_settings_to_the_last_bit(config, kind: str, tmp_path: Path) -> None:
    asked = replace(config, rounds=4, baselines="none", **KINDS[kind])
    state, waits = steered(asked, tmp_path)
    assert waits == [0, 1, 2, 3]
    assert state.status is Status.FINISHED, state.error
    assert state.changes == (LeftOut(2, "B", True), LeftOut(4, "B", False))
    assert state.config.hospitals[1].presence == Rounds(but="2-3")
    trained = [[each.participated for each in told.hospitals] for told in state.rounds]
    assert trained == [[False] * 3, [True] * 3, [True, False, True], [True, False, True], [True] * 3]

    store = Store(tmp_path / "again.sqlite", models=tmp_path / "again")
    carry_out(store, run_id := store.create(state.config), lambda: False)
    assert plain(store.get(run_id)) == plain(state)
    untouched = Store(tmp_path / "untouched.sqlite", models=tmp_path / "untouched")
    carry_out(untouched, run_id := untouched.create(asked), lambda: False)
    assert plain(untouched.get(run_id))[:2] == plain(state)[:2]
    assert plain(untouched.get(run_id))[2] != plain(state)[2]


@pytest.mark.ray
def test_on_ray_too(config, tmp_path: Path) -> None:
    state, _ = steered(replace(config, rounds=4, baselines="none", engine="ray"), tmp_path)
    assert (state.status, state.error) == (Status.FINISHED, None)
    assert [told.hospitals[1].participated for told in state.rounds] == [False, True, False, False, True]


def test_time_that_a_run_waits_is_no_time_of_its_next_round(config, tmp_path: Path) -> None:
    hours = itertools.count(0.0, 3600.0)
    state, _ = steered(replace(config, rounds=4, baselines="none"), tmp_path, lambda: next(hours))
    assert [each.seconds > 0 for each in state.rounds] == [True, False, True, False, True]  # 2 and 4 begin a plan anew


def test_of_a_rounds_seconds_the_wait_before_it_is_taken_once(config) -> None:
    tens, asked = itertools.count(0.0, 10.0), iter([False, False])
    steering = Steering(lambda: next(tens))
    steering.pause()
    steering.between(finished(0), config, lambda event: None, lambda: next(asked, True))
    told = replace(finished(1), seconds=50.0)
    assert steering.without_wait(started()) == started()
    assert steering.without_wait(told).seconds == 40.0
    assert steering.without_wait(told) is told


def test_one_that_waits_is_stopped_and_keeps_its_rounds(config, tmp_path: Path) -> None:
    registry = Registry(Store(tmp_path / "runs.sqlite", models=tmp_path / "models"))
    run_id = registry.start(replace(config, rounds=40))
    registry.steering(run_id).pause()
    until(lambda: registry.steering(run_id).waits_after is not None)
    done = registry.store.get(run_id).rounds_done
    time.sleep(0.5)
    assert registry.store.get(run_id).rounds_done == done
    registry.stop(run_id)
    until(lambda: not registry.live())
    assert registry.steering(run_id) is None
    state = registry.store.get(run_id)
    assert (state.status, state.rounds_done) == (Status.STOPPED, done)
    assert [each.round for each in state.waits] == [done]
    assert paused_seconds(state) >= 0.5
    again = Store(tmp_path / "runs.sqlite", models=tmp_path / "models").get(run_id)
    assert again.waits == state.waits


def test_a_pause_that_lasts_longer_than_the_server_allows_ends_the_run_which_can_be_resumed(
    config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "_in_force", replace(limits.OWN, max_pause_minutes=5))
    monkeypatch.setattr(registry_module, "Steering", lambda: Steering(lambda: next(hours)))
    hours = itertools.count(0.0, 3600.0)
    registry = Registry(Store(tmp_path / "runs.sqlite", models=tmp_path / "models"))
    run_id = registry.start(replace(config, rounds=40))
    registry.steering(run_id).pause()
    until(lambda: not registry.live())
    state = registry.store.get(run_id)
    assert (state.status, str(state.error.code)) == (Status.STOPPED, "paused-too-long")
    assert "may be paused for 5 min" in str(state.error).replace("\u00a0", " ")
    assert can_go_on(state)


def test_one_that_was_steered_and_then_interrupted_goes_on_as_it_was_left(config, tmp_path: Path) -> None:
    asked = replace(config, rounds=4, baselines="none")
    whole, _ = steered(asked, tmp_path)
    store, steering = Store(tmp_path / "cut.sqlite", models=tmp_path / "cut"), Steering()
    run_id = store.create(asked)
    steering.pause()
    stop = threading.Event()
    thread = threading.Thread(target=carry_out, args=[store, run_id, stop.is_set], kwargs={"steering": steering})
    thread.start()
    until(lambda: steering.waits_after == 0, thread)
    steering.step()
    until(lambda: steering.waits_after == 1, thread)
    steering.set_there("B", False)
    steering.step()
    until(lambda: steering.waits_after == 2, thread)
    stop.set()
    thread.join(240)
    assert store.get(run_id).status is Status.STOPPED
    again = Store(tmp_path / "cut.sqlite", models=tmp_path / "cut")
    resume(again, run_id)
    carry_out(again, run_id, lambda: False)
    state = again.get(run_id)
    assert state.changes == (LeftOut(2, "B", True),)
    assert plain(state)[:4] == plain(whole)[:4]
    assert not state.rounds[4].hospitals[1].participated


def test_where_nothing_changes_nothing_is_told(config, tmp_path: Path) -> None:
    store, steering = Store(tmp_path / "runs.sqlite", models=tmp_path / "models"), Steering()
    steering.set_there("A", True)
    carry_out(store, run_id := store.create(config), lambda: False, steering=steering)
    assert (store.get(run_id).changes, store.get(run_id).config) == ((), config)


def test_spans_are_read_and_what_is_none_is_refused() -> None:
    assert spans("9, 4-6,7") == ((4, 6), (7, 7), (9, 9))
    assert spans(" ") == ()
    for text in ("0", "3-2", "4-", "a", "1,,2", "1-501", "-3"):
        with pytest.raises(ValueError, match=r"^[-a0-9]*$"):
            spans(text)


def test_a_presence_is_changed_from_a_round_on_and_never_before() -> None:
    out = from_round(Rounds(2, 8, "3"), 5, there=False)
    assert [is_there(out, each) for each in range(1, 10)] == [False, True, False, True] + [False] * 5
    back = from_round(out, 7, there=True)
    there = [each for each in range(1, 10) if is_there(back, each)]
    assert there == [2, 4, 7, 8]
    assert from_round(from_round(Always(), 3, there=False), 3, there=True) == Always()
    assert from_round(Never(), 3, there=True) == Never()
    assert up_to(back, 5) == Rounds(2, 8, "3, 5")
    assert up_to(Rounds(but="4-6"), 3) == Always()


def test_rounds_that_cannot_be_read_are_told(config) -> None:
    hospital = replace(config.hospitals[0], presence=Rounds(but="4 to 6"))
    (problem,) = replace(config, hospitals=(hospital, *config.hospitals[1:])).problems()
    assert problem.code == "rounds-no-list"
    assert "'4 to 6'" in str(problem)
