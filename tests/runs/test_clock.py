"""What somebody does to the machine's clock changes no duration."""

from dataclasses import replace
from pathlib import Path

from tiny import finished, started

from fedsim.runs.clock import Clock, steady
from fedsim.runs.state import Status
from fedsim.runs.store import Store
from fedsim.settings.config import SimulationConfig
from fedsim.text.endings import ended
from fedsim.text.runs import run_summary

CONFIG = SimulationConfig(dataset="digits")
DAY = 86_400.0


class Hands:
    """A time of day that is set by hand, and a stopwatch."""

    def __init__(self) -> None:
        self.of_day, self.passed = 1_800_000_000.0, 50.0

    def clock(self) -> Clock:
        return Clock(lambda: self.of_day, lambda: self.passed)

    def passes(self, seconds: float) -> None:
        self.of_day += seconds
        self.passed += seconds


def a_run_in_which(path: Path, happens) -> tuple[Store, str, Hands]:
    hands = Hands()
    store = Store(path, clock=hands.clock())
    run_id = store.create(CONFIG)
    store.turn(run_id, Status.RUNNING, only_from=[Status.QUEUED])
    store.append(run_id, started())
    store.append(run_id, finished(0))
    hands.passes(3.0)
    happens(hands)
    store.append(run_id, replace(finished(1), seconds=3.0))
    store.turn(run_id, Status.FINISHED, only_from=[Status.RUNNING])
    return store, run_id, hands


def set_by(seconds: float):
    def happens(hands: Hands) -> None:
        hands.of_day += seconds

    return happens


def test_a_clock_that_is_set_in_mid_run_changes_no_duration(tmp_path: Path) -> None:
    for number, seconds in enumerate((0.0, -DAY, DAY)):
        path = tmp_path / f"{number}.sqlite"
        store, run_id, _ = a_run_in_which(path, set_by(seconds))
        for state in (store.get(run_id), Store(path).get(run_id)):
            assert state.ended_at - state.started_at == 3.0
            assert state.round_times[1] - state.round_times[0] == 3.0
            assert " in 3 s" in ended(state)
            assert run_summary(state, store.now()).endswith("just now, 50 % right")


def test_the_next_run_goes_by_the_clock_as_it_was_set(tmp_path: Path) -> None:
    store, _, hands = a_run_in_which(tmp_path / "runs.sqlite", set_by(-DAY))
    assert store.get(store.create(CONFIG)).queued_at == hands.of_day


def test_a_run_that_an_earlier_version_timed_by_a_clock_set_back_is_told_without_a_time(tmp_path: Path) -> None:
    hands = Hands()
    store = Store(tmp_path / "runs.sqlite", clock=hands.clock())
    run_id = store.create(CONFIG)
    store.turn(run_id, Status.RUNNING, only_from=[Status.QUEUED])
    hands.passed -= DAY
    store.turn(run_id, Status.FINISHED, only_from=[Status.RUNNING])
    assert ended(store.get(run_id)) == "**Finished** after 0 rounds."


def test_the_stopwatch_goes_on() -> None:
    first = steady()
    assert steady() >= first
