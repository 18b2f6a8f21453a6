"""Groups as bars and points: order, intervals, and along which settings they stand."""

from dataclasses import replace

import numpy as np
import pytest
from runs_to_compare import BASE, state

from fedsim.analysis.group_points import (
    ABSENT,
    MOST_AXES,
    NUMBER,
    Axis,
    axis_names,
    axis_of,
    bars_frame,
    most_telling,
    parallel_axes,
    parallel_frame,
    points_frame,
)
from fedsim.analysis.groups import grouped
from fedsim.settings.strategy import FedProx

NEAR = replace(BASE, strategy=FedProx(mu=0.5))
TWO = grouped([state(0.5), state(0.7, seed=1), state(0.8, config=NEAR)])


def with_lr(*rates: float):
    return grouped([state(0.5, config=replace(BASE, lr=rate)) for rate in rates])


def test_bars_have_the_best_on_top_and_an_interval_where_there_are_seeds() -> None:
    frame = bars_frame(TWO, "accuracy", "last", 3, "range")
    assert frame[["group", "value", "seeds"]].to_numpy().tolist() == [[1, 0.8, 1], [0, pytest.approx(0.6), 2]]
    assert np.isnan(frame["low"][0])
    assert frame[["low", "high"]].iloc[1].tolist() == [0.5, 0.7]
    assert bars_frame(TWO, "epsilon", "last", 3, "range").empty
    losses = grouped([state(0.5), state(0.5, config=NEAR)])
    better = replace(losses[1].runs[0], rounds=tuple(replace(each, loss=0.1) for each in losses[1].runs[0].rounds))
    losses = (losses[0], replace(losses[1], runs=(better,)))
    assert bars_frame(losses, "loss", "last", 3, "sd")["group"].tolist() == [1, 0]


def test_many_numbers_stand_by_their_size_and_kinds_at_equal_distances() -> None:
    assert axis_of(with_lr(0.1, 0.01), "lr").ends == (0.01, 0.1)
    assert axis_of(with_lr(0.1, 0.01), "lr", few=6).ends is None
    assert axis_of(with_lr(0.1, 0.01), "lr", few=6).texts == ("0.01", "0.1")
    assert axis_of(TWO, "strategy") == Axis("strategy", ("fedavg", "fedprox"))
    assert axis_of(TWO, "mu").texts == ("0.5", ABSENT)  # one has none
    assert axis_of(with_lr(0.1), "lr").ends is None


def test_numbers_decades_apart_are_told_apart_by_a_logarithm() -> None:
    assert axis_of(with_lr(0.001, 0.1), "lr").log
    assert not axis_of(with_lr(0.01, 0.1), "lr").log


def test_what_differs_can_be_looked_along_and_the_seed_always() -> None:
    assert axis_names(TWO) == ("strategy", "mu", "seed")
    assert most_telling(with_lr(0.1, 0.2, 0.3)) == "lr"
    assert most_telling(TWO[:1]) == "seed"
    assert points_frame(TWO, "seed", "accuracy", "last", 3)["x"].tolist() == [0, 1, 0]
    assert points_frame(TWO, "strategy", "accuracy", "last", 3)["x"].isna().all()


def test_a_line_crosses_each_axis_where_its_run_stands() -> None:
    axes = parallel_axes(TWO)
    points = points_frame(TWO, axes[0].name, "accuracy", "last", 3)
    frame = parallel_frame(TWO, axes, points)
    lines, marks = frame[frame["run"] != ""], frame[frame["run"] == ""]
    near = lines[lines["group"] == 1].set_index("setting")["height"]
    assert near.to_dict() == {"strategy": 1, "mu": 0, NUMBER: 1}
    assert lines["height"].between(0, 1).all()
    assert marks.groupby("setting").size().to_dict() == {"strategy": 2, "mu": 2, NUMBER: 2}


def test_no_more_axes_than_can_be_read_and_the_seed_where_nothing_differs() -> None:
    assert [axis.name for axis in parallel_axes(TWO[:1])] == ["seed"]
    other = replace(BASE, lr=0.1, rounds=3, batch_size=8, local_epochs=3, samples_per_hospital=50, dropout=0.3,
                    checkpoint_every=2, size=64, optimizer="sgd", baselines="none")  # fmt: skip
    many = grouped([state(0.5), state(0.5, config=other)])
    assert len(axis_names(many)) > MOST_AXES
    assert len(parallel_axes(many)) == MOST_AXES - 1
