"""Rules that look for a centre of all updates: the geometric median and centred clipping."""

import numpy as np

SMOOTHING = 1e-6
"""No update is nearer to the centre than this, in units of the updates' own spread: Weiszfeld's steps divide by it."""
MAX_STEPS, ENOUGH = 200, 1e-10
"""Of Weiszfeld's method, which ends once a step is shorter than that, in the same units."""


def geometric_median(updates: np.ndarray) -> np.ndarray:
    """The point whose distances to all updates have the least sum, by Weiszfeld's smoothed method: RFA (Pillutla et al.
    2022, arXiv:1912.13445).

    Args:
        updates: (n, d).
    """
    values = updates.astype(np.float64, copy=False)
    centre = values.mean(axis=0)
    spread = float(np.linalg.norm(values - centre, axis=1).mean())
    for _ in range(MAX_STEPS if spread else 0):
        distances = np.maximum(np.linalg.norm(values - centre, axis=1), SMOOTHING * spread)
        following = (1 / distances) @ values / np.sum(1 / distances)
        step, centre = float(np.linalg.norm(following - centre)), following
        if step < ENOUGH * spread:
            break
    return centre


def centred_clipping(updates: np.ndarray, centre: np.ndarray, radius: float, steps: int) -> np.ndarray:
    """Move a centre by the mean of what the updates ask for, no one by more than the radius (Karimireddy et al. 2021,
    arXiv:2012.10333).

    Args:
        updates: (n, d).
        centre: (d,) where to begin: the last round's result.
        radius: tau > 0, an L2 norm; one that is longer than every update's way is the mean after one step.
        steps: how often, >= 1.
    """
    centre = centre.astype(np.float64)
    for _ in range(steps):
        ways = updates - centre
        lengths = np.linalg.norm(ways, axis=1, keepdims=True)
        centre = centre + (ways * (radius / np.maximum(lengths, radius))).mean(axis=0)
    return centre
