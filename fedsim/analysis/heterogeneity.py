"""How different hospitals are in their classes, as one number."""

import numpy as np

from fedsim.events import Started


def heterogeneity(counts: np.ndarray, pooled: np.ndarray) -> float | None:
    """The mean Jensen-Shannon divergence of the hospitals' label shares to those of all their images together.

    Each hospital counts once, however large it is, and one without images not at all.

    Args:
        counts: (hospitals, k) images of each class at each hospital.
        pooled: (k,) of all different images that they have.

    Returns:
        In [0, 1], base 2: 0 where every hospital has the classes in the same shares. The more hospitals share nothing
        with the others, the nearer to 1. None where nobody has an image.

    See Lin 1991, doi:10.1109/18.61115.
    """
    there = counts[counts.sum(axis=1) > 0]
    if not len(there):
        return None
    own, all_together = there / there.sum(axis=1, keepdims=True), pooled / pooled.sum()
    middle = (own + all_together) / 2
    distances = (_divergence(own, middle) + _divergence(np.broadcast_to(all_together, own.shape), middle)) / 2
    return float(np.clip(distances.mean(), 0.0, 1.0))


def heterogeneity_of(info: Started) -> float | None:
    """The same of the hospitals that take part in a run; where it did not say how many different images there are, no
    image was at two hospitals."""
    counts = np.array([hospital.class_counts for hospital in info.hospitals if hospital.takes_part])
    pooled = counts.sum(axis=0) if info.pooled_class_counts is None else np.array(info.pooled_class_counts)
    return heterogeneity(counts, pooled)


def _divergence(shares: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Kullback and Leibler's, in bits, of each row; `other` is above 0 where the shares are."""
    ratios = np.divide(shares, other, out=np.ones_like(other), where=shares > 0)
    return (shares * np.log2(ratios)).sum(axis=1)
