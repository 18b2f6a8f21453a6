"""What runs are compared by: numbers of rounds, what they cost, and what becomes of them over a run."""

from dataclasses import replace

import numpy as np
import pytest

from fedsim.analysis.measures import COSTS, METRICS, VALUES, along, come_to, has, series, smoothed
from fedsim.runs.state import RunState
from fedsim.settings.config import SimulationConfig
from tests.tiny import finished


def run(*rounds) -> RunState:
    return RunState("a", SimulationConfig(), rounds=tuple(replace(each, round=k) for k, each in enumerate(rounds)))


RUN = run(*(finished(1, accuracy, 1 - accuracy) for accuracy in (0.1, 0.5, 0.75, 0.25)))


def test_the_better_round_is_the_one_of_most_accuracy_or_least_loss() -> None:
    assert {value: come_to(RUN, "accuracy", value, 2) for value in VALUES} == {"last": 0.25, "best": 0.75, "mean": 0.5}
    assert come_to(RUN, "loss", "best") == 0.25
    assert come_to(RUN, "accuracy", "mean", 99) == 0.5  # round 0 is no round of training


def test_a_number_that_a_run_has_not_is_missing() -> None:
    assert np.isnan(series(RUN, "epsilon")).all()
    assert np.isnan(come_to(RUN, "epsilon"))
    assert not has([RUN], "epsilon")
    assert [name for name in METRICS if has([RUN], name)] == ["accuracy", "worst", "auc", "loss", "seconds", "bytes"]
    assert series(run(replace(finished(0), epsilon=None), replace(finished(1), epsilon=2.0)), "epsilon")[1] == 2


def test_costs_add_up_and_a_pause_between_rounds_costs_nothing() -> None:
    paused = replace(RUN, round_times=(0.0, 1.0, 5000.0, 5001.0))
    assert {by: along(paused, by) for by in COSTS} == {
        "round": [0, 1, 2, 3],
        "seconds": [0.5, 1, 1.5, 2],
        "bytes": pytest.approx([3e-6, 6e-6, 9e-6, 12e-6]),
    }


def test_smoothing_takes_the_last_rounds_and_one_changes_nothing() -> None:
    assert smoothed([1, 2, 6], 1) == [1, 2, 6]
    assert smoothed([1, 2, 6, 4], 3) == [1, 1.5, 3, 4]
