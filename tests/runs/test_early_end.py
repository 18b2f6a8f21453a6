"""A run that ends early is a finished run: rounds, reason, membership test, and all that counts rounds."""

from dataclasses import replace
from pathlib import Path

import pytest

from fedsim.errors import Problem
from fedsim.events import Attacked, RoundFinished
from fedsim.export.results_file import to_results
from fedsim.runs.exploration import Exploration
from fedsim.runs.progress import share_done
from fedsim.runs.runner import carry_out
from fedsim.runs.saved import left
from fedsim.runs.state import RunState, Status
from fedsim.runs.store import Store
from fedsim.runs.sweep import Sweep, is_done
from fedsim.settings.config import SimulationConfig
from fedsim.settings.stop_at import AtTarget, NoStop, Plateau


def carried_out(config: SimulationConfig, folder: Path) -> tuple[RunState, list]:
    store, told = Store(folder / "runs.sqlite"), []
    run_id = store.create(config)
    carry_out(store, run_id, lambda: False, tell=[told.append])
    state = store.get(run_id)
    assert state is not None
    return state, told


@pytest.fixture(scope="module")
def whole(config: SimulationConfig, tmp_path_factory: pytest.TempPathFactory) -> RunState:
    """All five rounds."""
    return carried_out(replace(config, rounds=5), tmp_path_factory.mktemp("whole"))[0]


@pytest.fixture(scope="module")
def early(config: SimulationConfig, whole: RunState, tmp_path_factory: pytest.TempPathFactory) -> tuple[RunState, list]:
    """The same, to end at the second round's accuracy, or a first one as good; hospitals train alone too."""
    best = max(finished.accuracy for finished in whole.rounds[1:3])
    rule = AtTarget(best)
    ending = replace(config, rounds=5, stop_at=rule, attack="last-round", baselines="after")
    return carried_out(ending, tmp_path_factory.mktemp("early"))


def timeless(finished: RoundFinished) -> RoundFinished:
    return replace(finished, seconds=0, hospitals=tuple(replace(each, seconds=0) for each in finished.hospitals))


def test_it_is_finished_after_the_very_round_and_says_why(whole: RunState, early: tuple[RunState, list]) -> None:
    state, _ = early
    target = state.config.stop_at.stop_accuracy
    first = next(finished.round for finished in whole.rounds[1:] if finished.accuracy >= target)
    assert (state.status, state.rounds_done) == (Status.FINISHED, first)
    assert state.error is not None
    assert state.error.code == "target-reached"
    assert state.is_trained
    assert is_done(state)
    assert share_done(state) == 1.0
    assert left(state) is Status.FINISHED


def test_its_rounds_are_those_of_the_whole_run(whole: RunState, early: tuple[RunState, list]) -> None:
    state, _ = early
    assert list(map(timeless, state.rounds)) == list(map(timeless, whole.rounds[: len(state.rounds)]))


def test_its_last_models_are_attacked_and_the_hospitals_train_alone(early: tuple[RunState, list]) -> None:
    state, told = early
    kinds = [type(event) for event in told if isinstance(event, Attacked | RoundFinished)]
    assert kinds == [RoundFinished] * state.rounds_done + [Attacked] * 3 + [RoundFinished] + [Attacked] * 3
    assert [each.target for each in state.attacks] == ["update"] * 3 + ["global"] * 3
    assert len(state.alone) == 3


def test_the_results_file_tells_the_target(whole: RunState, early: tuple[RunState, list]) -> None:
    state, _ = early
    target = to_results(state)["target"]
    assert target["accuracy"] == state.config.stop_at.stop_accuracy
    assert target["rounds_to_target"] == state.rounds_done
    assert target["bytes_to_target"] == sum(each.bytes_up + each.bytes_down for each in state.rounds[1:])
    assert target["seconds_to_target"] > 0
    assert set(to_results(whole)["target"].values()) == {None}


def test_a_plateau_ends_a_run_too(config: SimulationConfig, tmp_path: Path) -> None:
    """Nothing is better than before by more than 1."""
    state, _ = carried_out(replace(config, rounds=5, stop_at=Plateau(2, 1.0)), tmp_path)
    assert (state.status, state.rounds_done) == (Status.FINISHED, 2)
    assert state.error is not None
    assert state.error.code == "plateau-reached"


def test_the_promise_counts_the_rounds_made(config: SimulationConfig, tmp_path: Path) -> None:
    private = replace(config, rounds=5, dp="central", noise_multiplier=1.0)
    short, _ = carried_out(replace(private, stop_at=Plateau(2, 1.0)), tmp_path)
    two, _ = carried_out(replace(private, rounds=2), tmp_path / "two")
    assert short.rounds[-1].epsilon == two.rounds[-1].epsilon is not None


def test_one_that_was_stopped_by_hand_is_not_trained(whole: RunState) -> None:
    stopped = replace(whole, rounds=whole.rounds[:3], status=Status.STOPPED)
    assert not stopped.is_trained
    assert left(replace(stopped, ended_at=1.0)) is Status.STOPPED


def test_what_compares_rounds_makes_all_of_them(config: SimulationConfig) -> None:
    sweep = Sweep(replace(config, stop_at=Plateau()), "central", (0.1,), (0,))
    assert {each.stop_at for each in sweep.configs()} == {NoStop()}
    explored = Exploration(replace(config, stop_at=Plateau()), "dropout", (0.1,), (config.strategy,), (0,))
    assert {each.stop_at for each in explored.configs()} == {NoStop()}
    patience = replace(explored, key="patience", values=(2, 3))
    assert {each.stop_at.patience for each in patience.configs()} == {2, 3}


def test_a_problem_is_read_as_it_was_kept() -> None:
    why = Problem.of("target-reached", done=1, rounds=2, accuracy=0.5, target=0.5)
    assert Problem.read(why.to_json()) == why
