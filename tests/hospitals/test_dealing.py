"""How images are dealt: every kind of label skew and of sizes, typed numbers, and hospitals that overlap."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from fedsim.data.base import Dataset, Split
from fedsim.hospitals.advice import advice_for
from fedsim.hospitals.partition import Partition, partition_for
from fedsim.hospitals.partitions import CLASSES_HELD, PARTITIONS
from fedsim.hospitals.partitions.base import Dealing, piles_of
from fedsim.hospitals.partitions.in_turn import in_proportion, in_turn
from fedsim.hospitals.partitions.quantities import QUANTITIES, weights
from fedsim.hospitals.population import load_population
from fedsim.settings.config import KINDS, OCT_CLASSES, Hospital, SimulationConfig
from fedsim.settings.images import Exactly
from fedsim.settings.partition import Dirichlet, FewClasses, NoSkew, Shards
from fedsim.settings.presets import TUTORIAL
from fedsim.settings.quantity import Even, Exponential, Linear, PowerLaw, Square
from fedsim.text.kinds import KEPT_BACK

NUM_CLASSES = 4
NAMES = tuple("wxyz")
LABELS = st.lists(st.integers(0, NUM_CLASSES - 1), max_size=120).map(lambda labels: np.array(labels, dtype=np.int64))
EXCLUDED = st.lists(st.sets(st.integers(0, NUM_CLASSES - 1)), min_size=2, max_size=6)
SEED = st.integers(0, 2**31 - 1)
QUANTITY = st.sampled_from([Even(), Linear(), Square(), Exponential(), PowerLaw(exponent=1.5)])
NUMBER = st.none() | st.integers(1, 30)
SKEW = st.one_of(
    st.just(NoSkew()),
    st.floats(1e-3, 1e3).map(lambda alpha: Dirichlet(alpha=alpha)),
    st.integers(1, NUM_CLASSES).map(lambda number: FewClasses(classes_per_hospital=number)),
    st.integers(1, 4).map(lambda number: Shards(shards_per_hospital=number)),
)
OCT = np.repeat(np.arange(4), [33_484, 10_213, 7_754, 46_026])
"""OCTMNIST's training labels, sorted."""


def set_of(labels: np.ndarray) -> Dataset:
    split = Split(np.zeros((len(labels), 1, 1), dtype=np.uint8), labels)
    return Dataset("t", "T", NAMES, NAMES, split, split, split, licence="")


def dealt(labels: np.ndarray, excluded=({}, {}, {}), numbers=(), **settings) -> Partition:
    typed = [*numbers, *[None] * (len(excluded) - len(numbers))]
    hospitals = tuple(
        Hospital(
            str(place), tuple(NAMES[cls] for cls in absent), **({"images": Exactly(num_images=own)} if own else {})
        )
        for place, (absent, own) in enumerate(zip(excluded, typed, strict=True))
    )
    config = SimulationConfig(hospitals=hospitals, **{"samples_per_hospital": None, **settings})
    return partition_for(config, set_of(labels))


def dealing(labels: np.ndarray, excluded, quantity, numbers, seed: int) -> Dealing:
    sees = np.array([[cls not in absent for cls in range(NUM_CLASSES)] for absent in excluded])
    numbers = tuple(numbers[place % len(numbers)] for place in range(len(excluded)))
    return Dealing(piles_of(labels, NUM_CLASSES, seed), sees, weights(quantity, len(excluded)), numbers, seed)


def test_every_kind_has_its_file_and_what_can_be_shared_says_so() -> None:
    assert set(PARTITIONS) == set(KINDS["partition"])
    assert set(QUANTITIES) == set(KINDS["quantity"])
    for kind, setting in KINDS["partition"].items():
        told = SimulationConfig(hospitals=(Hospital("A"), Hospital("B")), partition=setting(), deal="shared").problems()
        assert [problem.code for problem in told] == ([] if kind in CLASSES_HELD else ["shared-or-skew"])


@given(SKEW, QUANTITY, LABELS, EXCLUDED, st.lists(NUMBER, min_size=1, max_size=6), SEED)
def test_every_disjoint_split_deals_each_image_once_at_most_and_none_of_a_class_never_seen(
    setting, quantity, labels, excluded, numbers, seed
) -> None:
    if setting.kind == "shards":  # refused otherwise
        excluded, numbers = [set()] * len(excluded), [None]
    deal = dealing(labels, excluded, quantity, numbers, seed)
    shards = PARTITIONS[setting.kind](setting, deal)
    assert len(shards) == len(excluded)
    given_out = np.concatenate(shards)
    assert len(np.unique(given_out)) == len(given_out)
    for shard, absent, number in zip(shards, excluded, deal.numbers, strict=True):
        assert shard.dtype == np.int64
        assert not set(labels[shard].tolist()) & set(absent)
        assert number is None or len(shard) <= number
    again = PARTITIONS[setting.kind](setting, dealing(labels.copy(), excluded, quantity, numbers, seed))
    assert [shard.tolist() for shard in shards] == [shard.tolist() for shard in again]


@given(SKEW.filter(lambda setting: not KEPT_BACK[setting.kind]), QUANTITY, LABELS, EXCLUDED, SEED)
def test_a_kind_that_says_of_no_image_that_it_keeps_it_back_keeps_none_back(
    setting, quantity, labels, excluded, seed
) -> None:
    excluded = [set()] * len(excluded) if setting.kind == "shards" else excluded
    shards = PARTITIONS[setting.kind](setting, dealing(labels, excluded, quantity, [None], seed))
    seen = [cls for cls in range(NUM_CLASSES) if any(cls not in absent for absent in excluded)]
    assert set(np.concatenate(shards).tolist()) == set(np.flatnonzero(np.isin(labels, seen)).tolist())


def test_the_default_split_is_the_one_of_earlier_versions() -> None:
    """What three hospitals had of OCTMNIST's labels before there were other ways, by the sums of their indices."""
    partition = dealt(OCT, [{1}, {2}, {0}], seed=3)
    assert partition.sizes == [35961, 37191, 24325]
    assert [int(shard.sum()) for shard in partition.shards] == [1605505879, 1617756109, 1527572038]
    assert [int(shard[::97].sum()) for shard in partition.shards] == [16530328, 16684828, 15738632]


@given(st.lists(st.floats(0.1, 50), min_size=1, max_size=8), st.integers(0, 200), st.data())
def test_turns_keep_the_proportions_at_any_time(proportions, number, data) -> None:
    """Sainte-Laguë: whoever is next has the least of (have + 1/2) / weight."""
    wanted = np.array(proportions)
    have = np.array(data.draw(st.lists(st.integers(0, 30), min_size=len(wanted), max_size=len(wanted))))
    turns = in_turn(wanted, number, have.copy(), np.arange(len(wanted)))
    assert len(turns) == number
    for place in turns:
        keys = (have + 0.5) / wanted
        assert keys[place] == keys.min()
        have[place] += 1


@given(st.lists(st.floats(0, 50), min_size=1, max_size=5), st.integers(0, 60), st.data())
def test_a_number_in_proportion_takes_no_more_than_there_is(proportions, number, data) -> None:
    most = np.array(data.draw(st.lists(st.integers(0, 20), min_size=len(proportions), max_size=len(proportions))))
    taken = in_proportion(np.array(proportions), number, most)
    there = most * (np.array(proportions) > 0)
    assert (taken <= there).all()
    assert taken.sum() == min(number, there.sum())


@pytest.mark.parametrize(
    ("quantity", "sizes"),
    [(Even(), [70] * 4), (Linear(), [28, 56, 84, 112]), (PowerLaw(exponent=0.0), [70] * 4),
     (PowerLaw(), [134, 67, 45, 34]), (Square(), [9, 37, 84, 150]), (Exponential(), [9, 24, 66, 181])],
)  # fmt: skip
def test_sizes_follow_the_rule_and_each_class_its_share(quantity, sizes) -> None:
    partition = dealt(np.repeat(np.arange(4), 70), [set()] * 4, quantity=quantity)
    assert partition.sizes == sizes
    assert len(partition.left_over) == 0
    assert np.abs(partition.class_counts - np.array(sizes)[:, None] / 4).max() <= 2


def test_sizes_follow_the_rule_in_each_class_where_some_are_never_seen() -> None:
    counts = dealt(np.repeat(np.arange(4), 60), [{0}, set(), {1}], quantity=Linear()).class_counts
    assert counts.T.tolist() == [[0, 24, 36], [20, 40, 0], [10, 20, 30], [10, 20, 30]]


def test_an_infinite_alpha_is_no_skew_within_a_few_images() -> None:
    even, nearly = (dealt(OCT, [set()] * 5, partition=skew) for skew in (NoSkew(), Dirichlet(alpha=1e6)))
    assert (np.abs(nearly.class_counts / even.class_counts - 1) < 0.01).all()
    blind, nearly = (dealt(OCT, [{0}, {3}, set()], partition=skew) for skew in (NoSkew(), Dirichlet(alpha=1e6)))
    assert ((nearly.class_counts == 0) == (blind.class_counts == 0)).all()
    linear, nearly = (dealt(OCT, quantity=Linear(), partition=skew) for skew in (NoSkew(), Dirichlet(alpha=1e6)))
    assert (np.abs(nearly.class_counts / linear.class_counts - 1) < 0.01).all()


def test_a_draw_gives_every_hospital_ten_images_or_the_run_is_refused() -> None:
    labels, ten = np.repeat(np.arange(4), 200), tuple(Hospital(name) for name in "ABCDEFGHIJ")
    for seed in range(20):
        assert min(dealt(labels, [set()] * 10, partition=Dirichlet(alpha=0.5), seed=seed).sizes) >= 10
    config = SimulationConfig(hospitals=ten, partition=Dirichlet(alpha=0.01), samples_per_hospital=None)
    (problem,) = [each for each in advice_for(config, set_of(labels)).problems() if each.code == "too-small-a-draw"]
    assert "fewer than 10 images: no draw was found with alpha 0.01" in str(problem)
    assert str(problem).endswith("Raise alpha, or choose fewer hospitals.")


@given(st.integers(1, NUM_CLASSES), st.integers(2, 12), SEED)
def test_classes_are_as_many_at_each_hospital_and_at_as_many_hospitals(number, hospitals, seed) -> None:
    labels = np.repeat(np.arange(NUM_CLASSES), 40)
    skew = FewClasses(classes_per_hospital=number)
    held = dealt(labels, [set()] * hospitals, partition=skew, seed=seed).class_counts > 0
    assert (held.sum(axis=1) == number).all()
    assert np.ptp(held.sum(axis=0)) <= 1


def test_classes_are_among_those_that_a_hospital_may_see() -> None:
    partition = dealt(OCT, [{0}, {1, 2}, {3}], partition=FewClasses(classes_per_hospital=2))
    assert (np.count_nonzero(partition.class_counts, axis=1) == 2).all()
    assert partition.class_counts[1].tolist()[1:3] == [0, 0]


def test_shards_are_of_one_size_and_of_one_class_or_two_neighbours() -> None:
    labels = np.repeat(np.arange(4), 50)
    counts = dealt(labels, [set()] * 10, partition=Shards(shards_per_hospital=2)).class_counts
    assert set(counts.sum(axis=1).tolist()) == {20}
    assert set(counts.flatten().tolist()) <= {0, 10, 20}


def test_a_typed_number_is_had_exactly_with_the_same_share_of_each_class_and_the_others_share_the_rest() -> None:
    labels = np.repeat(np.arange(4), [40, 80, 120, 160])
    partition = dealt(labels, [set(), set(), {0}], numbers=[100], samples_per_hospital=None)
    assert partition.class_counts[0].tolist() == [10, 20, 30, 40]
    assert partition.sizes[1:] == [165, 135]
    capped = dealt(labels, [set(), set(), set()], numbers=[100], samples_per_hospital=50)
    assert capped.sizes == [100, 50, 50]
    for skew in (Dirichlet(alpha=0.3), FewClasses()):
        assert dealt(labels, [set()] * 3, numbers=[None, 50, 7], partition=skew).sizes[1:] == [50, 7]
    assert dealt(labels, [set()] * 3, numbers=[None, 50, 7], deal="shared").sizes == [400, 50, 7]


def test_a_number_that_cannot_be_had_is_refused_with_what_there_is() -> None:
    hospitals = (Hospital("A", ("x", "y", "z"), images=Exactly(num_images=50)), Hospital("B"))
    config = SimulationConfig(hospitals=hospitals, samples_per_hospital=None)
    labels = np.repeat(np.arange(4), [40, 80, 120, 160])
    assert [str(problem) for problem in advice_for(config, set_of(labels)).problems()] == [
        "Hospital A is to have 50 images, and 40 of its classes are left for it. Type a smaller number."
    ]
    both = replace(config, hospitals=tuple(replace(each, images=Exactly(num_images=300)) for each in hospitals))
    assert [str(problem) for problem in advice_for(both, set_of(labels)).problems()] == [
        "Hospital A is to have 300 images, and 40 of its classes are left for it. Type a smaller number."
    ]


def test_what_typed_numbers_leave_over_is_said() -> None:
    hospitals = tuple(Hospital(name, images=Exactly(num_images=10)) for name in "AB")
    config = SimulationConfig(hospitals=hospitals)
    said = str(advice_for(config, set_of(np.repeat(np.arange(4), 10))).left_over())
    assert said == "20 of 40 training images are left over: no hospital that sees them is to have more."
    shared = replace(config, deal="shared", samples_per_hospital=None)
    assert "no hospital that sees them is to have more" in str(
        advice_for(shared, set_of(np.repeat(np.arange(4), 10))).left_over()
    )


def test_classes_that_nobody_was_given_are_said() -> None:
    config = SimulationConfig(
        hospitals=(Hospital("A"), Hospital("B")),
        partition=FewClasses(classes_per_hospital=1),
        samples_per_hospital=None,
    )
    said = advice_for(config, set_of(np.repeat(np.arange(4), 10)))
    assert str(said.left_over()) == "20 of 40 training images are left over: no hospital was given their class."
    codes = [warning.code for warning in said.warnings()]
    assert codes == ["class-nobody-has"] * 2 + ["one-class-dealt"] * 2


@pytest.mark.parametrize(
    ("settings", "code"),
    [({"partition": Shards()}, "shards-or-unseen"),
     ({"partition": FewClasses(classes_per_hospital=4)}, "too-few-classes"),
     ({"partition": Shards(), "quantity": Linear()}, "shards-or-quantity"),
     ({"deal": "shared", "quantity": Linear()}, "shared-or-quantity"),
     ({"deal": "shared", "partition": Dirichlet()}, "shared-or-skew")],
)  # fmt: skip
def test_what_cannot_be_had_together_is_refused_in_words(settings, code) -> None:
    config = SimulationConfig(hospitals=(Hospital("A", ("w",)), Hospital("B")), **settings)
    assert code in [problem.code for problem in config.problems(NAMES)]
    typed = replace(config, hospitals=(Hospital("A"), Hospital("B", images=Exactly())), partition=Shards())
    assert "shards-or-numbers" in [problem.code for problem in typed.problems(NAMES)]


def test_the_tutorials_hospitals_have_all_images_of_their_classes() -> None:
    """87,264 + 89,723 + 63,993 images of OCTMNIST, and all 97,477 together."""
    excluded = [{OCT_CLASSES.index(cls) for cls in each.excluded} for each in TUTORIAL.hospitals]
    partition = dealt(OCT, excluded, deal=TUTORIAL.deal, samples_per_hospital=TUTORIAL.samples_per_hospital)
    assert partition.sizes == [87_264, 89_723, 63_993]
    assert (partition.num_distinct, len(partition.left_over)) == (97_477, 0)
    assert partition.holders(0) == (0, 1)
    assert partition.holders(len(OCT) - 1) == (0, 1, 2)


@given(LABELS, EXCLUDED, st.none() | st.integers(1, 40), SEED)
def test_shared_is_all_images_of_ones_classes_or_a_draw_of_them(labels, excluded, cap, seed) -> None:
    partition = dealt(labels, excluded, deal="shared", samples_per_hospital=cap, seed=seed)
    for shard, absent in zip(partition.shards, excluded, strict=True):
        own = np.flatnonzero(~np.isin(labels, list(absent)))
        assert (np.diff(shard) > 0).all()
        assert set(shard.tolist()) <= set(own.tolist())
        assert len(shard) == min(len(own), cap or len(own))
    union = np.unique(np.concatenate(partition.shards))
    assert partition.num_distinct == len(union)
    assert sorted([*union, *partition.left_over]) == list(range(len(labels)))
    for image in range(len(labels)):
        assert partition.holders(image) == tuple(p for p, shard in enumerate(partition.shards) if image in shard)


def test_bounded_hospitals_draw_each_for_itself() -> None:
    partition = dealt(OCT, [set()] * 2, deal="shared", samples_per_hospital=1000)
    both = np.intersect1d(*partition.shards)
    assert partition.class_counts[0].tolist() == partition.class_counts[1].tolist()
    assert 0 < len(both) < 60  # about 10 are expected of two draws of 1,000 among 97,477


def test_hospitals_that_have_the_same_images_have_them_once_in_memory(config: SimulationConfig) -> None:
    shared = load_population(replace(config, deal="shared", hospitals=tuple(Hospital(name) for name in "ABC")))
    assert shared.shard(0) is shared.shard(2)
    assert shared.sizes == [240] * 3


def test_the_pooled_model_has_each_image_once(config: SimulationConfig) -> None:
    disjoint, overlapping = (load_population(replace(config, deal=deal)) for deal in ("disjoint", "shared"))
    assert torch.equal(disjoint.pooled.images, torch.cat([shard.images for shard in disjoint.shards]))
    assert len(overlapping.pooled) == overlapping.partition.num_distinct == 240 < sum(overlapping.sizes)
    seen = torch.bincount(overlapping.pooled.labels, minlength=4).tolist()
    assert seen == list(overlapping.started(overlapping.model(), 0.0, "by images", "global").pooled_class_counts)
