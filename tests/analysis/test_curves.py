"""The baselines' epochs on the federation's axis."""

from dataclasses import replace

import pytest
from tiny import baseline, finished, started

from fedsim.analysis.curves import (
    Measured,
    curve_frame,
    last_round,
    learning_frame,
)
from fedsim.analysis.keys import POOLED, TOGETHER, alone
from fedsim.events import BaselineEpoch, Epoch
from fedsim.runs.state import Baseline, RunState
from fedsim.settings.config import SimulationConfig, start_hospitals
from fedsim.text.models import describe_curves, describe_learning, titles


def run(*events, **settings) -> RunState:
    config = SimulationConfig(hospitals=start_hospitals(2, ("a", "b")), rounds=2, **settings)
    state = RunState("id", config)
    for event in (started(), *events):
        state = state.after(event, 1.0)
    return state


def points(state: RunState) -> list[tuple]:
    return list(curve_frame(state).itertuples(index=False, name=None))


def test_all_models_start_at_the_untrained_one_and_an_epoch_stands_where_the_federation_has_made_it() -> None:
    state = run(finished(0, 0.25), finished(1, 0.5), baseline("A", 0.75, epochs=4), baseline(None, 0.9, epochs=1),
                local_epochs=2)  # fmt: skip
    assert points(state) == [
        (0, "together", 0.25), (1, "together", 0.5),
        (0, "alone:A", 0.25), (0.5, "alone:A", 0.75), (1, "alone:A", 0.75), (1.5, "alone:A", 0.75),
        (2, "alone:A", 0.75),
        (0, "pooled", 0.25), (0.5, "pooled", 0.9),
    ]  # fmt: skip


def test_a_curve_is_there_from_its_first_epoch_on() -> None:
    state = run(BaselineEpoch("B", Epoch(1, 0.9, None, 0.3)))
    assert points(state) == [(1, "alone:B", 0.3)]
    assert points(run()) == []


@pytest.mark.parametrize(
    ("settings", "end"),
    [({}, 2), ({"baseline_epochs": 9}, 2), ({"baselines": "after", "baseline_epochs": 9}, 9),
     ({"baselines": "after", "baseline_epochs": 9, "local_epochs": 3}, 3), ({"baselines": "before"}, 2)],
)  # fmt: skip
def test_the_axis_has_room_for_all_that_is_to_come(settings: dict, end: float) -> None:
    assert last_round(run(**settings)) == end


def test_the_words_say_where_each_curve_stands() -> None:
    state = run(finished(0, 0.25), finished(1, 0.5), baseline("A", 0.75))
    called = titles([TOGETHER, alone("A"), POOLED])
    assert describe_curves(curve_frame(state), called).endswith("Together 50 %, A alone 75 %.")
    assert "no round" in describe_curves(curve_frame(replace(state, rounds=(), baselines=())), called)


def test_a_baseline_learns_on_three_kinds_of_images() -> None:
    frame = learning_frame(Baseline("A", (Epoch(1, 0.9, 0.8, 0.5), Epoch(2, 0.95, None, 0.6))))
    assert list(frame.itertuples(index=False, name=None)) == [
        (Measured.OWN, 0.9, 1), (Measured.VALIDATION, 0.8, 1), (Measured.TEST, 0.5, 1),
        (Measured.OWN, 0.95, 2), (Measured.TEST, 0.6, 2),
    ]  # fmt: skip
    assert describe_learning(frame, "A alone").endswith(
        "95 % on its own training images, 80 % on validation images of its classes, 60 % on all test images."
    )
    assert "no epoch" in describe_learning(learning_frame(None), "A alone")
