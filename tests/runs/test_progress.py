"""How far a run is: worked by hand, and never backwards."""

from dataclasses import replace

import pytest
from tiny import baseline, finished, started

from fedsim.events import BaselineProgress, Event, Progress, RoundFinished, Waited
from fedsim.runs.progress import adds_baselines, group, paused_seconds, seconds_left, share_done
from fedsim.runs.state import RunState, Status
from fedsim.settings.config import SimulationConfig, start_hospitals
from fedsim.text.endings import ended
from fedsim.text.progress import where, where_group

AB = SimulationConfig(rounds=4, local_epochs=2, hospitals=start_hospitals(2, ("a", "b", "c")))


@pytest.fixture
def state() -> RunState:
    return RunState("id", AB, queued_at=100.0)


def running(state: RunState, *events: Event, at: float = 110.0) -> RunState:
    state = state.turned(Status.RUNNING, 100.0)
    for event in events:
        state = state.after(event, at)
    return state


def slow(number: int, seconds: float = 3.0) -> RoundFinished:
    """A round that takes its time."""
    return replace(finished(number), seconds=seconds)


def test_a_pause_before_a_run_was_resumed_is_no_time_that_it_took(state: RunState) -> None:
    state = state.turned(Status.RUNNING, 100.0).after(finished(0), 110.0).after(slow(1), 113.0)
    assert paused_seconds(state) == 0
    state = state.turned(Status.INTERRUPTED, 114.0).turned(Status.QUEUED, 5000.0).turned(Status.RUNNING, 5001.0)
    assert seconds_left(state, 5002.0) == pytest.approx(3 * 3.0 - 3.0)
    state = state.after(slow(2), 5004.0)
    assert paused_seconds(state) == 5004 - 113 - 3
    assert seconds_left(state, 5004.0) == pytest.approx(6.0)
    state = state.after(slow(3), 5007.0).after(slow(4), 5010.0).turned(Status.FINISHED, 5010.0)
    assert paused_seconds(state) == 5004 - 113 - 3
    assert "4 rounds in 22 s" in ended(state).replace("\u00a0", " ")


def test_a_pause_in_which_a_run_was_stopped_is_no_time_that_it_took(state: RunState) -> None:
    state = state.turned(Status.RUNNING, 100.0).after(finished(0), 110.0).after(Waited(0, 60.0), 170.0)
    assert paused_seconds(state) == 60
    state = state.after(slow(1), 173.0)
    assert paused_seconds(state) == 60, "the gap between the rounds has it"
    state = state.after(Waited(1, 400.0), 573.0).turned(Status.STOPPED, 574.0)
    assert "1 round in 14 s" in ended(state).replace("\u00a0", " ")


def test_the_time_left_worked_by_hand(state: RunState) -> None:
    state = state.turned(Status.RUNNING, 100.0).after(finished(0), 110.0)
    assert seconds_left(state, 110.0) is None
    state = state.after(slow(1), 113.0).after(slow(2), 116.0)  # 3 s a round, 2 of 4 rounds left
    assert seconds_left(state, 116.0) == pytest.approx(6.0)
    assert seconds_left(state, 118.0) == pytest.approx(4.0)
    assert seconds_left(state, 200.0) == pytest.approx(3.0)  # the present round takes as long as it takes
    assert seconds_left(replace(state, status=Status.STOPPED), 116.0) is None


def test_baselines_take_time_too(state: RunState) -> None:
    state = replace(state, config=replace(AB, baselines="after", baseline_epochs=4))
    state = state.turned(Status.RUNNING, 100.0).after(finished(0), 110.0).after(slow(1), 113.0)
    assert seconds_left(state, 113.0) == pytest.approx(9.0 + 12.0)  # 3 rounds; 4 epochs, twice, of half a round's work
    state = state.after(baseline("A"), 114.0).after(baseline("B"), 115.0)
    assert seconds_left(state, 113.0) == pytest.approx(9.0 + 6.0)


def test_beside_the_longer_part_decides(state: RunState) -> None:
    state = replace(state, config=replace(AB, baselines="beside", baseline_epochs=4))
    state = state.turned(Status.RUNNING, 100.0).after(finished(0), 110.0).after(slow(1), 113.0)
    assert seconds_left(state, 113.0) == pytest.approx(12.0)
    state = state.after(baseline("A"), 114.0).after(baseline("B"), 115.0)
    assert seconds_left(state, 113.0) == pytest.approx(9.0)


def test_the_share_of_a_federation_worked_by_hand(state: RunState) -> None:
    assert share_done(state) == 0.0
    assert share_done(running(state, started(), finished(0))) == 0.0
    assert share_done(running(state, started(), finished(0), Progress(1, "B", 1, 4))) == (0.5 + 0.25 / 2) / 4
    assert share_done(running(state, started(), finished(0), finished(1))) == 0.25


def test_the_share_with_baselines_worked_by_hand(state: RunState) -> None:
    """4 rounds of 2 epochs at 2 hospitals are 16 passes; 8 epochs alone are 16, and pooled 16 again."""
    state = replace(state, config=replace(AB, baselines="before"))
    assert share_done(running(state, started(), BaselineProgress("A", 1, 2))) == pytest.approx(4 / 48)
    half = running(state, started(), baseline("A"), baseline("B"), BaselineProgress(None, 1, 4))
    assert share_done(half) == pytest.approx((16 + 4) / 48)
    assert share_done(half.after(finished(0), 1.0).after(finished(1), 2.0)) == pytest.approx((16 + 4 + 4) / 48)


@pytest.mark.parametrize("baselines", ["none", "before"])
def test_baselines_that_are_added_are_all_of_the_work(state: RunState, baselines: str) -> None:
    state = replace(state, config=replace(AB, baselines=baselines))
    over = running(state, *(finished(round) for round in range(5))).turned(Status.STOPPED, 111.0)
    again = over.turned(Status.QUEUED, 120.0).turned(Status.RUNNING, 121.0)
    assert adds_baselines(again)
    assert share_done(again) == 0.0
    assert share_done(again.after(baseline(None), 130.0)) == 0.5


def test_a_run_that_is_finished_is_done_whatever_it_left_out(state: RunState) -> None:
    assert share_done(running(state).turned(Status.FINISHED, 111.0)) == 1.0
    assert share_done(running(state, finished(0), finished(1)).turned(Status.STOPPED, 111.0)) == 0.25


@pytest.mark.parametrize("baselines", ["none", "before", "after"])
def test_the_share_never_falls_and_ends_at_one(state: RunState, baselines: str) -> None:
    state = replace(state, config=replace(AB, baselines=baselines))
    together: list[Event] = [started(), finished(0)]
    for number in range(1, 5):
        together += [*(Progress(number, name, done, 3) for name in "AB" for done in range(4)), finished(number)]
    alone: list[Event] = []
    for name in ("A", "B", None):
        alone += [*(BaselineProgress(name, done, 3) for done in range(4)), baseline(name)]
    events = {"none": together, "before": alone + together, "after": together + alone}[baselines]
    states = [running(state, *events[:number]) for number in range(len(events) + 1)]
    shares = [share_done(each) for each in states]
    assert shares == pytest.approx(sorted(shares))
    assert (shares[0], shares[-1]) == (0.0, pytest.approx(1.0))


def test_a_group_counts_what_is_over_and_what_is_on_its_way(state: RunState) -> None:
    done = running(state).turned(Status.FINISHED, 111.0)
    half = running(state, finished(0), finished(1), finished(2), at=110.0)
    failed = running(state, finished(0), finished(1)).turned(Status.FAILED, 111.0)
    far = group([done, half, state, failed], 5, 110.0, lambda each: each is done)
    assert (far.num_done, far.num_runs, far.share, far.current) == (1, 5, pytest.approx(1.5 / 5), half)
    assert not far.stopping
    assert group([half.turned(Status.STOPPING, 112.0)], 1, 112.0).stopping
    assert group([], 0, 0.0).share == 1.0


def test_a_groups_time_counts_those_that_wait(state: RunState) -> None:
    half = state.turned(Status.RUNNING, 100.0).after(finished(0), 101.0)
    half = half.after(slow(1, 2.0), 103.0).after(slow(2, 2.0), 105.0)  # 4 s to go: 9 s in all
    assert group([half], 1, 105.0).seconds_left == pytest.approx(4.0)
    assert group([half, state, state], 3, 105.0).seconds_left == pytest.approx(4.0 + 2 * 9.0)
    assert group([state], 1, 105.0).seconds_left is None


def test_a_line_says_where_it_stands(state: RunState) -> None:
    assert where(state, 2, 0.0) == "Waiting: 2 runs ahead of this one."
    assert where(state, 0, 0.0) == "About to begin."
    state = state.turned(Status.RUNNING, 100.0)
    assert where(state, 0, 100.0) == "Getting the data and the model ready."
    state = state.after(started(), 101.0).after(finished(0), 101.0).after(Progress(1, "B", 1, 2), 102.0)
    assert where(state, 0, 102.0) == "Round 1 of 4 · Hospital B is training on cpu"
    state = state.after(slow(1, 2.0), 103.0)
    assert where(state, 0, 103.0) == "Round 2 of 4 · averaging and testing · about 6 s left"
    assert where(state.turned(Status.STOPPING, 104.0), 0, 104.0) == "Stopping. What is finished stays."


def test_a_groups_line_says_how_many_are_done_and_what_goes_on(state: RunState) -> None:
    half = running(state, finished(0), finished(1), at=100.0)
    assert where_group(group([half, state], 3, 100.0), "no privacy") == (
        "0 of 3 runs are done · no privacy: round 2 of 4 · about 3 s left"
    )
    assert where_group(group([state], 3, 100.0)) == "0 of 3 runs are done · waiting for another run to end"
    stopping = half.turned(Status.STOPPING, 101.0)
    assert where_group(group([stopping], 1, 101.0), "x").startswith("0 of 1 run is done · stopping")
