"""A coarse scanner."""

import numpy as np
from PIL import Image

from fedsim.settings.shift import Resolution


def resolution(setting: Resolution, images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each image made smaller by averaging pixels, and larger again by drawing lines between them (bilinear).

    Height and width each keep the root of the share, at least one pixel.
    """
    if setting.share == 1:
        return images
    height, width = images.shape[1:3]
    few = tuple(max(1, round(side * setting.share**0.5)) for side in (width, height))  # as Pillow has it
    return np.stack([_coarse(Image.fromarray(image), few, (width, height)) for image in images])


def _coarse(image: Image.Image, few: tuple[int, ...], all: tuple[int, int]) -> np.ndarray:
    small = image.resize((few[0], few[1]), Image.Resampling.BOX)
    return np.asarray(small.resize(all, Image.Resampling.BILINEAR))
