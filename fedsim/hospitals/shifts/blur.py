"""A scanner out of focus."""

import numpy as np

from fedsim.hospitals.shifts.grey import to_grey_levels
from fedsim.settings.shift import Blur

HEIGHT, WIDTH = 1, 2
"""The axes of an image in (n, h, w) and (n, h, w, 3)."""


def blur(setting: Blur, images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A Gaussian filter over each image; its edge goes on beyond it."""
    if setting.sigma == 0:
        return images
    from scipy.ndimage import gaussian_filter  # takes a moment to import

    blurred = gaussian_filter(images.astype(np.float32), setting.sigma, axes=(HEIGHT, WIDTH), mode="nearest")
    return to_grey_levels(blurred)
