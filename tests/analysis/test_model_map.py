"""The map of models: a known straight way, and what is left out."""

from dataclasses import replace

import numpy as np
import pytest
from tiny import finished

from fedsim.analysis.keys import TOGETHER, local
from fedsim.analysis.model_map import MOST_ROUNDS, model_map
from fedsim.events import RoundFinished
from fedsim.training.sketches import SIZE, pack

WAY = np.random.default_rng(0).normal(size=SIZE)
WAY /= np.linalg.norm(WAY)
ASIDE = np.roll(WAY, 1) - WAY * float(WAY @ np.roll(WAY, 1))
ASIDE /= np.linalg.norm(ASIDE)


def straight(num_rounds: int) -> list[RoundFinished]:
    """The shared model makes a step of 1 a round; A goes 1 to one side of where it is, B to the other."""
    rounds = []
    for number in range(num_rounds + 1):
        base = finished(min(number, 1))
        sides = zip(base.hospitals, (1, -1), strict=True)
        hospitals = (
            tuple(replace(each, sketch=pack(side * ASIDE)) for each, side in sides) if number else base.hospitals
        )
        rounds.append(replace(base, round=number, position=pack(number * WAY), hospitals=hospitals))
    return rounds


def test_a_straight_way_is_a_straight_line_to_the_right() -> None:
    found = model_map(straight(8))
    shared = found.frame[found.frame["series"] == TOGETHER.id]
    np.testing.assert_allclose(shared["x"], np.arange(9), atol=1e-3)
    np.testing.assert_allclose(shared["y"], 0, atol=1e-3)
    a, b = (found.frame[found.frame["series"] == local(name).id] for name in "AB")
    np.testing.assert_allclose(a["x"], np.arange(8), atol=1e-3)
    np.testing.assert_allclose(a["y"], 1, atol=1e-3)
    np.testing.assert_allclose(b["y"], -1, atol=1e-3)
    assert sum(found.explained) == pytest.approx(1.0, abs=1e-4)
    assert found.rounds_shown == 8


def test_a_map_does_not_turn_over_when_a_round_is_added() -> None:
    for number in range(4, 9):
        frame = model_map(straight(number)).frame
        assert (frame["x"] > -1e-3).all()
        assert (frame["y"][frame["series"] == local("A").id] > 0).all()


def test_of_very_many_rounds_some_are_on_it_the_first_and_the_last_among_them() -> None:
    found = model_map(straight(3 * MOST_ROUNDS))
    shared = found.frame[found.frame["series"] == TOGETHER.id]["round"]
    assert len(shared) == MOST_ROUNDS + 1
    assert (shared.min(), shared.max()) == (0, 3 * MOST_ROUNDS)
    assert found.rounds_shown == MOST_ROUNDS


def test_there_is_no_map_of_a_run_that_does_not_say() -> None:
    for rounds in ([], [finished(0)], [finished(0), finished(1)]):
        assert model_map(rounds).frame.empty
    start = straight(3)[:1]
    assert model_map(start).frame[["x", "y"]].to_numpy().tolist() == [[0.0, 0.0]]


def test_models_that_never_move_are_one_point() -> None:
    still = [replace(each, position=pack(np.zeros(SIZE)), hospitals=each.hospitals[:0]) for each in straight(4)]
    found = model_map(still)
    assert not found.frame[["x", "y"]].to_numpy().any()
    assert found.explained == (0.0, 0.0)


def test_an_update_that_is_not_finite_is_left_out() -> None:
    first, second, *rest = straight(4)
    gone = replace(second, hospitals=(replace(second.hospitals[0], sketch=None), second.hospitals[1]))
    frame = model_map([first, gone, *rest]).frame
    assert frame[frame["round"] == 1]["series"].tolist() == [TOGETHER.id, local("B").id]
