"""A run's state is folded from its events."""

import pytest
from tiny import finished, started

from fedsim.errors import Problem
from fedsim.events import Progress
from fedsim.runs.state import RunState, Status
from fedsim.settings.config import SimulationConfig

LIVE = {Status.QUEUED, Status.RUNNING, Status.STOPPING}


@pytest.fixture
def state() -> RunState:
    return RunState("id", SimulationConfig(rounds=4), queued_at=100.0)


@pytest.mark.parametrize("status", Status)
def test_a_run_is_live_until_it_is_over(status: Status) -> None:
    assert status.live == (status in LIVE)


def test_events_fold_into_the_state_and_leave_the_old_one_alone(state: RunState) -> None:
    running = state.turned(Status.RUNNING, 101.0).after(started(), 102.0).after(Progress(1, "A", 1, 9), 103.0)
    assert (running.info, running.progress, running.rounds) == (started(), Progress(1, "A", 1, 9), ())
    later = running.after(finished(0), 104.0)
    assert (later.rounds, later.round_times) == ((finished(0),), (104.0,))
    assert later.progress is None
    assert running.rounds == ()
    assert state == RunState("id", SimulationConfig(rounds=4), queued_at=100.0)


def test_every_change_has_a_version_of_its_own(state: RunState) -> None:
    states = [state, state := state.turned(Status.RUNNING, 1.0)]
    for event in (started(), Progress(0, "A", 1, 1), finished(0)):
        states.append(state := state.after(event, 2.0))
    states.append(state.turned(Status.FINISHED, 3.0))
    assert [each.version for each in states] == list(range(6))


def test_times_of_a_run_that_finishes(state: RunState) -> None:
    running = state.turned(Status.RUNNING, 101.0)
    stopping = running.turned(Status.STOPPING, 105.0)
    stopped = stopping.turned(Status.STOPPED, 106.0)
    assert (running.started_at, running.ended_at) == (101.0, None)
    assert (stopping.started_at, stopping.ended_at) == (101.0, None)
    assert (stopped.started_at, stopped.ended_at) == (101.0, 106.0)


def test_a_queued_run_that_is_stopped_never_started(state: RunState) -> None:
    stopped = state.turned(Status.STOPPED, 106.0)
    assert (stopped.started_at, stopped.ended_at) == (None, 106.0)


def test_a_failure_keeps_its_reason(state: RunState) -> None:
    no_data = Problem.of("file-not-there", file="x.npz")
    assert state.turned(Status.FAILED, 1.0, no_data).error == no_data


def test_round_0_is_no_round_of_training(state: RunState) -> None:
    assert state.rounds_done == 0
    state = state.after(finished(0), 1.0)
    assert state.rounds_done == 0
    assert state.after(finished(1), 2.0).rounds_done == 1
