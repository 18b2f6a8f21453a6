"""How different hospitals are, as one number."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon

from fedsim.analysis.heterogeneity import heterogeneity, heterogeneity_of
from fedsim.events import HospitalInfo
from tests.tiny import started

COUNTS = st.lists(st.lists(st.integers(0, 50), min_size=3, max_size=3), min_size=2, max_size=6).map(np.array)


@given(COUNTS.filter(lambda counts: counts.any()))
def test_it_is_the_mean_divergence_to_the_pool(counts) -> None:
    pooled = counts.sum(axis=0)
    distances = [jensenshannon(own, pooled, base=2) ** 2 for own in counts if own.any()]
    found = heterogeneity(counts, pooled)
    assert found == pytest.approx(np.mean(distances), abs=1e-7)
    assert 0 <= found <= 1


def test_alike_is_0_whatever_the_sizes_and_nothing_in_common_nears_1() -> None:
    assert heterogeneity(np.array([[1, 2, 3], [10, 20, 30]]), np.array([11, 22, 33])) == pytest.approx(0)
    apart = [heterogeneity(np.eye(number, dtype=int), np.ones(number, dtype=int)) for number in (2, 10, 100, 1000)]
    assert apart == sorted(apart)
    assert apart[0] == pytest.approx(0.3113, abs=1e-4)  # worked by hand: (log2(4/3) + (log2(2/3) + 1) / 2) / 2
    assert apart[-1] > 0.99


def test_without_any_image_there_is_none() -> None:
    assert heterogeneity(np.zeros((2, 3), dtype=int), np.zeros(3, dtype=int)) is None


def test_overlapping_hospitals_are_compared_with_what_they_have_together() -> None:
    """Two that have all of a class of 10 and share another of 10: together they have 30 images, not 40."""
    counts = np.array([[10, 10, 0], [0, 10, 10]])
    assert heterogeneity(counts, np.array([10, 10, 10])) != heterogeneity(counts, counts.sum(axis=0))


def test_a_run_that_did_not_say_had_no_image_twice() -> None:
    hospitals = (HospitalInfo("A", (), 4, (4, 0)), HospitalInfo("B", (), 4, (0, 4)))
    earlier = replace(started(), hospitals=hospitals, pooled_class_counts=None)
    assert heterogeneity_of(earlier) == heterogeneity_of(replace(earlier, pooled_class_counts=(4, 4)))
    assert heterogeneity_of(earlier) != heterogeneity_of(replace(earlier, pooled_class_counts=(4, 1)))
