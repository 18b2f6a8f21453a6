"""What makes updates alike before a rule looks at them: bucketing and nearest-neighbour mixing.

Where hospitals differ, honest updates are far apart, and a rule that looks for outliers leaves honest hospitals out.
"""

import numpy as np

from fedsim.federation.aggregation.krum import squared_distances


def bucketing(updates: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """The means of random groups of updates (Karimireddy et al. 2022, arXiv:2006.09365).

    Args:
        updates: (n, d).
        size: of a group, >= 1; the last one may be smaller. 1 leaves all as they are, but for their order.
        rng: deals them into groups.

    Returns:
        (ceil(n / size), d) float64.
    """
    order = rng.permutation(len(updates))
    groups = [order[start : start + size] for start in range(0, len(order), size)]
    return np.stack([updates[group].astype(np.float64).mean(axis=0) for group in groups])


def nearest_neighbours(updates: np.ndarray, byzantine: int) -> np.ndarray:
    """Each update's mean with its nearest ones, n - f in all (Allouah et al. 2023, arXiv:2302.01772).

    Args:
        updates: (n, d).
        byzantine: f < n, how many may be wrong; 0 makes all of them the mean.

    Returns:
        (n, d) float64.
    """
    near = np.argsort(squared_distances(updates), axis=1, kind="stable")[:, : len(updates) - byzantine]
    return np.stack([updates[sorted(rows)].astype(np.float64).mean(axis=0) for rows in near])
