"""About how long a run will take."""

from dataclasses import replace

import pytest
from tiny import finished

from fedsim.runs import estimate
from fedsim.runs.state import RunState
from fedsim.settings.config import SimulationConfig

CONFIG = SimulationConfig()
RAN = RunState("x", CONFIG, rounds=(finished(0), finished(1), finished(1)))


def test_as_long_an_image_as_the_run_before() -> None:
    rounds = [each for each in RAN.rounds if each.round]
    images = sum(hospital.num_examples for hospital in rounds[0].hospitals)
    spent = sum(each.seconds for each in rounds) / len(rounds)
    assert estimate.seconds(CONFIG, images, [RAN]) == pytest.approx(CONFIG.rounds * spent)
    assert estimate.seconds(replace(CONFIG, rounds=20), images, [RAN]) == pytest.approx(20 * spent)


def test_training_alone_and_pooled_takes_as_long_twice_over() -> None:
    with_baselines = replace(CONFIG, baselines="after")
    assert estimate.seconds(with_baselines, 100, [RAN]) == pytest.approx(3 * estimate.seconds(CONFIG, 100, [RAN]))


def test_what_trains_beside_one_another_takes_as_long_as_the_longer() -> None:
    one = estimate.seconds(CONFIG, 100, [RAN])
    beside = replace(CONFIG, baselines="beside")
    assert estimate.seconds(beside, 100, [RAN]) == pytest.approx(2 * one)
    assert estimate.seconds(replace(beside, baseline_epochs=1), 100, [RAN]) == pytest.approx(one)


def test_what_never_ran_is_not_guessed_but_for_the_small_cnn() -> None:
    assert estimate.seconds(replace(CONFIG, model="resnet18"), 100, []) is None
    assert estimate.seconds(CONFIG, 4500, []) == pytest.approx(22.5)
    assert estimate.images_a_second(replace(RAN, rounds=())) is None
    assert not estimate.alike(CONFIG, replace(CONFIG, size=64))
    assert estimate.alike(CONFIG, replace(CONFIG, seed=3, rounds=1))
