"""Rules that choose whom to believe by distances: Krum, Multi-Krum (Blanchard et al. 2017, arXiv:1703.02757) and Bulyan
(El Mhamdi et al. 2018, arXiv:1802.07927)."""

import numpy as np
from scipy.spatial.distance import pdist, squareform

from fedsim.federation.aggregation.coordinates import mean_around_median


def squared_distances(updates: np.ndarray) -> np.ndarray:
    """(n, n) squared Euclidean distances of (n, d) updates, from their differences in float64."""
    return squareform(pdist(updates.astype(np.float64, copy=False), "sqeuclidean"))


def scores(distances: np.ndarray, byzantine: int) -> np.ndarray:
    """Each update's sum of squared distances to its n - f - 2 nearest others: the smaller, the more it is believed.

    Args:
        distances: (n, n), squared.
        byzantine: f, how many may be wrong; n >= f + 3.
    """
    nearest = np.sort(distances, axis=1)[:, 1 : len(distances) - byzantine - 1]  # the first one is its own, 0
    return nearest.sum(axis=1)


def chosen(updates: np.ndarray, byzantine: int, number: int) -> np.ndarray:
    """Rows of the updates with the smallest scores, the best first; of two alike the earlier.

    Args:
        updates: (n, d).
        byzantine: f, with n >= f + 3.
        number: how many, from 1 to n.
    """
    return np.argsort(scores(squared_distances(updates), byzantine), kind="stable")[:number]


def krum(updates: np.ndarray, byzantine: int) -> np.ndarray:
    """The one update with the smallest score; f = 0 still chooses one, and is no mean."""
    return multi_krum(updates, byzantine, 1)


def multi_krum(updates: np.ndarray, byzantine: int, number: int) -> np.ndarray:
    """The mean of the `number` updates with the smallest scores; 1 is Krum, and n with any f the mean."""
    return updates[chosen(updates, byzantine, number)].astype(np.float64).mean(axis=0)


def bulyan(updates: np.ndarray, byzantine: int) -> np.ndarray:
    """Krum chooses n - 2f updates, one after the other; then each coordinate's n - 4f values nearest their median
    count.

    Args:
        updates: (n, d) with n >= 4f + 3.
        byzantine: f; 0 is the mean.
    """
    distances, left = squared_distances(updates), list(range(len(updates)))
    taken: list[int] = []
    for _ in range(len(updates) - 2 * byzantine):
        # Of fewer than f + 3 updates, all others are near: the score is then over the nearest one at least.
        few = min(byzantine, max(0, len(left) - 3))
        best = int(np.argmin(scores(distances[np.ix_(left, left)], few)))
        taken.append(left.pop(best))
    return mean_around_median(updates[sorted(taken)], len(taken) - 2 * byzantine)
