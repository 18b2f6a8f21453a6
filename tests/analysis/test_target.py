"""Rounds, bytes and seconds to a target accuracy, and the sentence that tells them."""

from dataclasses import replace

from fedsim.analysis.target import Reached, reached, to_target
from fedsim.text.target import title, told, took
from tests.tiny import finished

ROUNDS = [
    replace(finished(number), accuracy=accuracy, bytes_up=10**6, bytes_down=2 * 10**6, seconds=1.5)
    for number, accuracy in enumerate([0.95, 0.5, 0.9, 0.8])
]


def test_it_took_all_rounds_up_to_the_first_that_is_as_good() -> None:
    """The untrained model is no round of training, and costs nothing."""
    found = to_target(ROUNDS, 0.9)
    assert (found.rounds, found.bytes, found.seconds) == (2, 6 * 10**6, 3.0)
    assert told(found) == "Target accuracy 90 %: reached after 2 rounds, 6.0 MB sent and received, 3 s."


def test_what_is_not_reached_is_said_to_be_so() -> None:
    found = to_target(ROUNDS, 0.925)
    assert (found.rounds, found.bytes, found.seconds, found.best) == (None, None, None, 0.9)
    assert told(found) == "Target accuracy 92.5 %: not reached in 3 rounds; the best had 90.0 %."
    assert told(to_target(ROUNDS[:1], 0.5)) == "Target accuracy 50 %: no round of training is finished yet."


def test_over_seeds_it_is_the_mean_of_those_that_reached_it() -> None:
    found = reached([ROUNDS, ROUNDS[:2], [ROUNDS[0], ROUNDS[2]]], 0.9)
    assert found == Reached(seeds=3, reached=2, rounds=2.0, bytes=4.5 * 10**6, seconds=2.25)
    assert took(found) == "2 rounds, 4.5 MB, 2 s (2 of 3 seeds)"
    assert took(reached([ROUNDS], 0.9)) == "2 rounds, 6.0 MB, 3 s"
    assert took(replace(found, rounds=1.5, seeds=2)) == "1.5 rounds, 4.5 MB, 2 s"
    assert took(reached([ROUNDS], 0.96)) == "not reached"
    assert title(0.925) == "Until 92.5 % of the test images are right"
