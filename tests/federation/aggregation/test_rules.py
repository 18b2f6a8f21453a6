"""Every rule against numbers worked by hand, a planted outlier, and what theory says of its limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from fedsim.federation.aggregation.centres import centred_clipping, geometric_median
from fedsim.federation.aggregation.coordinates import mean_around_median, median, trimmed_mean
from fedsim.federation.aggregation.krum import bulyan, chosen, krum, multi_krum, scores, squared_distances
from fedsim.federation.aggregation.mixing import bucketing, nearest_neighbours

LINE = np.array([[0.0], [1.0], [2.0], [3.0], [100.0]])
RULES = {
    "median": median,
    "trimmed-mean": lambda updates: trimmed_mean(updates, 0.2),
    "krum": lambda updates: krum(updates, 2),
    "multi-krum": lambda updates: multi_krum(updates, 2, 5),
    "bulyan": lambda updates: bulyan(updates, 2),
    "rfa": geometric_median,
    "centred-clipping": lambda updates: centred_clipping(updates, np.zeros(updates.shape[1]), 1.0, 5),
}


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_by_hand() -> None:
    assert median(LINE) == [2.0]
    assert trimmed_mean(LINE, 0.2) == [2.0]  # of 1, 2 and 3
    assert trimmed_mean(LINE, 0.19) == LINE.mean()  # less than one value at an end
    assert mean_around_median(LINE, 4) == [1.5]  # of 0, 1, 2 and 3
    assert scores(squared_distances(LINE), 1).tolist() == [5.0, 2.0, 2.0, 5.0, 97**2 + 98**2]  # of the two nearest
    assert chosen(LINE, 1, 4).tolist() == [1, 2, 0, 3]
    assert krum(LINE, 1) == [1.0]
    assert multi_krum(LINE, 1, 4) == [1.5]


def test_bulyan_by_hand() -> None:
    """n = 7, f = 1: Krum takes 3, 2, 4, 1 and, of 0, 5 and 100, 0; of these five the three nearest their median 2."""
    values = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0], [100.0]])
    assert bulyan(values, 1) == pytest.approx([2.0])


def test_centred_clipping_by_hand() -> None:
    """From 1, tau 2: the ways -1, 0, 1, 2 and 99 become -1, 0, 1, 2 and 2."""
    assert centred_clipping(LINE, np.array([1.0]), 2.0, 1) == pytest.approx([1.8])
    again = 1.8 + (-1.8 - 0.8 + 0.2 + 1.2 + 2.0) / 5
    assert centred_clipping(LINE, np.array([1.0]), 2.0, 2) == pytest.approx([again])
    assert centred_clipping(LINE, np.array([1.0]), 1e9, 1) == pytest.approx(LINE.mean(axis=0))


def test_the_geometric_median_has_the_least_sum_of_distances() -> None:
    points = rng().standard_normal((7, 3)) * 3
    found = geometric_median(points)
    best = minimize(lambda at: np.linalg.norm(points - at, axis=1).sum(), points.mean(axis=0), method="Nelder-Mead",
                    options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 10_000})  # fmt: skip
    np.testing.assert_allclose(found, best.x, atol=1e-5)
    np.testing.assert_allclose(geometric_median(np.array([[1.0, 0.0], [1.0, 0.0], [9.0, 9.0]])), [1.0, 0.0], atol=1e-4)
    np.testing.assert_array_equal(geometric_median(np.ones((3, 2))), [1.0, 1.0])


def test_buckets_hold_every_update_once_and_neighbours_are_the_nearest() -> None:
    means = bucketing(LINE, 2, rng())
    assert means.shape == (3, 1)
    order = rng().permutation(5)
    assert means.tolist() == [[LINE[group].mean()] for group in (order[:2], order[2:4], order[4:])]
    assert sorted(bucketing(LINE, 1, rng()).ravel()) == LINE.ravel().tolist()
    assert nearest_neighbours(LINE, 2).ravel().tolist() == [1.0, 1.0, 2.0, 2.0, 35.0]
    np.testing.assert_allclose(nearest_neighbours(LINE, 0), np.full((5, 1), LINE.mean()))


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_two_planted_outliers_of_eleven_do_not_carry_it_away(rule) -> None:
    """A mean would be 1.8e5 off; a rule stays about as near the truth as the honest updates are."""
    updates = rng().standard_normal((11, 5)) * 0.1 + 1
    updates[[2, 7]] = 1e6
    assert np.linalg.norm(rule(updates) - 1) < 2.5  # centred clipping lets each one pull by its radius
    assert np.linalg.norm(rule(updates) - updates.mean(axis=0)) > 1e5


@pytest.mark.parametrize("name", [name for name in RULES if name != "bulyan"])
@given(seed=st.integers(0, 10_000))
def test_the_order_of_the_hospitals_does_not_matter(name: str, seed: int) -> None:
    """Of Bulyan it may: its last choice is by the nearest one alone, and two that are nearest to each other tie."""
    rule = RULES[name]
    draw = np.random.default_rng(seed)
    updates = draw.standard_normal((11, 4))
    np.testing.assert_allclose(rule(updates), rule(updates[draw.permutation(11)]), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("rule", [rule for name, rule in RULES.items() if name != "centred-clipping"])
def test_where_all_agree_it_is_what_they_say(rule) -> None:
    updates = np.tile(rng().standard_normal(4), (11, 1))
    np.testing.assert_allclose(rule(updates), updates[0], rtol=1e-12)


def test_with_no_cheats_assumed_they_are_means() -> None:
    updates = rng().standard_normal((7, 4))
    for found in (bulyan(updates, 0), multi_krum(updates, 0, 7), trimmed_mean(updates, 0.0)):
        np.testing.assert_allclose(found, updates.mean(axis=0))


def test_krum_in_float64_on_updates_chooses_right_where_float32_on_weights_does_not() -> None:
    """A million weights near 1, and updates of norm 0.05: the distances are in digits that float32 has not."""
    draw, num_weights = rng(), 1_000_000
    weights = draw.standard_normal(num_weights).astype(np.float32)
    updates = draw.standard_normal((6, num_weights)) * 0.05 / np.sqrt(num_weights)
    updates[3] *= 0.5  # the shortest one is nearest to all others
    assert chosen(updates, 1, 1) == [3]
    sent = (weights + updates).astype(np.float32)
    assert chosen(sent - weights, 1, 1) == [3]
