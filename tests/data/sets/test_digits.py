"""The digits are scikit-learn's own, enlarged without inventing detail."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from fedsim.data.sets import digits


def load(size: int = 28):
    return digits.load(size, lambda share, what: None)


def test_catalogue_says_what_is_loaded() -> None:
    data = load()
    assert [len(split) for split in (data.train, data.val, data.test)] == [
        digits.NUM_TRAIN,
        digits.NUM_VAL,
        digits.NUM_TEST,
    ]
    assert data.classes == tuple("0123456789")
    assert (data.size, data.channels, data.train.images.dtype) == (28, 1, np.uint8)


def test_every_digit_is_dealt_to_one_split_once() -> None:
    data = load()
    mine = np.concatenate([split.images for split in (data.train, data.val, data.test)])
    pixels, labels = load_digits(return_X_y=True)
    theirs = digits.enlarge(pixels.reshape(-1, 8, 8), 28)
    assert sorted(image.tobytes() for image in mine) == sorted(image.tobytes() for image in theirs)
    counts = sum(data.class_counts(split) for split in (data.train, data.val, data.test))
    np.testing.assert_array_equal(counts, np.bincount(labels))


def test_every_split_has_every_digits_share() -> None:
    data = load()
    for split in (data.train, data.val, data.test):
        shares = data.class_counts(split) / len(split)
        np.testing.assert_allclose(shares, 0.1, atol=0.01)


def test_the_split_is_the_same_each_time() -> None:
    np.testing.assert_array_equal(load().test.labels, load().test.labels)
    np.testing.assert_array_equal(load(28).test.labels, load(64).test.labels)


@pytest.mark.parametrize(("size", "factor", "before"), [(28, 3, 2), (64, 8, 0), (224, 28, 0)])
def test_each_pixel_becomes_an_equal_square(size: int, factor: int, before: int) -> None:
    pixels = np.zeros((1, 8, 8))
    pixels[0, 0, 7], pixels[0, 7, 7] = 16, 8
    image = digits.enlarge(pixels, size)[0]
    assert image.shape == (size, size)
    assert (image[before : before + factor, size - before - factor : size - before] == 255).all()
    assert (image[size - before - factor : size - before, size - before - factor : size - before] == 128).all()
    assert np.count_nonzero(image) == 2 * factor * factor
