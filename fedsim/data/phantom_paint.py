"""From layers to pixels: the light that comes back from each depth, then the scanner's speckle, gain and export.

Grey levels are shares of white, read off real B-scans: vitreous 0.1, inner retina 0.3, photoreceptors and RPE
0.6 to 0.75, choroid fading from 0.3.
"""

import numpy as np

from fedsim.data.phantom_anatomy import Eye
from fedsim.data.phantom_dice import Dice, bump, ripple

STEPS = 48  # grey levels a layer in the look-up table
NUM_VESSELS = 4
CHOROID_DEPTH = 0.5  # below this the light is spent

# (depth, level): depth counts layers from the vitreous: 0-1 inner retina, 1-2 outer nuclear layer, 2-3 outer bands,
# 3-4 gap, 4-5 RPE, 5-6 under the RPE. The choroid, 6-7, is drawn by `_choroid`.
LAYERS = (
    (0.00, 0.10), (0.03, 0.38), (0.14, 0.37), (0.24, 0.31), (0.62, 0.32), (0.72, 0.23), (1.00, 0.23),
    (1.02, 0.33), (1.18, 0.31), (1.30, 0.19), (1.97, 0.20),
    (2.00, 0.30), (2.25, 0.28), (2.40, 0.34), (2.50, 0.58), (2.85, 0.62), (3.00, 0.42),
    (3.02, 0.10), (3.98, 0.10),
    (4.02, 0.55), (4.25, 0.74), (4.90, 0.70), (5.00, 0.50),
    (5.02, 0.34), (5.98, 0.30), (6.00, 0.42),
)  # fmt: skip
DECAYS = (0.02, 0.05, 0.1, 0.2, 0.35, 0.6, 1.0)


def paint(eye: Eye, dice: Dice, rows: int) -> np.ndarray:
    """Light from a clean scan: (n, rows, w) float32, about [0, 1], before speckle and gain."""
    y = ((np.arange(rows, dtype=np.float32) + np.float32(0.5)) / np.float32(rows))[None, :, None]
    depth = _depth(eye, y)
    light = _look_up(_table(dice), depth)
    for i in np.flatnonzero((eye.gap_fill.max(axis=1) > 0.11) | (eye.rpe.min(axis=1) < 0.99)):
        _break_rpe(light[i], depth[i], eye, i)
    _hollow(light, eye, y)
    return light


def _depth(eye: Eye, y: np.ndarray) -> np.ndarray:
    """Each pixel's depth in layers, in [0, 7]: how many layers lie above it, plus its share of its own."""
    edges = eye.edges()
    edges.append(eye.bruch + np.float32(CHOROID_DEPTH))
    depth = np.zeros((len(eye.bruch), y.shape[1], eye.x.shape[1]), np.float32)
    share = np.empty_like(depth)
    for top, bottom in zip(edges[:-1], edges[1:], strict=True):
        np.subtract(y, top[:, None, :], out=share)
        share *= (np.float32(1) / np.maximum(bottom - top, np.float32(1e-4)))[:, None, :]
        np.clip(share, np.float32(0), np.float32(1), out=share)
        depth += share
    return depth


def _table(dice: Dice) -> np.ndarray:
    """Each image's grey level at every depth, its layers a little brighter or darker: (n, 7 * STEPS + 1)."""
    depths = np.array([depth for depth, _ in LAYERS] + [6 + decay for decay in DECAYS], np.float32)
    retina = np.array([level for _, level in LAYERS], np.float32) * dice.uniform(0.85, 1.15, len(LAYERS))
    levels = np.concatenate([retina, _choroid(dice)], axis=1)
    levels[:, 0] = dice.uniform(0.06, 0.13)[:, 0]
    at = np.arange(7 * STEPS + 1, dtype=np.float32) / np.float32(STEPS)
    left = np.clip(np.searchsorted(depths, at, side="right") - 1, 0, len(depths) - 2)
    share = (at - depths[left]) / (depths[left + 1] - depths[left])
    return levels[:, left] + (levels[:, left + 1] - levels[:, left]) * share


def _choroid(dice: Dice) -> np.ndarray:
    """Grey levels at DECAYS: light that is used up with depth."""
    depth = np.array(DECAYS, np.float32) * np.float32(CHOROID_DEPTH)
    return dice.uniform(0.24, 0.36) * np.exp(-depth / dice.uniform(0.06, 0.18)) + dice.uniform(0.02, 0.06)


def _look_up(table: np.ndarray, depth: np.ndarray) -> np.ndarray:
    """table[i, depth[i] * STEPS] for every image i."""
    index = (depth * np.float32(STEPS)).astype(np.int32)
    index += (np.arange(len(table), dtype=np.int32) * table.shape[1])[:, None, None]
    return table.ravel().take(index)


def _break_rpe(light: np.ndarray, depth: np.ndarray, eye: Eye, i: int) -> None:
    """In one image (h, w): dim the RPE where it is broken and fill the gap above it."""
    np.multiply(light, eye.rpe[i], out=light, where=(depth > 4) & (depth < 5))
    np.copyto(light, eye.gap_fill[i], where=(depth > 3) & (depth < 4))


def _hollow(light: np.ndarray, eye: Eye, y: np.ndarray) -> None:
    """Darken the cysts, with soft edges and walls between them."""
    edges = eye.edges()
    some = np.flatnonzero(sum(width[:, 0] for _, _, width, _ in eye.cysts) > 0)
    top = edges[0][some, None, :]
    depth = (y - top) / (edges[2][some, None, :] - top)
    nearest, second = np.full_like(depth, 4), np.full_like(depth, 4)
    for centre, deep, width, tall in eye.cysts:
        across = ((eye.x - centre[some]) / np.maximum(width[some], np.float32(1e-5))) ** 2
        distance = ((depth - deep[some, None]) / tall[some, None]) ** 2 + across[:, None, :]
        np.minimum(second, np.maximum(nearest, distance), out=second)
        np.minimum(nearest, distance, out=nearest)
    wet = np.clip((np.float32(1.25) - nearest) * 2, 0, 1) * np.clip((second - nearest) * 6, 0, 1)
    light[some] += wet * (eye.fluid[some, None] - light[some])


def scan(light: np.ndarray, eye: Eye, dice: Dice, speckle: np.ndarray, coarse: np.ndarray) -> np.ndarray:
    """What the scanner makes of the light: (n, s, s) uint8.

    Args:
        light: (n, s, s), at the image's own size.
        eye: at any width; only its surfaces are used.
        dice: the images' numbers.
        speckle: (n, s, s) standard normal.
        coarse: (n, a, b) in [0, 1), a coarse grid for the blotches of the choroid.
    """
    size = light.shape[1]
    axis = (np.arange(size, dtype=np.float32) + np.float32(0.5)) / np.float32(size)
    x, y = axis[None, :], axis[None, :, None]
    ilm, bruch = (edge.reshape(len(light), 1, size, -1)[..., 0] for edge in (eye.edges()[0], eye.bruch))
    below = np.clip((y - bruch) * 12, 0, 1)
    light = light * (1 + dice.uniform(0.2, 0.8)[:, :, None] * below * (_stretch(coarse, size) - np.float32(0.5)))
    light *= _shading(x, dice)[:, None, :] * (1 - _shadows(x, dice)[:, None, :] * np.clip((y - ilm) * 12, 0, 1))
    light += _hyaloid(x, y, eye, dice)
    grain = dice.uniform(0.07, 0.15) * np.float32((size / 224) ** 0.85)
    light += grain[:, :, None] * np.sqrt(light) * speckle
    light = (np.maximum(light, 0) * dice.uniform(0.8, 1.3)[:, :, None]) ** dice.uniform(0.85, 1.2)[:, :, None]
    light = np.clip(light, 0, 1)
    pad = _padding(x, y, dice, size)
    white = (dice.take(1) < 0.85).astype(np.float32)[:, :, None]
    return ((light + pad * (white - light)) * 255 + np.float32(0.5)).astype(np.uint8)


def _stretch(coarse: np.ndarray, size: int) -> np.ndarray:
    """Blow a coarse grid up to (n, size, size), linearly between its nodes."""
    for axis in (1, 2):
        at = np.linspace(0, coarse.shape[axis] - 1, size, dtype=np.float32)
        left = np.minimum(at.astype(np.int64), coarse.shape[axis] - 2)
        share = (at - left).astype(np.float32).reshape((-1, 1) if axis == 1 else (-1,))
        low, high = coarse.take(left, axis), coarse.take(left + 1, axis)
        coarse = low + (high - low) * share
    return coarse


def _shading(x: np.ndarray, dice: Dice) -> np.ndarray:
    """Uneven light across the scan: (n, s)."""
    return 1 + dice.uniform(-0.25, 0.25) * (x - np.float32(0.5)) + dice.uniform(0, 0.08) * ripple(x, dice, (1.3, 3.1))


def _shadows(x: np.ndarray, dice: Dice) -> np.ndarray:
    """Share of the light that retinal vessels keep from what lies under them: (n, s)."""
    shade = np.zeros_like(x)
    for _ in range(NUM_VESSELS):
        shade = np.maximum(shade, dice.uniform(-0.15, 0.25) * bump(x, dice.take(1), dice.uniform(0.006, 0.02)))
    return shade


def _hyaloid(x: np.ndarray, y: np.ndarray, eye: Eye, dice: Dice) -> np.ndarray:
    """The detached back skin of the vitreous, a faint thread in some scans: (n, s, s)."""
    strength = dice.chance(0.2) * dice.uniform(0.05, 0.25)
    height = dice.uniform(0.05, 0.3) + dice.uniform(-0.15, 0.15) * (x - np.float32(0.5))
    height = height + np.float32(0.01) * ripple(x, dice, (1.5, 2.8))
    return strength[:, :, None] * bump(y, height[:, None, :], np.float32(0.008))


def _padding(x: np.ndarray, y: np.ndarray, dice: Dice, size: int) -> np.ndarray:
    """Share of each pixel that lies in the wedges left by straightening the scan: (n, s, s)."""
    lean = dice.bell(0.0, 0.16) * (x - np.float32(0.5))
    pad = np.zeros((1, 1, 1), np.float32)
    for from_edge, side in ((y, lean), (1 - y, -lean)):
        depth = dice.uniform(-0.06, 0.07) + side
        pad = np.maximum(pad, np.clip((depth[:, None, :] - from_edge) * size + np.float32(0.5), 0, 1))
    return pad
