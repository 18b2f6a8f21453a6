"""Runs that differ in their noise alone are found, and stand in order; no other one does."""

from dataclasses import replace

import pytest

from fedsim.analysis.noise_points import NoisePoint, noise_points
from fedsim.runs.state import RunState
from tests.analysis import stories
from tests.analysis.stories import ALONE, CONFIG, TOGETHER

PLACE = 1


def noisy(noise: float, run_id: str = "", **settings) -> RunState:
    config = replace(CONFIG, **({"dp": "central", "baselines": "none", "noise_multiplier": noise} | settings))
    return stories.run(run_id or f"noise {noise}", config, ALONE, epsilon=1 / noise, delta=0.1)


def found(state: RunState, *others: RunState) -> list[str]:
    return [point.run for point in noise_points(state, others, PLACE)]


def test_the_plain_run_comes_first_and_then_the_weakest_noise() -> None:
    points = noise_points(stories.whole(), [noisy(2.0), noisy(0.5)], PLACE)
    plain, strong = stories.matrix(TOGETHER), stories.matrix(ALONE)
    assert points == (
        NoisePoint("now", "none", 0.0, None, None, 0.75, 0.75, plain),
        NoisePoint("noise 0.5", "central", 0.5, 2.0, 0.1, 0.5, 0.0, strong),
        NoisePoint("noise 2.0", "central", 2.0, 0.5, 0.1, 0.5, 0.0, strong),
    )
    assert [point.found for point in noise_points(stories.whole(), [noisy(2.0)], None)] == [None, None]


def test_a_private_run_is_told_with_the_plain_one_and_its_own_kind() -> None:
    others = [noisy(2.0), noisy(0.5, "other kind", dp="local"), stories.whole()]
    assert found(noisy(0.5), *others) == ["now", "noise 0.5", "noise 2.0"]
    assert found(noisy(0.5), noisy(2.0)) == []  # there is none without privacy


@pytest.mark.parametrize(
    "settings",
    [{"seed": 1}, {"rounds": 1}, {"lr": 0.1}, {"hospitals": CONFIG.hospitals[::-1]}, {"noise_multiplier": 0.0}],
    ids=str,
)
def test_a_run_that_differs_in_more_is_none_of_them(settings: dict) -> None:
    assert found(stories.whole(), noisy(0.5, **settings)) == []


def test_neither_is_one_of_another_machine_or_of_other_data_or_one_that_is_not_done() -> None:
    there = noisy(0.5)
    assert found(stories.whole(), there) == ["now", "noise 0.5"]
    assert found(stories.whole(), replace(there, made_by="{}")) == []
    assert found(stories.whole(), replace(there, info=stories.started(data_sha256="2"))) == []
    assert found(stories.whole(), replace(there, rounds=there.rounds[:-1])) == []


def test_of_several_kinds_it_is_that_with_the_most_noises_and_of_equal_runs_the_newest() -> None:
    wide = [noisy(0.5, "w1", clip_norm=3.0), noisy(2.0, "w2", clip_norm=3.0), noisy(2.0, "w3", clip_norm=3.0)]
    assert found(stories.whole(), noisy(0.5, "n1"), *wide) == ["now", "w1", "w2"]
    assert found(stories.whole(), noisy(0.5, "n1"), wide[0]) == ["now", "n1"]
