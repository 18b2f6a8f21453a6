"""Grids of up to three settings: numbers and choices, each run once."""

from dataclasses import replace

import pytest

from fedsim.analysis.grid import grid_frame
from fedsim.runs.axes import all_axes, axes
from fedsim.runs.exploration import without_budget
from fedsim.runs.grid import MOST_RUNS, Grid
from fedsim.runs.runner import carry_out
from fedsim.runs.store import Store
from fedsim.settings import sameness
from fedsim.settings.config import ConfigError, SimulationConfig, start_hospitals
from fedsim.settings.declared import declared
from fedsim.settings.setting import Changes
from fedsim.settings.strategy import FedAvg, FedProx

BASE = SimulationConfig(dataset="digits", rounds=1, hospitals=start_hospitals(3, tuple("0123456789")))
COUNTS = Changes.DATA | Changes.FEDERATION


def test_every_choice_that_counts_can_be_moved_as_it_is_declared() -> None:
    known = all_axes(BASE)
    choices = {
        one.name
        for one in declared(SimulationConfig).values()
        if one.choices and not one.each and not one.union and one.setting.changes & COUNTS
    }
    assert {"strategy", "partition", "optimizer", "model", "dp"} <= choices
    for name in choices & known.keys():
        assert known[name].is_choice
        assert known[name].steps == declared(SimulationConfig)[name].choices
    assert [key for key, axis in known.items() if not axis.is_choice] == list(axes(BASE))


@pytest.mark.parametrize("key", all_axes(BASE))
def test_every_axis_moves_something_else_at_each_value(key: str) -> None:
    axis = all_axes(BASE)[key]
    grid = Grid(BASE, (key,), ((axis.steps[0], axis.steps[-1]),), (0,))
    grid.check()
    found = {sameness.federation(grid.config(point, 0)) for point in grid.points}
    assert len(found) > 1 or axis.one.union in ("strategy", "mixing"), "a parameter of a kind that is not chosen"


def test_a_choice_comes_before_the_parameter_of_its_kind() -> None:
    grid = Grid(BASE, ("mu", "strategy"), ((0.1, 1.0), ("fedavg", "fedprox")), (4,))
    assert grid.config((1.0, "fedprox"), 4).strategy == FedProx(mu=1.0)
    assert grid.config((1.0, "fedavg"), 4).strategy == FedAvg()
    assert grid.config((1.0, "fedavg"), 4).seed == 4
    assert len(grid.points) == 4
    assert len(grid.configs()) == 3, "FedAvg has no mu: its two points are one run"


@pytest.mark.parametrize("keys", [("rounds", "target_epsilon"), ("target_epsilon", "rounds")])
def test_a_budget_that_is_moved_stays_whatever_else_is(keys: tuple[str, str]) -> None:
    private = replace(BASE, dp="central", target_epsilon=8.0)
    base = without_budget(private, *keys)
    assert (base.target_epsilon, base.noise_multiplier) == (8.0, 0.0)
    values = {"rounds": (1, 2), "target_epsilon": (1.0, 50.0)}
    grid = Grid(base, keys, tuple(values[key] for key in keys), (0,))
    assert {config.target_epsilon for config in grid.configs()} == {1.0, 50.0}
    assert {config.noise_multiplier for config in grid.configs()} == {0.0}


def test_what_cannot_be_is_left_out_and_told() -> None:
    grid = Grid(BASE, ("strategy", "hospitals"), (("fedavg", "krum"), (2, 5)), (0,))
    asked = {(config.strategy.kind, len(config.hospitals)) for config in grid.configs()}
    assert ("krum", 2) not in asked
    assert sum(grid.impossible().values()) == 4 - len(asked) > 0


@pytest.mark.parametrize(
    ("keys", "values", "code"),
    [
        ((), (), "grid-of-settings"),
        (("lr", "lr"), ((0.1,), (0.2,)), "grid-twice"),
        (("lr", "rounds", "batch_size", "model"), ((0.1,),) * 4, "grid-of-settings"),
        (("nothing",), ((1,),), "no-axis"),
        (("rounds",), (tuple(range(1, MOST_RUNS + 2)),), "grid-too-large"),
    ],
)
def test_what_is_no_grid_is_refused(keys, values, code: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Grid(BASE, keys, values, (0,)).check()
    assert [problem.code for problem in caught.value.problems] == [code]


def test_values_are_read_each_once_and_in_order() -> None:
    known = all_axes(BASE)
    assert known["rounds"].read_all(["5", "1", "5"]) == (1, 5)
    assert known["strategy"].read_all(["fedprox", " fedavg "]) == ("fedavg", "fedprox")
    for key, text in (("strategy", "fedmagic"), ("rounds", "many"), ("rounds", "501")):
        with pytest.raises(ConfigError):
            known[key].read_all([text])


def test_a_grid_of_real_runs_becomes_a_table(config, tmp_path) -> None:
    store = Store(tmp_path / "runs.sqlite")
    base = replace(config, rounds=1)
    grid = Grid(base, ("strategy", "local_epochs"), (("fedavg", "fedprox"), (1, 2)), (0, 1))
    for each in grid.configs():
        carry_out(store, store.create(each), lambda: False)
    states = store.matching(grid.covers)
    assert len(states) == 8
    frame = grid_frame(grid, {sameness.federation(state.config): state for state in states})
    assert list(zip(frame["first"], frame["second"], strict=True)) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert set(frame["seeds"]) == {2}
    assert set(frame["runs"]) == {8}
    at = [state.rounds[-1].accuracy for state in states if grid.where(state.config) == ("fedavg", 2)]
    assert frame["accuracy"][1] == pytest.approx(sum(at) / 2)
    assert (frame["low"][1], frame["high"][1]) == (min(at), max(at))
    assert frame["worst"].notna().all()
    assert not store.matching(replace(grid, values=(("scaffold",), (1,))).covers)
