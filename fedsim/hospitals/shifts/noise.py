"""A noisy scanner."""

import numpy as np

from fedsim.hospitals.shifts.grey import to_grey_levels
from fedsim.settings.shift import Noise


def noise(setting: Noise, images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Gaussian noise on every number, drawn once: an image is as noisy in the last round as in the first."""
    if setting.std == 0:
        return images
    drawn = rng.standard_normal(images.shape, dtype=np.float32)
    return to_grey_levels(images + np.float32(setting.std) * drawn)
