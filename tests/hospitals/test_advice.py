"""What is said before a run."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from fedsim.data.base import Dataset, Split
from fedsim.errors import Problem
from fedsim.hospitals.advice import Advice, advice_for
from fedsim.hospitals.participation.seldom import seldom_normalised
from fedsim.settings.config import Hospital, SimulationConfig, default_names
from fedsim.settings.participation import Sampled
from fedsim.settings.presence import Never
from fedsim.settings.strategy import FedAvg, FedBN, FedPer, Scaffold

NAMES = ("x", "y", "z")


def images(counts: Sequence[int]) -> Split:
    labels = np.repeat(np.arange(len(counts)), counts)
    return Split(np.zeros((len(labels), 8, 8), dtype=np.uint8), labels)


def advice(
    counts: Sequence[int],
    excluded: Sequence[str],
    test: Sequence[int] = (1, 1, 1),
    cap: int | None = None,
    val: Sequence[int] = (1, 1, 1),
    **settings,
) -> Advice:
    """On hospitals A, B, ... that have never seen some of the classes x, y, z; so many training images of each."""
    classes = NAMES[: len(counts)]
    parts = images(counts), images(val[: len(counts)]), images(test)
    dataset = Dataset("t", "T", classes, classes, *parts, licence="")
    names = default_names(len(excluded))
    hospitals = tuple(Hospital(name, tuple(absent)) for name, absent in zip(names, excluded, strict=True))
    return advice_for(SimulationConfig(hospitals=hospitals, samples_per_hospital=cap, **settings), dataset)


def said(problems: Sequence[Problem]) -> list[str]:
    return [str(problem) for problem in problems]


def test_there_is_nothing_to_say_where_everyone_has_everything() -> None:
    told = advice([6, 6, 6], ["", "", ""])
    assert (told.problems(), told.warnings(), told.left_over()) == ([], [], None)


def test_a_hospital_without_an_image_is_told_to_share_with_fewer_where_it_sees_everything_already() -> None:
    assert said(advice([1, 1, 0], [""] * 3).problems()) == [
        "Hospital C gets no image: there are 2 training images for 3 hospitals. Choose fewer hospitals."
    ]


def test_hospitals_without_an_image_are_named_together() -> None:
    assert said(advice([1, 1, 1], [""] * 5).problems()) == [
        "Hospitals D and E get no image: there are 3 training images for 5 hospitals. Choose fewer hospitals."
    ]
    many = "Hospitals B, C, D and 5 more get no image: there is 1 training image of x for 10 hospitals."
    assert said(advice([1, 8, 3], ["yz"] * 9 + [""]).problems()) == [f"{many} Choose fewer hospitals."]
    assert said(advice([1, 9, 3], ["yz"] * 9 + [""]).problems()) == [
        f"{many} Let each of them see y, or choose fewer hospitals."
    ]


def test_so_are_those_that_see_different_classes() -> None:
    theirs = "get no image: there are too few training images of the classes that they see."
    assert said(advice([1, 1, 9], ["yz", "yz", "xz", "xz"]).problems()) == [
        f"Hospitals B and D {theirs} Let each of them see z, or choose fewer hospitals."
    ]
    assert said(advice([0, 0, 9], ["yz", "xz"]).problems()) == [f"Hospitals A and B {theirs} Let each of them see z."]
    assert said(advice([0, 0, 1], ["yz", "xz"]).problems()) == [
        f"Hospitals A and B {theirs} Choose a data set with more images."
    ]


def test_what_gives_one_hospital_an_image_may_be_too_little_for_two() -> None:
    """Of z there is one image to spare."""
    assert said(advice([0, 0, 2], ["yz", "xy"]).problems())[0].endswith("Let it see z.")
    assert said(advice([0, 0, 2], ["yz", "yz", "xy"]).problems())[0].endswith(". Choose fewer hospitals.")


def test_a_hospital_without_an_image_is_told_of_the_class_that_has_some_to_spare() -> None:
    assert said(advice([1, 9, 3], ["yz", "z", "yz"]).problems()) == [
        "Hospital C gets no image: there is 1 training image of x for 3 hospitals. "
        "Let it see y or z, or choose fewer hospitals."
    ]


def test_two_hospitals_cannot_be_fewer() -> None:
    (problem,) = said(advice([1, 0, 0], ["", ""]).problems())
    assert problem.endswith("Choose a data set with more images.")


@pytest.mark.parametrize(
    ("settings", "problems"), [({"model": "resnet18"}, 1), ({"model": "resnet18", "dp": "local"}, 0), ({}, 0)]
)
def test_a_single_image_is_too_few_for_batch_norm_alone(settings, problems) -> None:
    told = said(advice([1, 9, 9], ["yz", "x", "x"], **settings).problems())
    assert len(told) == problems
    assert all(
        each == "Hospital A has 1 image, and ResNet-18's BatchNorm needs 2 or more. "
        "Let it see y or z, or choose fewer hospitals, or choose the small CNN."
        for each in told
    )


def test_hospitals_with_a_single_image_are_named_together() -> None:
    (problem,) = said(advice([6, 9, 9], ["yz"] * 6 + ["x"], model="resnet18").problems())
    assert problem == (
        "Hospitals A, B, C and 3 more have 1 image each, and ResNet-18's BatchNorm needs 2 or more. "
        "Let each of them see y or z, or choose fewer hospitals, or choose the small CNN."
    )


def test_a_class_that_nobody_sees() -> None:
    told = advice([6, 6, 6], ["z", "z", "z"])
    assert said(told.warnings()) == [
        "No hospital has z: nobody can learn it, alone or together. Let at least one hospital see it."
    ]
    assert str(told.left_over()) == "6 of 18 training images are left over: no hospital sees z."


def test_a_class_that_is_too_rare_for_the_bound() -> None:
    told = advice([1000, 1, 1000], ["", ""], cap=50)
    assert said(told.warnings()) == [
        "No hospital has y: nobody can learn it, alone or together. It has 1 training image, too few to be among the "
        "50 each. Allow more images each."
    ]
    assert str(told.left_over()) == "1,901 of 2,001 training images are left over: no hospital takes more than 50."


def test_a_class_with_fewer_images_than_hospitals_that_see_it() -> None:
    (warning,) = said(advice([9, 1, 9], ["", "", ""]).warnings())
    assert warning == "Hospitals B and C get no image of y. There is 1 training image for 3 hospitals."


def test_hospitals_with_one_class_are_named_together() -> None:
    assert said(advice([6, 6], ["y", "x", "x"], test=(1, 1)).warnings()) == [
        "Hospital A has only x: alone it will call everything that. Let it see another class.",
        "Hospitals B and C have only y: alone they will call everything that. Let each of them see another class.",
    ]


def test_a_class_without_a_test_image() -> None:
    (warning,) = said(advice([6, 6, 6], ["", ""], test=(1, 0, 1)).warnings())
    assert warning == "The test set has no image of y: nothing can be said about how it is found."


def test_a_class_without_a_validation_image() -> None:
    (warning,) = said(advice([6, 6, 6], ["", ""], val=(1, 1, 0)).warnings())
    assert warning == "The validation set has no image of z: validation accuracy is over the others."


def test_many_are_named_by_three_and_where_both_reasons_hold_each_has_its_number() -> None:
    told = advice([20, 20, 6], ["z"] * 5 + ["yz"], cap=2)
    assert str(told.left_over()) == (
        "34 of 46 training images are left over: 6 since no hospital sees z and 28 since no hospital takes more than 2."
    )
    few = [each for each in said(advice([9, 2, 9], [""] * 8).warnings()) if "more get no image of y" in each]
    assert few == ["Hospitals A, D, E and 3 more get no image of y. There are 2 training images for 8 hospitals."]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"participation": Sampled(0.2)}, 0.2),
        ({"dropout": 0.8}, 0.2),
        ({"participation": Sampled(0.6), "dropout": 0.5}, 0.3),
        ({}, None),
        ({"participation": Sampled(0.8)}, None),
        ({"participation": Sampled(0.2), "strategy": FedAvg()}, None),
        ({"participation": Sampled(0.2), "strategy": FedPer()}, None),
        ({"participation": Sampled(0.2), "model": "cnn"}, None),
        ({"participation": Sampled(0.2), "dp": "record", "noise_multiplier": 1.0}, None),
    ],
)
def test_fedbn_with_few_a_round_is_warned_of_where_there_are_statistics_to_keep(
    changes: dict, expected: float | None
) -> None:
    hospitals = tuple(Hospital(str(place)) for place in range(10))
    config = replace(SimulationConfig(hospitals=hospitals, model="resnet18", strategy=FedBN()), **changes)
    said = seldom_normalised(config, [60] * 10)
    assert [dict(each.arguments)["share"] for each in said] == ([] if expected is None else [pytest.approx(expected)])
    for each in said:
        assert "FedBN 55 %, FedAvg 85 %" in str(each).replace("\u00a0", " ")


def test_who_never_takes_part_is_not_missed_by_fedbn() -> None:
    away = [Hospital(str(place), presence=Never()) for place in range(8)]
    config = SimulationConfig(hospitals=(Hospital("A"), Hospital("B"), *away), model="resnet18", strategy=FedBN())
    assert seldom_normalised(config, [60] * 10) == []


def test_who_is_always_late_is_missed_by_fedbn() -> None:
    """Six of ten have more images than the deadline lets pass: half of the median hospital's round."""
    hospitals = tuple(Hospital(str(place)) for place in range(10))
    config = SimulationConfig(hospitals=hospitals, model="resnet18", strategy=FedBN(), deadline=0.5)
    (said,) = seldom_normalised(config, [60] * 4 + [180] * 6)
    assert dict(said.arguments)["share"] == pytest.approx(0.4)


def test_large_models_at_many_hospitals_are_refused_where_each_keeps_one() -> None:
    large = {"model": "resnet18", "strategy": Scaffold()}
    (problem,) = advice([400, 400, 400], [""] * 300, **large).problems()
    assert problem.code == "too-much-kept"
    assert "about 14 GB in all. Let at most 177 take part" in str(problem)
    few = {"participation": Sampled(fraction=0.01), "rounds": 5}
    for fine in ({**large, "model": "cnn"}, {**large, "strategy": FedAvg()}, large | few):
        assert advice([400, 400, 400], [""] * 300, **fine).problems() == []
