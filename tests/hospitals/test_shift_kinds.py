"""Each scanner shift against arrays worked by hand; and what all of them have in common."""

import numpy as np
import pytest

from fedsim.hospitals import shifts
from fedsim.hospitals.shifts import SHIFTS, scanned
from fedsim.settings.config import SimulationConfig
from fedsim.settings.declared import declared
from fedsim.settings.shift import Blur, Contrast, Flip, Gain, Noise, NoShift, Resolution, Shift, Tilt

NEUTRAL = [NoShift(), Gain(1.0), Contrast(1.0), Blur(0.0), Noise(0.0), Resolution(1.0), Tilt(0.0)]
CHANGED = [Gain(), Contrast(), Blur(), Noise(), Resolution(), Flip(), Tilt()]
GREY = np.random.default_rng(0).integers(0, 256, (5, 12, 12), np.uint8)
RGB = np.random.default_rng(1).integers(0, 256, (5, 12, 12, 3), np.uint8)


def one(shift: Shift, image: list, seed: int = 0) -> list:
    return scanned(shift, np.array([image], np.uint8), seed, 0, "test")[0].tolist()


def test_all_kinds_are_tried_here() -> None:
    kinds = set(declared(SimulationConfig)["shift"].each)
    assert {shift.kind for shift in [*NEUTRAL, *CHANGED]} == kinds == set(SHIFTS)


@pytest.mark.parametrize("shift", NEUTRAL, ids=str)
def test_at_its_neutral_value_a_scanner_gives_the_very_same_images(shift: Shift) -> None:
    for images in (GREY, RGB):
        assert scanned(shift, images, 0, 0, "test") is images


@pytest.mark.parametrize("images", [GREY, RGB], ids=["grey", "rgb"])
@pytest.mark.parametrize("shift", CHANGED, ids=str)
def test_a_scanner_gives_as_many_bytes_as_before_the_same_ones_again_and_leaves_its_images_alone(
    shift: Shift, images: np.ndarray
) -> None:
    before = images.copy()
    changed = scanned(shift, images, 3, 1, "test")
    assert (changed.shape, changed.dtype, changed.flags.c_contiguous) == (images.shape, np.uint8, True)
    assert not np.array_equal(changed, images)
    assert np.array_equal(images, before)
    assert np.array_equal(scanned(shift, images, 3, 1, "test"), changed)


@pytest.mark.parametrize("shift", CHANGED, ids=str)
def test_a_large_set_is_changed_in_parts_and_no_part_shows(shift: Shift, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = scanned(shift, RGB, 3, 1, "test")
    monkeypatch.setattr(shifts, "AT_ONCE", 2 * RGB[0].size)
    assert np.array_equal(scanned(shift, RGB, 3, 1, "test"), whole)


def test_gain_multiplies_rounds_and_stops_at_white() -> None:
    assert one(Gain(1.5), [[0, 10, 101], [170, 200, 255]]) == [[0, 15, 152], [255, 255, 255]]
    assert one(Gain(0.5), [[0, 10, 101], [170, 200, 255]]) == [[0, 5, 50], [85, 100, 128]]
    assert one(Gain(0.0), [[7, 255]]) == [[0, 0]]


def test_contrast_moves_grey_levels_from_their_images_mean() -> None:
    assert one(Contrast(0.5), [[50, 100], [100, 150]]) == [[75, 100], [100, 125]]
    assert one(Contrast(4.0), [[50, 100], [100, 150]]) == [[0, 100], [100, 255]]
    assert one(Contrast(0.0), [[50, 100], [100, 150]]) == [[100, 100], [100, 100]]
    dark, bright = scanned(Contrast(0.0), np.array([[[10, 20]], [[110, 120]]], np.uint8), 0, 0, "test")
    assert (dark.tolist(), bright.tolist()) == ([[15, 15]], [[115, 115]])  # each its own


def test_blur_spreads_a_point_as_a_gaussian_does_and_leaves_what_is_even() -> None:
    point = np.zeros((9, 9), int)
    point[4, 4] = 255
    blurred = np.array(one(Blur(1.0), point.tolist()))
    weights = np.exp(-(np.arange(-4, 5) ** 2) / 2)
    expected = 255 * np.outer(weights, weights) / weights.sum() ** 2
    assert np.abs(blurred - expected).max() <= 0.51  # rounded
    assert one(Blur(2.0), [[80] * 5] * 5) == [[80] * 5] * 5
    red = np.zeros((1, 5, 5, 3), np.uint8)
    red[..., 0] = 90
    assert np.array_equal(scanned(Blur(2.0), red, 0, 0, "test"), red)  # no colour runs into another


def test_noise_has_its_spread_and_is_each_hospitals_own() -> None:
    even = np.full((20, 28, 28), 128, np.uint8)
    drawn = {key: scanned(Noise(10.0), even, *key).astype(float) for key in [(0, 0, "test"), (0, 1, "test"),
             (1, 0, "test"), (0, 0, "train")]}  # fmt: skip
    for noisy in drawn.values():
        assert noisy.mean() == pytest.approx(128, abs=5 * 10 / noisy.size**0.5)
        assert noisy.std() == pytest.approx(10, rel=5 / (2 * noisy.size) ** 0.5)
    assert len({noisy.tobytes() for noisy in drawn.values()}) == 4


def test_resolution_averages_pixels_and_draws_lines_between_them() -> None:
    assert one(Resolution(0.25), [[0, 40], [80, 120]]) == [[60, 60], [60, 60]]
    # Two pixels of four: 10 and 50. Between their centres, at 0.5 and 2.5, lie the old ones at 0, 1, 2 and 3.
    row = one(Resolution(0.25), [[0, 20, 40, 60]] * 4)[0]
    assert row == [10, 20, 40, 50]
    assert one(Resolution(0.01), [[0, 40], [80, 120]]) == [[60, 60], [60, 60]]  # at least one pixel


def test_a_flip_mirrors_and_twice_is_nothing() -> None:
    assert one(Flip(), [[1, 2, 3], [4, 5, 6]]) == [[3, 2, 1], [6, 5, 4]]
    assert one(Flip(), one(Flip(), [[1, 2, 3], [4, 5, 6]])) == [[1, 2, 3], [4, 5, 6]]
    assert np.array_equal(scanned(Flip(), RGB, 0, 0, "test"), RGB[:, :, ::-1])


def test_a_tilt_turns_counter_clockwise_about_the_middle() -> None:
    image = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert one(Tilt(90.0), image) == np.rot90(image).tolist() == [[3, 6, 9], [2, 5, 8], [1, 4, 7]]
    assert one(Tilt(-90.0), image) == np.rot90(image, -1).tolist()
    assert one(Tilt(180.0), image) == np.rot90(image, 2).tolist()
    assert one(Tilt(30.0), [[70] * 5] * 5) == [[70] * 5] * 5  # no dark corners
