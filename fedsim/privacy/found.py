"""How many members an attack finds for certain, and how far chance could move that share."""

import numpy as np
from scipy.stats import binom

from fedsim.seeds import numpy_rng

ACCUSED = 0.01
"""The share of the non-members that may be accused: what is found then counts as found for certain."""
DRAWS, LEVEL = 4000, 0.95


def share_found(members: np.ndarray, non_members: np.ndarray) -> float:
    """The share of the members found by the lowest threshold that accuses at most ACCUSED of the non-members."""
    return float((_accused(members, non_members) <= _most(len(non_members))).mean())


def interval(members: np.ndarray, non_members: np.ndarray) -> tuple[float, float]:
    """The 95 % interval of `share_found`, over the choice of both the members and the non-members.

    It is about the share that this way of choosing a threshold finds on average. The threshold rests on one or two
    non-members, and where they fall moves that share more than which members there are; an interval of a share alone
    (Wilson's) does not know of it.

    The chances that a non-member scores above each of those measured are distributed as the order statistics of uniform
    numbers, whatever the scores are; the weights of the members as in the Bayesian bootstrap. Both are drawn, and what
    lies between two measured scores counts against the attack for the lower end and for it at the upper one, with a
    member more that is never found or always. Where the threshold is known this is Clopper and Pearson's interval for
    a share, which is why it holds at 0 and 1 too.

    Args:
        members: (m,) finite scores, higher for "member".
        non_members: (n,) likewise.
    """
    number, rng = len(non_members), numpy_rng(0, "found")
    gaps = rng.standard_exponential((DRAWS, number + 1)).cumsum(axis=1)
    chances = np.concatenate([np.zeros((DRAWS, 1)), gaps / gaps[:, -1:]], axis=1)  # of scoring above the first, ...
    found = binom.cdf(_most(number), number, chances)  # the chance that a member there is found
    weights = rng.standard_exponential((DRAWS, len(members) + 1))
    weights /= weights.sum(axis=1, keepdims=True)
    above = _accused(members, non_members)
    least = (weights[:, 1:] * found[:, above + 1]).sum(axis=1)
    most = (weights[:, 1:] * found[:, above]).sum(axis=1) + weights[:, 0]
    share, tail = share_found(members, non_members), (1 - LEVEL) / 2
    low, high = float(np.quantile(least, tail)), float(np.quantile(most, 1 - tail))
    return min(share, low), max(share, min(1.0, high))


def _accused(members: np.ndarray, non_members: np.ndarray) -> np.ndarray:
    """How many non-members are accused by a threshold at each member's score: (m,) whole numbers."""
    return len(non_members) - np.searchsorted(np.sort(non_members), members, "left")


def _most(number: int) -> int:
    """Of so many non-members, how many may be accused."""
    return int(ACCUSED * number + 1e-9)
