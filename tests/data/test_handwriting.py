"""A drawn digit is made like those of the set: its box, its place, its stroke, and the colour of its ink."""

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest

from fedsim.data import load
from fedsim.data.base import Dataset, Split
from fedsim.data.handwriting import DIGITS, MOST_POINTS, hand_of, has_digits, write
from fedsim.data.sets import digits

ONE = [[(0.5, 0.1), (0.5, 0.9)]]
SEVEN = [[(0.2, 0.2), (0.8, 0.2), (0.4, 0.9)]]


def like_mnist(bright: bool = True) -> Dataset:
    """28 px, digits in a box of 20 px, lines of about 2.4 px."""
    images = np.zeros((20, 28, 28), np.uint8)
    images[:, 4:24, 13:15] = 255
    images[:, 4:6, 8:20] = images[:, 14:16, 9:19] = 255
    images = images if bright else 255 - images
    split = Split(images, np.arange(20) % 10)
    return Dataset("mine", "Mine", DIGITS, DIGITS, split, split, split)


def box(image: np.ndarray) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    return int(rows[0]), int(rows[-1]), int(columns[0]), int(columns[-1])


def test_a_digit_fills_the_sets_own_box_however_small_it_was_drawn() -> None:
    dataset = like_mnist()
    hand = hand_of(dataset)
    assert (hand.size, hand.box, hand.bright) == (28, 20.0, True)
    large = write(SEVEN, dataset)
    small = write([[(0.5 + x / 10, 0.7 + y / 10) for x, y in line] for line in SEVEN], dataset)
    assert np.array_equal(large, small)
    top, bottom, left, right = box(large > 80)
    assert 18 <= max(bottom - top, right - left) + 1 <= 21


def test_it_is_centred_by_its_mass_and_stays_on_the_picture() -> None:
    image = write(SEVEN, like_mnist()).astype(float)
    for axis in (0, 1):
        mass = image.sum(axis=1 - axis)
        assert abs(float(mass @ np.arange(28)) / mass.sum() - 13.5) <= 0.5
    ends = write([[(0, 0), (1, 0)], [(1, 0), (1, 0.9)], [(0.2, 1), (1, 1)]], load("digits", 28))
    assert ends.max() > 200


def test_edges_are_grey_and_ink_is_as_in_the_set() -> None:
    bright, dark = write(SEVEN, like_mnist()), write(SEVEN, like_mnist(bright=False))
    assert len(np.unique(bright)) > 10
    assert (bright[0, 0], dark[0, 0]) == (0, 255)
    assert not hand_of(like_mnist(bright=False)).bright
    assert np.abs(bright.astype(int) - (255 - dark.astype(int))).max() <= 1


def test_in_the_handwritten_digits_it_has_their_squares() -> None:
    dataset = load("digits", 28)
    image = write(ONE, dataset)
    assert image.shape == (28, 28)
    assert np.array_equal(digits.enlarge(np.rint(digits.native(image[None]) / 255 * digits.LEVELS), 28)[0], image)
    native = digits.native(dataset.test.images)
    assert native.shape == (len(dataset.test), 8, 8)
    assert np.array_equal(digits.enlarge(np.rint(native / 255 * digits.LEVELS), 28), dataset.test.images)
    top, bottom, *_ = box(image)
    assert bottom - top + 1 == 24


@pytest.mark.parametrize("strokes", [[], [[]], [[(0.5, float("nan"))]], [[(0.0, 0.0)] * (MOST_POINTS + 1)]])
def test_of_nothing_and_of_nonsense_there_is_no_digit(strokes) -> None:
    assert write(strokes, like_mnist()) is None


def test_a_dot_is_a_digit_too() -> None:
    image = write([[(0.3, 0.3)]], like_mnist())
    assert 1 < (image > 80).sum() < 40


def test_which_sets_are_of_digits(tiny: str) -> None:
    ten = tuple(f"class {number}" for number in range(10))
    assert has_digits(load("digits", 28))
    assert has_digits(replace(like_mnist(), classes=ten))
    assert not has_digits(load(tiny))
    colour = Split(np.zeros((4, 28, 28, 3), np.uint8), np.zeros(4, np.int64))
    assert not has_digits(replace(like_mnist(), train=colour))


def test_what_was_measured_keeps_no_set_in_memory() -> None:
    dataset = like_mnist()
    assert hand_of(dataset) == hand_of(dataset)
    there = weakref.ref(dataset)
    del dataset
    gc.collect()
    assert there() is None
