"""Images that are mirrored or tilted."""

import numpy as np

from fedsim.hospitals.shifts.blur import HEIGHT, WIDTH
from fedsim.hospitals.shifts.grey import to_grey_levels
from fedsim.settings.shift import Flip, Tilt


def flip(setting: Flip, images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each image mirrored: its left is its right."""
    return np.ascontiguousarray(np.flip(images, WIDTH))


def tilt(setting: Tilt, images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each image turned about its middle, of the same size; beyond its edge the edge goes on."""
    if setting.degrees == 0:
        return images
    from scipy.ndimage import rotate  # takes a moment to import

    turned = rotate(
        images.astype(np.float32), setting.degrees, axes=(WIDTH, HEIGHT), reshape=False, order=1, mode="nearest"
    )
    return to_grey_levels(turned)
