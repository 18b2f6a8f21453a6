"""Cosines of hand-made updates and of runs, and where models are."""

from dataclasses import replace

import numpy as np
import pytest
from flwr.app import Array, ArrayRecord, ConfigRecord, Message, MessageType, RecordDict

from fedsim.events import RoundFinished
from fedsim.federation import directions
from fedsim.federation.directions import Compass
from fedsim.federation.engines import get_engine
from fedsim.federation.flower_compat import become_server
from fedsim.runs.codec import decode, encode
from fedsim.settings.adversary import Honest, SignFlip
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.strategy import FedMedian
from fedsim.training.sketches import SIZE, unpack

LEARNED = ("w", "b")


def record(w: list[float], b: float = 0.0) -> ArrayRecord:
    return ArrayRecord(
        {
            "w": Array(np.array(w, np.float32)),
            "b": Array(np.array([b], np.float32)),
            "count": Array(np.array([w[0] * 100], np.float32)),
        }
    )


SENT = RecordDict({"arrays": record([1.0, 1.0])})


def reply(w: list[float], b: float = 0.0) -> Message:
    become_server(1, 1)
    asked = Message(RecordDict({"config": ConfigRecord()}), 2, MessageType.TRAIN)
    return Message(RecordDict({"arrays": record(w, b)}), reply_to=asked)


def test_cosines_of_hand_made_updates() -> None:
    """(1, 0, 0), (0, 2, 0), (-3, 0, 0), (1, 1, 1) and none: what is not learned counts for nothing."""
    replies = [reply([2, 1]), reply([1, 3]), reply([-2, 1]), reply([2, 2], 1), reply([1, 1])]
    found = Compass(0, LEARNED, range(5)).measure(SENT, dict(enumerate(replies)))
    third = round(1 / np.sqrt(3), 4)
    assert found.similarity == (0.0, -1.0, third, None, 0.0, third, None, -third, None, None)
    assert found.to_mean == {}
    assert [*found.sketches] == [0, 1, 2, 3, 4]
    assert np.array_equal(unpack(found.sketches[4]), np.zeros(SIZE))


def test_nobody_and_one_alone_have_no_pairs() -> None:
    compass = Compass(0, LEARNED, range(2))
    assert compass.measure(SENT, {}) == directions.Directions()
    assert compass.measure(SENT, {1: reply([2, 1])}).similarity == ()


def test_an_update_that_is_not_finite_has_no_direction_and_no_sketch() -> None:
    found = Compass(0, LEARNED, range(3)).measure(SENT, {0: reply([2, 1]), 1: reply([np.nan, 1]), 2: reply([3, 1])})
    assert found.similarity == (None, 1.0, None)
    assert found.sketches[1] is None
    assert found.sketches[0] is not None


def test_of_many_each_is_compared_to_the_mean_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directions, "MOST_PAIRS", 2)
    replies = {0: reply([2, 1]), 1: reply([1, 2]), 2: reply([1, 1])}
    found = Compass(0, LEARNED, [1]).measure(SENT, replies)
    half = round(1 / np.sqrt(2), 4)
    assert found.similarity == ()
    assert found.to_mean == {0: half, 1: half, 2: None}
    assert [*found.sketches] == [1]


def test_the_shared_model_begins_at_the_origin() -> None:
    compass = Compass(0, LEARNED, range(2))
    assert np.array_equal(unpack(compass.position(record([1.0, 1.0]))), np.zeros(SIZE))
    moved = unpack(compass.position(record([1.0, 4.0])))
    assert moved is not None
    assert np.linalg.norm(moved) == pytest.approx(3.0)
    update = compass.measure(SENT, {0: reply([1.0, 4.0])}).sketches[0]
    np.testing.assert_allclose(unpack(update), moved, rtol=1e-4)


def run(config: SimulationConfig) -> list[RoundFinished]:
    events: list = []
    get_engine("inprocess")(config, events.append, lambda: False)
    return [event for event in events if isinstance(event, RoundFinished)]


@pytest.fixture(scope="module")
def flipped(config: SimulationConfig) -> list[RoundFinished]:
    """The second hospital has the same images as the first and turns its update round; a third one is honest."""
    hospitals = (Hospital("A"), Hospital("A2", adversary=SignFlip(factor=1.0)), Hospital("C", ("north",)))
    return run(replace(config, hospitals=hospitals, deal="shared", strategy=FedMedian()))


def test_one_who_flips_its_sign_points_away_from_its_honest_twin(flipped: list[RoundFinished]) -> None:
    """They have the same images, and differ in the order of the batches alone."""
    for finished in flipped[1:]:
        twin, other, from_twin = finished.similarity
        assert twin is not None
        assert other is not None
        assert from_twin is not None
        assert twin < -0.8
        assert from_twin < 0 < other


def test_a_round_tells_where_it_went(flipped: list[RoundFinished]) -> None:
    """The sketches are those of the updates: their lengths are the update's own, about."""
    assert np.array_equal(unpack(flipped[0].position), np.zeros(SIZE))
    assert flipped[0].similarity == ()
    assert [each.sketch for each in flipped[0].hospitals] == [None] * 3
    for hospital in flipped[1].hospitals:
        sketch = unpack(hospital.sketch)
        assert sketch is not None
        assert np.linalg.norm(sketch) == pytest.approx(hospital.update_norm, rel=0.4)
        assert hospital.cosine_to_mean is None


def test_an_event_keeps_all_of_it(flipped: list[RoundFinished]) -> None:
    for finished in flipped:
        assert decode(encode(finished)) == finished


def test_the_spread_over_the_hospitals_is_told(config: SimulationConfig) -> None:
    finished = run(replace(config, rounds=1))[1]
    own = [each.global_accuracy_on_own_classes for each in finished.hospitals]
    assert finished.std_on_own_classes == pytest.approx(np.std(own))
    honest = replace(config, hospitals=tuple(replace(each, adversary=Honest()) for each in config.hospitals))
    assert run(replace(honest, rounds=1))[1].similarity == finished.similarity
