"""The members that an attack finds for certain, and the interval around their share: simulated where it is hard."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import beta, norm

from fedsim.analysis.intervals import of_share
from fedsim.privacy import found
from fedsim.privacy.found import interval, share_found

Chance = Callable[[np.ndarray], np.ndarray]
Draw = Callable[[np.random.Generator, int], np.ndarray]
SHAPES: dict[str, tuple[Chance, Draw]] = {
    "guessing": (lambda fpr: fpr, lambda rng, m: rng.standard_normal(m)),
    "better": (lambda fpr: norm.sf(norm.isf(fpr) - 2.5), lambda rng, m: rng.normal(2.5, 1, m)),
    "nearly all": (lambda fpr: norm.sf(norm.isf(fpr) - 4), lambda rng, m: rng.normal(4, 1, m)),
    "all or none": (lambda fpr: norm.sf(5 * (norm.isf(fpr) - 2.2)), lambda rng, m: rng.normal(2.2, 0.2, m)),
    "some for sure": (lambda fpr: 0.1 + 0.9 * fpr, lambda rng, m: rng.standard_normal(m) + 50 * (rng.random(m) < 0.1)),
    "never": (np.zeros_like, lambda rng, m: rng.normal(-50, 1, m)),
}
"""Scores of non-members are standard normal: the share found, by the rate of those accused, and scores of members."""


@pytest.mark.parametrize("number", [20, 100, 250])
def test_what_is_found_is_what_the_lowest_allowed_threshold_finds(number: int) -> None:
    rng = np.random.default_rng(number)
    members, others = rng.integers(0, 30, number) + 3.0, rng.integers(0, 30, number)
    allowed = [(members >= cut).mean() for cut in range(40) if (others >= cut).mean() <= 0.01]
    assert share_found(members, others) == pytest.approx(max(allowed))


@pytest.mark.parametrize("number", [20, 100, 250])
@pytest.mark.parametrize("shape", SHAPES)
def test_the_interval_holds_the_truth(shape: str, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found, "DRAWS", 400)
    chance, draw = SHAPES[shape]
    most, quantiles = number // 100, (np.arange(20000) + 0.5) / 20000
    truth = chance(beta.ppf(quantiles, most + 1, number - most)).mean()  # on average over the non-members
    rng = np.random.default_rng(7)
    held = []
    for _ in range(60):
        low, high = interval(draw(rng, number), rng.standard_normal(number))
        held.append(low <= truth + 1e-9 and truth <= high + 1e-9)
    assert np.mean(held) >= 0.93


def test_an_interval_of_a_share_alone_does_not_hold_it() -> None:
    """Why there is one of its own: where the threshold falls moves the share more than which members there are."""
    chance, draw = SHAPES["better"]
    truth, rng = chance(beta.ppf((np.arange(20000) + 0.5) / 20000, 2, 99)).mean(), np.random.default_rng(7)
    shares = [share_found(draw(rng, 100), rng.standard_normal(100)) for _ in range(400)]
    assert np.mean([low <= truth <= high for low, high in (of_share(share, 100) for share in shares)]) < 0.75


@pytest.mark.parametrize("number", [20, 100])
def test_at_the_edges_it_still_has_a_width(number: int) -> None:
    others = np.linspace(0, 1, number)
    low, high = interval(np.full(number, -1.0), others)
    assert low == 0
    assert 0 < high < 0.25
    low, high = interval(np.full(number, 2.0), others)
    assert 0 < low < 1
    assert high == 1


def test_it_is_the_same_each_time_and_holds_the_share() -> None:
    rng = np.random.default_rng(0)
    members, others = rng.normal(1, 1, 50), rng.standard_normal(50)
    low, high = interval(members, others)
    assert (low, high) == interval(members, others)
    assert low <= share_found(members, others) <= high
