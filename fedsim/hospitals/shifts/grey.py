"""Scanners that are brighter, darker, or of another contrast."""

import numpy as np

from fedsim.settings.shift import Contrast, Gain


def to_grey_levels(values: np.ndarray) -> np.ndarray:
    """Rounded and cut to uint8: what is brighter than white is white."""
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def gain(setting: Gain, images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Every grey level times the factor."""
    if setting.factor == 1:
        return images
    return to_grey_levels(np.arange(256) * setting.factor)[images]


def contrast(setting: Contrast, images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Every grey level's distance to the mean of its own image times the factor."""
    if setting.factor == 1:
        return images
    within = tuple(range(1, images.ndim))
    mean = images.mean(axis=within, keepdims=True, dtype=np.float32)
    return to_grey_levels(mean + np.float32(setting.factor) * (images - mean))
