"""Who has which images."""

from collections import Counter
from dataclasses import replace
from functools import partial

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tiny import CLASSES

from fedsim import data
from fedsim.data.base import Dataset, Split
from fedsim.hospitals.partition import Partition, keep_shares, partition_for
from fedsim.settings.config import Hospital, SimulationConfig

NUM_CLASSES = 4
NAMES = tuple("wxyz")
LABELS = st.lists(st.integers(0, NUM_CLASSES - 1), max_size=120).map(lambda labels: np.array(labels, dtype=np.int64))
EXCLUDED = st.lists(st.sets(st.integers(0, NUM_CLASSES - 1)), min_size=2, max_size=6)
CAP = st.none() | st.integers(1, 40)
SEED = st.integers(0, 2**31 - 1)


def shared_out(labels: np.ndarray, excluded: list[set[int]], cap: int | None, seed: int) -> Partition:
    split = Split(np.zeros((len(labels), 8, 8), dtype=np.uint8), labels)
    dataset = Dataset("t", "T", NAMES, NAMES, split, split, split, licence="")
    hospitals = tuple(Hospital(str(i), tuple(NAMES[cls] for cls in absent)) for i, absent in enumerate(excluded))
    return partition_for(SimulationConfig(hospitals=hospitals, samples_per_hospital=cap, seed=seed), dataset)


def held(partition: Partition) -> np.ndarray:
    return np.concatenate(partition.shards)


@given(LABELS, EXCLUDED, CAP, SEED)
def test_no_image_is_held_twice_none_of_an_excluded_class_and_no_more_than_the_cap(labels, excluded, cap, seed):
    partition = shared_out(labels, excluded, cap, seed)
    assert max(Counter(held(partition).tolist()).values(), default=1) == 1
    for shard, absent in zip(partition.shards, excluded, strict=True):
        assert not set(labels[shard].tolist()) & absent
        assert len(shard) <= (cap or len(labels))
        assert (np.diff(shard) > 0).all()


@given(LABELS, EXCLUDED, CAP, SEED)
def test_each_image_has_its_holder_or_is_left_over(labels, excluded, cap, seed) -> None:
    partition = shared_out(labels, excluded, cap, seed)
    assert sorted([*held(partition), *partition.left_over]) == list(range(len(labels)))
    for image in range(len(labels)):
        holders = partition.holders(image)
        assert [image in shard for shard in partition.shards] == [p in holders for p in range(len(excluded))]
        assert bool(holders) != (image in partition.left_over)


@given(LABELS, EXCLUDED, SEED)
def test_without_a_cap_every_class_that_anyone_sees_is_used_up_and_shared_evenly(labels, excluded, seed) -> None:
    partition = shared_out(labels, excluded, None, seed)
    for cls in range(NUM_CLASSES):
        seeing = [place for place, absent in enumerate(excluded) if cls not in absent]
        counts = partition.class_counts[:, cls]
        assert counts.sum() == (np.count_nonzero(labels == cls) if seeing else 0)
        assert not seeing or np.ptp(counts[seeing]) <= 1


@given(LABELS, st.integers(2, 6), SEED)
def test_with_no_exclusions_and_no_cap_the_hospitals_have_equally_many(labels, hospitals, seed) -> None:
    assert np.ptp(shared_out(labels, [set()] * hospitals, None, seed).sizes) <= 1


@given(LABELS, EXCLUDED, CAP, SEED, st.integers(0, 5), st.integers(0, NUM_CLASSES - 1))
def test_unticking_a_class_moves_no_image_of_another_class_between_hospitals(labels, excluded, cap, seed, place, cls):
    """What the page says. With a cap, a hospital that loses a class fills up, and those that gain images keep fewer."""
    place %= len(excluded)
    unticked = [absent | ({cls} if other == place else set()) for other, absent in enumerate(excluded)]
    before, after = (shared_out(labels, each, cap, seed) for each in (excluded, unticked))
    for other, (one, two) in enumerate(zip(before.shards, after.shards, strict=True)):
        kept, now = set(one[labels[one] != cls].tolist()), set(two[labels[two] != cls].tolist())
        if cap is None:
            assert now == kept
        elif other == place:
            assert now >= kept
        else:
            assert now <= kept


@given(LABELS, EXCLUDED, SEED)
def test_a_hospital_keeps_of_a_class_what_it_has_where_all_see_it(labels, excluded, seed) -> None:
    everything = shared_out(labels, [set()] * len(excluded), None, seed)
    for whole, now, absent in zip(everything.shards, shared_out(labels, excluded, None, seed).shards, excluded,
                                  strict=True):  # fmt: skip
        assert set(whole[~np.isin(labels[whole], list(absent))].tolist()) <= set(now.tolist())


@given(LABELS, EXCLUDED, st.integers(1, 40), SEED)
def test_a_cap_takes_from_what_a_hospital_has_without_it_and_a_lower_one_more(labels, excluded, cap, seed) -> None:
    whole, more, fewer = (shared_out(labels, excluded, bound, seed).shards for bound in (None, cap + 1, cap))
    for everything, many, few in zip(whole, more, fewer, strict=True):
        assert set(few.tolist()) <= set(many.tolist()) <= set(everything.tolist())
        assert len(few) == min(cap, len(everything))


@given(LABELS.filter(len), st.integers(0, 130))
def test_a_cap_keeps_the_same_share_of_each_class(labels, number) -> None:
    """Sainte-Laguë: there is one share of which each class's number is the rounded product, ties either way."""
    kept = np.bincount(labels[keep_shares(labels, np.arange(len(labels)), number)], minlength=NUM_CLASSES)
    counts = np.bincount(labels, minlength=NUM_CLASSES)
    there = counts > 0
    assert kept.sum() == min(number, len(labels))
    least, most = (kept[there] - 0.5) / counts[there], (kept[there] + 0.5) / counts[there]
    assert max(least) <= min(most) + 1e-12


@given(LABELS.filter(len), SEED)
def test_the_same_seed_shares_out_alike_and_the_input_is_left_alone(labels, seed) -> None:
    before = labels.copy()
    one, two = (shared_out(labels.copy(), [set(), {1}, {0, 2}], 10, seed) for _ in range(2))
    assert [shard.tolist() for shard in one.shards] == [shard.tolist() for shard in two.shards]
    np.testing.assert_array_equal(labels, before)


def test_another_seed_shares_out_otherwise() -> None:
    share = partial(shared_out, np.zeros(100, dtype=np.int64), [set(), set()], None)
    assert share(0).shards[0].tolist() != share(1).shards[0].tolist()


def test_ten_hospitals_with_two_classes_each_use_every_image() -> None:
    labels = np.repeat(np.arange(4), 100)
    excluded = [{0, 1}, {1, 2}, {2, 3}, {3, 0}, {0, 2}] * 2
    partition = shared_out(labels, excluded, None, 0)
    assert len(partition.left_over) == 0
    assert (np.count_nonzero(partition.class_counts, axis=1) == 2).all()


def test_class_names_are_read(config: SimulationConfig) -> None:
    dataset = data.load(config.dataset)
    config = replace(config, hospitals=(Hospital("A", ("west", "east")), Hospital("B")))
    counts = partition_for(config, dataset).class_counts
    assert counts[0].tolist() == [30 if cls in ("north", "south") else 0 for cls in CLASSES]
    assert counts[1].tolist() == [30 if cls in ("north", "south") else 60 for cls in CLASSES]


def test_only_what_shares_the_images_out_makes_another_partition(config: SimulationConfig) -> None:
    dataset = data.load(config.dataset)
    names = tuple(replace(each, name=f"new {each.name}") for each in config.hospitals)
    others = {"rounds": 9, "lr": 0.1, "dp": "central", "noise_multiplier": 1.0, "model": "resnet18", "hospitals": names}
    partition = partition_for(config, dataset)
    assert all(partition_for(replace(config, **{k: v}), dataset) is partition for k, v in others.items())
    fewer = (Hospital("A"), *config.hospitals[1:])
    for name, value in {"seed": 1, "samples_per_hospital": 50, "hospitals": fewer}.items():
        assert partition_for(replace(config, **{name: value}), dataset) is not partition
