"""From light to an exported scan: blotches, shadows, speckle, gain and the wedges of padding."""

import numpy as np

from fedsim.data.sets.phantom_anatomy import Eye
from fedsim.data.sets.phantom_dice import Dice, bump, ripple

NUM_VESSELS = 4
BLUR = 0.85
"""Speckle of a scan shrunk to s px fades as (s / 224) ** BLUR: 0.32 of the vitreous's grey at 224 px, 0.07 at 28."""


def scan(light: np.ndarray, eye: Eye, dice: Dice, speckle: np.ndarray, coarse: np.ndarray) -> np.ndarray:
    """What the scanner makes of the light: (n, s, s) uint8.

    Args:
        light: (n, s, s), at the image's own size; changed in place.
        eye: at s columns or a multiple of it; only its surfaces are used.
        dice: the images' numbers.
        speckle: (n, s, s) standard normal.
        coarse: (n, a, b) in [0, 1), a coarse grid for the blotches of the choroid.
    """
    size = light.shape[1]
    x = ((np.arange(size, dtype=np.float32) + 0.5) / size)[None, :]
    y = x[:, :, None]
    _shade(light, x, y, eye, dice, coarse)
    light += _hyaloid(x, y, dice)
    light += dice.uniform(0.07, 0.15)[:, :, None] * ((size / 224) ** BLUR * np.sqrt(light) * speckle)
    gain, gamma = dice.uniform(0.8, 1.3)[:, :, None], dice.uniform(0.85, 1.2)[:, :, None]
    light = np.minimum((np.maximum(light, 0) * gain) ** gamma, 1)
    light += _padding(x, y, dice) * (dice.chance(0.85)[:, :, None] - light)  # white wedges, now and then black
    return (light * 255 + 0.5).astype(np.uint8)


def _shade(light: np.ndarray, x: np.ndarray, y: np.ndarray, eye: Eye, dice: Dice, coarse: np.ndarray) -> None:
    """Blotch the choroid with its vessels, then dim what lies under the retina's and the edges of the scan."""
    size = light.shape[1]
    ilm, bruch = (edge.reshape(len(light), 1, size, -1)[..., 0] for edge in (eye.edges()[0], eye.bruch))
    choroid, retina = np.clip((y - bruch) * 12, 0, 1), np.clip((y - ilm) * 12, 0, 1)
    light *= 1 + dice.uniform(0.2, 0.8)[:, :, None] * choroid * (_stretch(coarse, size) - 0.5)
    light *= _unevenness(x, dice)[:, None, :] * (1 - _shadows(x, dice)[:, None, :] * retina)


def _stretch(coarse: np.ndarray, size: int) -> np.ndarray:
    """Blow a coarse grid up to (n, size, size), linearly between its nodes."""
    for axis in (1, 2):
        at = np.linspace(0, coarse.shape[axis] - 1, size)
        left = np.minimum(at.astype(np.int64), coarse.shape[axis] - 2)
        share = (at - left).astype(np.float32).reshape((-1, 1) if axis == 1 else (-1,))
        low, high = coarse.take(left, axis), coarse.take(left + 1, axis)
        coarse = low + (high - low) * share
    return coarse


def _unevenness(x: np.ndarray, dice: Dice) -> np.ndarray:
    """Uneven light across the scan: (n, s)."""
    return 1 + dice.uniform(-0.25, 0.25) * (x - 0.5) + dice.uniform(0, 0.08) * ripple(x, dice, (1.3, 3.1))


def _shadows(x: np.ndarray, dice: Dice) -> np.ndarray:
    """Share of the light that retinal vessels keep from what lies under them: (n, s)."""
    shade = np.zeros_like(x)
    for _ in range(NUM_VESSELS):
        shade = np.maximum(shade, dice.uniform(-0.15, 0.25) * bump(x, dice.take(1), dice.uniform(0.006, 0.02)))
    return shade


def _hyaloid(x: np.ndarray, y: np.ndarray, dice: Dice) -> np.ndarray:
    """The detached back skin of the vitreous, a faint thread in some scans: (n, s, s)."""
    strength = dice.chance(0.2) * dice.uniform(0.05, 0.25)
    height = dice.uniform(0.05, 0.3) + dice.uniform(-0.15, 0.15) * (x - 0.5)
    height = height + 0.01 * ripple(x, dice, (1.5, 2.8))
    return strength[:, :, None] * bump(y, height[:, None, :], 0.008)


def _padding(x: np.ndarray, y: np.ndarray, dice: Dice) -> np.ndarray:
    """Share of each pixel that lies in the wedges left by straightening the scan: (n, s, s)."""
    size = x.shape[1]
    lean = dice.bell(0.0, 0.16) * (x - 0.5)
    pad = np.zeros((1, 1, 1), np.float32)
    for from_edge, side in ((y, lean), (1 - y, -lean)):
        depth = dice.uniform(-0.06, 0.07) + side
        pad = np.maximum(pad, np.clip((depth[:, None, :] - from_edge) * size + 0.5, 0, 1))
    return pad
