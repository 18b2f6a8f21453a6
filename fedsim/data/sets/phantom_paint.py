"""From layers to light: how much comes back from each depth of the eye.

Grey levels are shares of white, read off real B-scans: vitreous 0.1, inner retina 0.3, photoreceptors and RPE
0.6 to 0.75, choroid fading from 0.3.
"""

from itertools import pairwise

import numpy as np

from fedsim.data.sets.phantom_anatomy import Eye
from fedsim.data.sets.phantom_dice import Dice

STEPS = 48  # grey levels a layer in the look-up table
CHOROID_DEPTH = 0.5  # below this the light is spent

TINY = 1e-4  # stands in for a thickness of 0 in divisions

# (depth, level): depth counts layers from the vitreous: 0-1 inner retina, 1-2 outer nuclear layer, 2-3 outer bands,
# 3-4 gap, 4-5 RPE, 5-6 under the RPE. The choroid, 6-7, is drawn by `_choroid`.
LAYERS = (
    (0.00, 0.10), (0.03, 0.38), (0.14, 0.37), (0.24, 0.31), (0.62, 0.32), (0.72, 0.23), (1.00, 0.23),
    (1.02, 0.33), (1.18, 0.31), (1.30, 0.19), (1.97, 0.20),
    (2.00, 0.30), (2.25, 0.28), (2.40, 0.34), (2.50, 0.58), (2.85, 0.62), (3.00, 0.42),
    (3.02, 0.10), (3.98, 0.10),
    (4.02, 0.55), (4.25, 0.74), (4.90, 0.70), (5.00, 0.50),
    (5.02, 0.44), (5.98, 0.38), (6.00, 0.44),
)  # fmt: skip
DECAYS = (0.02, 0.05, 0.1, 0.2, 0.35, 0.6, 1.0)


def paint(eye: Eye, dice: Dice, rows: int) -> np.ndarray:
    """Light from a clean scan: (n, rows, w) float32, about [0, 1], before speckle and gain."""
    y = ((np.arange(rows, dtype=np.float32) + 0.5) / rows)[None, :, None]
    depth = _depth(eye, y)
    light = _look_up(_table(dice), depth)
    for i in np.flatnonzero(eye.rpe.min(axis=1) < 1):
        _break_rpe(light[i], depth[i], eye.rpe[i], eye.gap_fill[i])
    _hollow(light, eye, y)
    return light


def _depth(eye: Eye, y: np.ndarray) -> np.ndarray:
    """Each pixel's depth in layers, in [0, 7]: how many layers lie above it, plus its share of its own."""
    edges = eye.edges()
    edges.append(eye.bruch + CHOROID_DEPTH)
    depth = np.zeros((len(eye.bruch), y.shape[1], eye.x.shape[1]), np.float32)
    share = np.empty_like(depth)
    for top, bottom in pairwise(edges):
        np.subtract(y, top[:, None, :], out=share)
        share *= (1 / np.maximum(bottom - top, TINY))[:, None, :]
        np.clip(share, 0, 1, out=share)
        depth += share
    return depth


def _table(dice: Dice) -> np.ndarray:
    """Each image's grey level at every depth, its layers a little brighter or darker: (n, 7 * STEPS + 1)."""
    depths = np.array([depth for depth, _ in LAYERS] + [6 + decay for decay in DECAYS], np.float32)
    retina = np.array([level for _, level in LAYERS], np.float32) * dice.uniform(0.85, 1.15, len(LAYERS))
    levels = np.concatenate([retina, _choroid(dice)], axis=1)
    levels[:, 0] = dice.uniform(0.06, 0.13)[:, 0]
    at = np.arange(7 * STEPS + 1, dtype=np.float32) / STEPS
    left = np.clip(np.searchsorted(depths, at, side="right") - 1, 0, len(depths) - 2)
    share = (at - depths[left]) / (depths[left + 1] - depths[left])
    return levels[:, left] + (levels[:, left + 1] - levels[:, left]) * share


def _choroid(dice: Dice) -> np.ndarray:
    """Grey levels at DECAYS: light that is used up with depth."""
    depth = np.array(DECAYS, np.float32) * CHOROID_DEPTH
    return dice.uniform(0.24, 0.36) * np.exp(-depth / dice.uniform(0.06, 0.18)) + dice.uniform(0.02, 0.06)


def _look_up(table: np.ndarray, depth: np.ndarray) -> np.ndarray:
    """table[i, depth[i] * STEPS] for every image i."""
    index = (depth * STEPS).astype(np.int32)
    index += (np.arange(len(table), dtype=np.int32) * table.shape[1])[:, None, None]
    return table.ravel().take(index)


def _break_rpe(light: np.ndarray, depth: np.ndarray, rpe: np.ndarray, gap_fill: np.ndarray) -> None:
    """In one image (h, w): dim the RPE where it is broken and fill the gap above it."""
    np.multiply(light, rpe, out=light, where=(depth > 4) & (depth < 5))
    np.copyto(light, gap_fill, where=(depth > 3) & (depth < 4))


def _hollow(light: np.ndarray, eye: Eye, y: np.ndarray) -> None:
    """Darken the cysts, with soft edges and walls between them."""
    some = np.flatnonzero(eye.cysts[:, 2].max(axis=0) > 0)
    edges = [edge[some, None, :] for edge in eye.edges()]
    depth = (y - edges[0]) / (edges[2] - edges[0])
    nearest, second = np.full_like(depth, 4), np.full_like(depth, 4)
    for centre, deep, width, tall in np.maximum(eye.cysts[:, :, some], TINY):
        across = ((eye.x - centre) / width) ** 2
        distance = ((depth - deep[:, None]) / tall[:, None]) ** 2 + across[:, None, :]
        np.minimum(second, np.maximum(nearest, distance), out=second)
        np.minimum(nearest, distance, out=nearest)
    wet = np.clip((1.25 - nearest) * 2, 0, 1) * np.clip((second - nearest) * 6, 0, 1)
    light[some] += wet * (eye.fluid[some, None] - light[some])
