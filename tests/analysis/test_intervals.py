"""Intervals of shares and differences."""

import numpy as np
import pytest
from scipy.stats import binomtest

from fedsim.analysis.intervals import of_difference, of_share


@pytest.mark.parametrize(("hits", "number"), [(0, 20), (4, 100), (50, 100), (500, 500)])
def test_a_share_has_wilsons_interval(hits: int, number: int) -> None:
    wilson = binomtest(hits, number).proportion_ci(0.95, "wilson")
    assert of_share(hits / number, number) == pytest.approx((wilson.low, wilson.high), abs=1e-4)


@pytest.mark.parametrize("shares", [(0.04, 0.04), (0.5, 0.3), (0.99, 0.9)])
def test_a_difference_is_held_19_times_in_20(shares: tuple[float, float]) -> None:
    rng = np.random.default_rng(0)
    hits = 0
    for one, other in rng.binomial(100, shares, (2000, 2)) / 100:
        low, high = of_difference(one, of_share(one, 100), other, of_share(other, 100))
        hits += low <= shares[0] - shares[1] <= high
    assert hits / 2000 >= 0.95 - 3 * (0.05 * 0.95 / 2000) ** 0.5


def test_a_difference_the_other_way_round_has_the_other_sign() -> None:
    low, high = of_difference(0.3, (0.2, 0.5), 0.6, (0.5, 0.8))
    assert of_difference(0.6, (0.5, 0.8), 0.3, (0.2, 0.5)) == pytest.approx((-high, -low))
