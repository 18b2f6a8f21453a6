"""Rules that look at each coordinate by itself (Yin et al. 2018, arXiv:1803.01498)."""

import numpy as np
from scipy.stats import trim_mean


def median(updates: np.ndarray) -> np.ndarray:
    """The median of each coordinate.

    Args:
        updates: (n, d).
    """
    return np.median(updates.astype(np.float64, copy=False), axis=0)


def trimmed_mean(updates: np.ndarray, trim: float) -> np.ndarray:
    """The mean of each coordinate without its largest and its smallest values.

    Args:
        updates: (n, d).
        trim: share of the n values that is left out at each end, in [0, 0.5), rounded down; 0 is the mean.
    """
    return np.asarray(trim_mean(updates.astype(np.float64, copy=False), trim, axis=0))


def mean_around_median(updates: np.ndarray, number: int) -> np.ndarray:
    """The mean of each coordinate's values nearest to its median: the second half of Bulyan.

    Args:
        updates: (n, d).
        number: how many values, from 1 to n.
    """
    values = updates.astype(np.float64, copy=False)
    nearest = np.argsort(np.abs(values - median(values)), axis=0, kind="stable")[:number]
    return np.take_along_axis(values, nearest, axis=0).mean(axis=0)
