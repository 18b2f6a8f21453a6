"""Clipping and noise for a model's update, by array name, on the learned weights alone.

Which arrays are learned the model's list of parameters says, and not their type: BatchNorm's statistics look like
weights. Clipping follows McMahan et al. 2018 (arXiv:1710.06963): one L2 norm over the whole update.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np

Arrays = Mapping[str, np.ndarray]


def update_norm(before: Arrays, after: Arrays, learned: Sequence[str]) -> float:
    """L2 norm of the update from `before` to `after`, over the learned weights."""
    changes = (after[name].astype(np.float64) - before[name] for name in learned)
    return math.sqrt(sum(float(np.sum(change**2)) for change in changes))


def clip(before: Arrays, after: Arrays, clip_norm: float, learned: Sequence[str]) -> Arrays:
    """Shorten an update to an L2 norm of at most `clip_norm`; a shorter one is given back as it is.

    The bound holds for the arrays as they are sent, rounding included. An update that is not finite is dropped, since
    nothing bounds it. `clip_norm` = inf clips nothing.

    Args:
        before: the model that the hospital received.
        after: the model that it trained.
        clip_norm: > 0.
        learned: names of the learned weights.
    """
    norm = update_norm(before, after, learned)
    if norm <= clip_norm:
        return after
    if not math.isfinite(norm):
        return {**after, **{name: before[name] for name in learned}}
    share, clipped = 1.0, after
    while norm > clip_norm:  # twice at most, but for updates near the last bit of the weights
        share *= clip_norm / norm * (1 - 2**-20)
        clipped = shorten(before, after, share, learned)
        norm = update_norm(before, clipped, learned)
    return clipped


def shorten(before: Arrays, after: Arrays, share: float, learned: Sequence[str]) -> Arrays:
    """That share of an update; 1 changes no bit."""
    if share == 1:
        return after
    return {
        **after,
        **{
            name: np.asarray(
                before[name] + (after[name].astype(np.float64) - before[name]) * share, dtype=after[name].dtype
            )
            for name in learned
        },
    }


def noise_std(noise_multiplier: float, clip_norm: float) -> float:
    """Standard deviation of the noise on a sum of clipped updates; none is none, even where nothing is clipped."""
    return noise_multiplier * clip_norm if noise_multiplier else 0.0


def add_noise(arrays: Arrays, std: float, rng: np.random.Generator, learned: Sequence[str]) -> Arrays:
    """Add Gaussian noise of this standard deviation to every learned weight; `std` = 0 changes no bit."""
    if std == 0:
        return arrays
    return {**arrays, **{name: arrays[name] + noise for name, noise in draw_noise(arrays, std, rng, learned).items()}}


def draw_noise(arrays: Arrays, std: float, rng: np.random.Generator, learned: Sequence[str]) -> dict[str, np.ndarray]:
    """What `add_noise` adds, from a generator in the same state."""
    return {name: _gaussian(values, std, rng) for name, values in arrays.items() if name in learned}


def expected_norm(std: float, num_values: int) -> float:
    """Mean L2 norm of that many independent Gaussian values: near std * sqrt(num_values)."""
    half = num_values / 2
    return std * math.sqrt(2) * math.exp(math.lgamma(half + 0.5) - math.lgamma(half))


def _gaussian(values: np.ndarray, std: float, rng: np.random.Generator) -> np.ndarray:
    return np.asarray(rng.normal(0.0, std, values.shape), dtype=values.dtype)
