"""Which images two models differ on, worked by hand."""

import numpy as np
import pytest

from fedsim.analysis.gallery import fits, parted, telling
from fedsim.training.metrics import measure

LABELS = np.array([0, 0, 1, 1, 2, 2])


def sure(*answers: tuple[int, float]) -> np.ndarray:
    """(n, 3): each answer with its probability, the rest shared by the others."""
    return np.array([[p if cls == answer else (1 - p) / 2 for cls in range(3)] for answer, p in answers])


RIGHT = sure(*((int(label), 0.8) for label in LABELS))
ALL_SEEN = (True, True, True)


def test_only_images_that_one_gets_wrong_and_the_other_right() -> None:
    wrong = sure((1, 0.9), (0, 0.9), (0, 0.9), (1, 0.9), (2, 0.9), (2, 0.9))
    assert parted(LABELS, wrong, RIGHT, ALL_SEEN).tolist() == [0, 2]
    assert parted(LABELS, RIGHT, wrong, ALL_SEEN).tolist() == []
    assert parted(LABELS, wrong, wrong, ALL_SEEN).tolist() == []


def test_the_class_never_seen_comes_first_and_then_what_both_are_most_sure_of() -> None:
    wrong = sure((1, 0.95), (1, 0.9), (0, 0.7), (0, 0.6), (2, 0.9), (0, 0.5))
    right = sure((0, 0.5), (0, 0.9), (1, 0.8), (1, 0.95), (2, 0.9), (2, 0.9))
    assert parted(LABELS, wrong, right, ALL_SEEN).tolist() == [1, 3, 2, 0, 5]
    assert parted(LABELS, wrong, right, (True, False, True)).tolist() == [3, 2, 1, 0, 5]
    assert parted(LABELS, wrong, right, (True, True, False)).tolist() == [5, 1, 3, 2, 0]


def test_equals_stay_in_the_test_sets_order() -> None:
    wrong = sure(*(((int(label) + 1) % 3, 0.9) for label in LABELS))
    assert parted(LABELS, wrong, RIGHT, ALL_SEEN).tolist() == [0, 1, 2, 3, 4, 5]


def test_answers_fit_the_test_set_that_they_were_given_to() -> None:
    said = sure((0, 0.9), (1, 0.9), (1, 0.9), (2, 0.9), (2, 0.9), (0, 0.9))
    matrix = measure(LABELS, said).confusion_matrix
    assert fits(LABELS, said, matrix)
    assert fits(LABELS, said.astype(np.float32), matrix)


@pytest.mark.parametrize(
    "labels",
    [LABELS[:-1], np.roll(LABELS, 1), np.minimum(LABELS + 1, 3), np.append(LABELS, 0), LABELS[:0]],
    ids=["fewer", "in another order", "of more classes", "more", "none"],
)
def test_answers_do_not_fit_a_test_set_that_has_changed(labels: np.ndarray) -> None:
    said = sure((0, 0.9), (1, 0.9), (1, 0.9), (2, 0.9), (2, 0.9), (0, 0.9))
    assert not fits(labels, said, measure(LABELS, said).confusion_matrix)


def test_of_several_hospitals_each_image_is_told_once_of_the_one_that_it_tells_most_of() -> None:
    a = sure((1, 0.9), (0, 0.9), (0, 0.6), (1, 0.9), (2, 0.9), (2, 0.9))
    b = sure((1, 0.6), (0, 0.9), (0, 0.9), (1, 0.9), (0, 0.7), (2, 0.9))
    seen = {"A": (True, True, True), "B": (True, True, False)}
    assert telling(LABELS, {"A": a, "B": b}, RIGHT, seen) == [(4, "B"), (0, "A"), (2, "B")]
    assert telling(LABELS, {"A": a}, RIGHT, seen) == [(place, "A") for place in parted(LABELS, a, RIGHT, seen["A"])]
    assert telling(LABELS, {}, RIGHT, {}) == []
