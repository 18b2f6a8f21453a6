"""Each class shared out in proportions drawn from a Dirichlet distribution."""

import numpy as np

from fedsim.hospitals.partitions.base import Dealing, join
from fedsim.hospitals.partitions.numbered import deal_numbered
from fedsim.seeds import numpy_rng
from fedsim.settings.partition import Dirichlet

MIN_IMAGES = 10
"""Fewer at a hospital, and the proportions are drawn anew, as flwr-datasets does."""
MAX_DRAWS = 500


def dirichlet(setting: Dirichlet, dealing: Dealing) -> list[np.ndarray]:
    """Share each class out among those that see it, in proportions drawn for it.

    A hospital's parameter is alpha, times its weight over the mean weight, so that its expected share is its weight's
    and at infinity the split is the one without skew. Proportions are drawn until every hospital has `MIN_IMAGES`;
    where none of `MAX_DRAWS` draws gives them that, the last one stands, and a run is refused.
    """
    for draw in range(MAX_DRAWS):
        shares = _drawn(setting.alpha, dealing, draw)
        if _sizes(dealing, shares).min() >= MIN_IMAGES:
            break
    return deal_numbered(dealing, shares, by_shares)


def by_shares(dealing: Dealing, shares: np.ndarray) -> list[np.ndarray]:
    """Cut each class's images at the sums of the shares before.

    Args:
        dealing: what there is to deal.
        shares: (hospitals, k) >= 0; of a class in which nobody has a share, nobody gets anything.
    """
    ends = _ends(dealing, shares)
    return join([np.split(pile[: ends[-1, cls]], ends[:-1, cls]) for cls, pile in enumerate(dealing.piles)])


def _ends(dealing: Dealing, shares: np.ndarray) -> np.ndarray:
    """Where in a class's pile each hospital's images end: (hospitals, k) int64."""
    sums = np.cumsum(shares, axis=0)
    ends = (sums / np.maximum(sums[-1], np.finfo(float).tiny) * dealing.class_sizes + 1e-9).astype(np.int64)
    ends[-1] = np.where(sums[-1] > 0, dealing.class_sizes, 0)
    return ends


def _drawn(alpha: float, dealing: Dealing, draw: int) -> np.ndarray:
    """(hospitals, k) float64: columns that add up to 1, or to 0 where nobody sees the class."""
    shares = np.zeros(dealing.sees.shape)
    parameters = np.maximum(alpha * dealing.weights / dealing.weights.mean(), 1e-12)
    for cls, sees in enumerate(dealing.sees.T):
        if sees.any():
            shares[sees, cls] = numpy_rng(dealing.seed, f"dirichlet-{cls}", round=draw).dirichlet(parameters[sees])
    return shares


def _sizes(dealing: Dealing, shares: np.ndarray) -> np.ndarray:
    """How many images each hospital would get that has no number of its own, if none had."""
    others = np.array([number is None for number in dealing.numbers])
    sizes = np.diff(_ends(dealing, shares), axis=0, prepend=0).sum(axis=1)[others]
    return sizes if others.any() else np.array([MIN_IMAGES])
