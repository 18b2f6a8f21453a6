"""Who gets which images."""

from collections import Counter
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tiny import CLASSES

from fedsim import data
from fedsim.hospitals.partition import count_classes, deal, deal_for, warnings
from fedsim.settings.config import Hospital, SimulationConfig

NUM_CLASSES = 4
LABELS = st.lists(st.integers(0, NUM_CLASSES - 1), max_size=120).map(lambda labels: np.array(labels, dtype=np.int64))
EXCLUDED = st.lists(st.lists(st.integers(0, NUM_CLASSES - 1), unique=True), min_size=2, max_size=6)
CAP = st.none() | st.integers(1, 40)
SEED = st.integers(0, 2**31 - 1)


@given(LABELS, EXCLUDED, CAP, SEED)
def test_no_image_is_dealt_twice_and_no_excluded_class_at_all(labels, excluded, cap, seed) -> None:
    hands = deal(labels, excluded, cap, seed)
    assert len(hands) == len(excluded)
    assert max(Counter(np.concatenate(hands).tolist()).values(), default=1) == 1
    for hand, absent in zip(hands, excluded, strict=True):
        assert not set(labels[hand].tolist()) & set(absent)
        assert len(hand) <= (cap or len(labels))
        assert (np.diff(hand) > 0).all()
        assert ((hand >= 0) & (hand < len(labels))).all()


@given(LABELS, st.integers(2, 6), SEED)
def test_with_no_exclusions_and_no_bound_every_image_is_dealt_exactly_once_and_evenly(labels, hospitals, seed) -> None:
    hands = deal(labels, [()] * hospitals, None, seed)
    assert sorted(np.concatenate(hands).tolist()) == list(range(len(labels)))
    assert max(map(len, hands)) - min(map(len, hands)) <= 1


@given(LABELS, EXCLUDED, SEED)
def test_exclusions_take_images_away_and_move_none(labels, excluded, seed) -> None:
    everything = deal(labels, [()] * len(excluded), None, seed)
    hands = deal(labels, excluded, None, seed)
    for hand, whole, absent in zip(hands, everything, excluded, strict=True):
        np.testing.assert_array_equal(hand, whole[~np.isin(labels[whole], absent)])


@given(LABELS, EXCLUDED, st.integers(1, 40), SEED)
def test_a_bound_takes_from_each_hospital_what_it_would_have_had_anyway(labels, excluded, cap, seed) -> None:
    for few, all_of_them in zip(deal(labels, excluded, cap, seed), deal(labels, excluded, None, seed), strict=True):
        assert set(few) <= set(all_of_them)
        assert len(few) == min(cap, len(all_of_them))


@given(LABELS.filter(len), SEED)
def test_the_same_seed_deals_the_same_and_the_input_is_left_alone(labels, seed) -> None:
    before = labels.copy()
    first, second = (deal(labels, [(), (1,), (0, 2)], 10, seed) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(labels, before)


def test_another_seed_deals_otherwise() -> None:
    labels = np.zeros(100, dtype=np.int64)
    assert deal(labels, [(), ()], None, 0)[0].tolist() != deal(labels, [(), ()], None, 1)[0].tolist()


def test_a_bound_keeps_the_shares_of_the_classes() -> None:
    labels = np.repeat([0, 1], [3000, 1000])
    counts = count_classes(labels, deal(labels, [(), ()], 1000, 0), 2)
    np.testing.assert_allclose(counts / 1000, [[0.75, 0.25]] * 2, atol=0.06)  # 4 standard deviations


def test_deal_for_reads_class_names(config: SimulationConfig) -> None:
    dataset = data.load(config.dataset)
    config = replace(config, hospitals=(Hospital("A", ("west", "east")), Hospital("B")))
    counts = count_classes(
        dataset.train.labels, deal_for(config, dataset.train.labels, dataset.classes), len(dataset.classes)
    )
    assert counts[0, CLASSES.index("west")] == counts[0, CLASSES.index("east")] == 0
    assert counts[0, CLASSES.index("north")] > 0
    assert (counts[1] > 0).all()
    assert counts.sum() == np.isin(dataset.train.labels, (0, 2)).sum() + counts[1, [1, 3]].sum()


def test_counting_by_hand() -> None:
    counts = count_classes(np.array([0, 2, 2, 1]), [np.array([0, 1, 2]), np.array([], dtype=np.int64)], 4)
    assert counts.tolist() == [[1, 0, 2, 0], [0, 0, 0, 0]]


def test_warnings_name_the_class_nobody_has_the_empty_hospital_and_the_one_sided_one() -> None:
    counts = np.array([[5, 5, 0], [0, 0, 0], [0, 9, 0]])
    orphan, empty, single = warnings(counts, ["A", "B", "C"], ["x", "y", "z"])
    assert "No hospital has z" in orphan
    assert "Hospital B has no images" in empty
    assert "Hospital C has only y" in single


def test_there_is_nothing_to_warn_of_where_everyone_has_everything() -> None:
    assert warnings(np.ones((3, 4), dtype=int), ["A", "B", "C"], CLASSES) == []
