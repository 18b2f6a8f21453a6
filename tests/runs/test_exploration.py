"""A sweep over how hospitals differ: its runs, what it takes for one of its own, and its table."""

from dataclasses import replace

import pytest

from fedsim.runs.exploration import AXES, Exploration, exploration_frame
from fedsim.runs.state import RunState, Status
from fedsim.settings.adversary import Alie, SignFlip
from fedsim.settings.config import SimulationConfig
from fedsim.settings.mixing import Bucketing
from fedsim.settings.strategy import FedAvg, FedMedian, FedProx
from tests.tiny import finished

BASE = SimulationConfig(rounds=1, baselines="beside")


def explore(axis: str, **options: object) -> Exploration:
    start = Exploration(BASE, axis, AXES[axis].start, (FedAvg(), FedMedian()), (0, 1))
    return replace(start, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("axis", AXES)
def test_every_value_with_every_strategy_and_seed_once(axis: str) -> None:
    asked = explore(axis)
    configs = asked.configs()
    assert len(configs) == len(set(configs)) == 3 * 2 * 2
    assert {config.baselines for config in configs} == {"none"}
    read = [AXES[axis].read(config) for config in configs]
    assert sorted(set(read)) == sorted(asked.values)
    hardest = min(asked.values) if AXES[axis].hardest == 0 else max(asked.values)
    assert read[0] == hardest
    assert [problem for config in configs for problem in config.validate()] == []


@pytest.mark.parametrize("axis", AXES)
def test_a_run_is_one_of_its_own_at_any_value_and_seed_and_in_nothing_else(axis: str) -> None:
    asked = explore(axis)
    own = asked.config(AXES[axis].values[-1], FedMedian(), 77)
    assert asked.covers(own)
    assert asked.covers(replace(own, baselines="after"))
    for other in (replace(own, lr=0.1), replace(own, strategy=FedProx()), replace(own, rounds=2)):
        assert not asked.covers(other)


def test_who_cheats_otherwise_is_no_run_of_it() -> None:
    first, *rest = BASE.hospitals
    for cheat in (Alie(), SignFlip(factor=3.0)):
        assert not explore("cheats").covers(replace(BASE, hospitals=(replace(first, adversary=cheat), *rest)))


def state(config: SimulationConfig, accuracy: float, rounds: int = 1) -> RunState:
    done = tuple(finished(each, accuracy) for each in range(rounds + 1))
    return RunState("x", config, rounds=done, status=Status.FINISHED)


def test_the_table_has_the_mean_and_the_ends_of_each_points_seeds() -> None:
    asked = explore("fraction")
    states = [
        state(asked.config(0.2, FedAvg(), 0), 0.5),
        state(asked.config(0.2, FedAvg(), 1), 0.75),
        state(asked.config(1.0, FedMedian(), 0), 0.25),
        state(asked.config(1.0, FedAvg(), 0), 1.0, rounds=0),  # not done
        state(asked.config(0.7, FedAvg(), 0), 1.0),  # not asked for
    ]
    frame = exploration_frame(states, asked)
    assert frame.drop(columns="runs").to_numpy().tolist() == [
        [0, 0.2, 0.625, 0.5, 0.75, 2],
        [1, 1.0, 0.25, 0.25, 0.25, 1],
    ]
    assert set(frame["runs"]) == {3}
    assert exploration_frame([], asked).empty


def test_what_mixes_before_a_rule_is_for_strategies_with_one() -> None:
    asked = replace(explore("dropout"), base=replace(BASE, mixing=Bucketing()))
    assert [problem for config in asked.configs() for problem in config.validate()] == []
    assert {config.mixing.kind for config in asked.configs() if config.strategy == FedMedian()} == {"bucketing"}
