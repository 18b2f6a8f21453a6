"""What the hospitals' replies say, and when a round cannot count."""

import math
from dataclasses import replace

import numpy as np
import pytest
from flwr.app import RecordDict
from messages import error_reply, grid, record, reply

from fedsim.federation.replies import RoundFailed, read_replies
from fedsim.hospitals.population import Population, load_population
from fedsim.settings.adversary import Scale
from fedsim.settings.config import SimulationConfig
from fedsim.settings.strategy import FedAdam

GRID = grid()
SENT = RecordDict({"arrays": record(w=np.array([1.0, 1.0], np.float32), steps=np.array([10], np.int64))})
TRAINED = record(w=np.array([4.0, 5.0], np.float32), steps=np.array([99], np.int64))


@pytest.fixture
def population(config: SimulationConfig) -> Population:
    return load_population(replace(config, lr=0.5))


def test_a_reply_is_read_worked_by_hand(population: Population) -> None:
    replies = {place: reply(place + 2, TRAINED, num_examples=11 * (place + 1)) for place in range(3)}
    first, second, _ = read_replies(population, 1, SENT, replies, ["w"])
    assert (first.name, first.participated, first.status, first.error) == ("A", True, "ok", None)
    assert (first.num_examples, second.num_examples) == (11, 22)
    assert (first.seconds, first.train_loss, first.train_accuracy) == (0.25, 0.5, 0.75)
    assert first.update_norm == pytest.approx(5.0)  # (3, 4); counters are no weights
    assert first.local_confusion_matrix == ((2, 0), (2, 0))
    assert first.local_accuracy == 0.5
    assert first.bytes_up == first.bytes_down > 2 * 4 + 8
    assert first.numbers_up == 3  # two weights and a counter
    assert {type(count) for row in first.local_confusion_matrix for count in row} == {int}


def test_a_hospital_that_failed_is_told_with_its_reason_and_the_others_count(population: Population) -> None:
    replies = {0: reply(2, TRAINED), 1: error_reply(3, "OSError: no power"), 2: reply(4, TRAINED)}
    read = read_replies(population, 1, SENT, replies, ["w"])
    assert [hospital.name for hospital in read] == ["A", "B", "C"]
    assert [hospital.participated for hospital in read] == [True, False, True]
    assert (read[1].status, str(read[1].error)) == ("failed", "OSError: no power")
    assert (read[1].bytes_up, read[1].num_examples, read[1].update_norm) == (0, 0, None)


def test_a_hospital_that_did_not_answer_failed(population: Population) -> None:
    read = read_replies(population, 1, SENT, {2: reply(4, TRAINED)}, ["w"])
    assert [hospital.error and str(hospital.error) for hospital in read] == ["no answer", "no answer", None]
    assert [hospital.status for hospital in read] == ["failed", "failed", "ok"]


def test_rays_stack_trace_is_cut_to_the_exceptions_words(population: Population) -> None:
    reason = "ray::Actor.run() File ... raise\nClientAppException: Exception ClientAppException. Message: no power'>\n"
    read = read_replies(population, 1, SENT, {0: reply(2, TRAINED), 1: error_reply(3, reason)}, ["w"])
    assert str(read[1].error) == "no power"


@pytest.mark.parametrize("replies", [{}, {place: error_reply(place + 2, f"reason {place}") for place in range(3)}])
def test_a_round_in_which_all_fail_names_each(population: Population, replies: dict) -> None:
    with pytest.raises(RoundFailed, match="Every hospital failed in round 4") as caught:
        read_replies(population, 4, SENT, replies, ["w"])
    reasons = "A: reason 0; B: reason 1; C: reason 2" if replies else "A, B and C: no answer"
    assert str(caught.value).endswith(reasons)


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_not_finite_names_the_hospital_and_a_smaller_learning_rate(
    population: Population, loss: float
) -> None:
    replies = {0: reply(2, TRAINED), 1: reply(3, TRAINED, train_loss=loss)}
    with pytest.raises(RoundFailed) as caught:
        read_replies(population, 2, SENT, replies, ["w"])
    message = str(caught.value)
    assert f"Hospital B's training loss became {loss} in round 2" in message
    assert "learning rate 0.5 is too large" in message
    assert "smaller learning rate, such as 0.05" in message


def test_who_diverges_beside_a_cheat_is_not_told_that_the_learning_rate_alone_is_to_blame(
    config: SimulationConfig,
) -> None:
    hospitals = (replace(config.hospitals[0], adversary=Scale()), *config.hospitals[1:])
    population = load_population(replace(config, hospitals=hospitals, strategy=FedAdam(), lr=0.5))
    with pytest.raises(RoundFailed) as failed:
        read_replies(population, 3, SENT, {1: reply(3, TRAINED, train_loss=math.nan)}, ["w"])
    assert str(failed.value) == (
        "Hospital B's training loss became nan in round 3. Try a smaller learning rate than 0.5, such as 0.05, or a "
        "smaller server learning rate than 0.03, such as 0.003, or let hospital A cheat less, or choose a robust "
        "strategy, such as FedMedian."
    )
