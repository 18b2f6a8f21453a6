"""No label skew: equal shares of each class among those that see it, or shares by the hospitals' sizes."""

import numpy as np

from fedsim.hospitals.partitions.base import Dealing
from fedsim.hospitals.partitions.by_weights import by_weights
from fedsim.hospitals.partitions.numbered import deal_numbered
from fedsim.settings.partition import NoSkew


def unskewed(setting: NoSkew, dealing: Dealing) -> list[np.ndarray]:
    """See `by_weights`."""
    return deal_numbered(dealing, all_seen(setting, dealing).astype(np.float64), by_weights)


def all_seen(setting: NoSkew, dealing: Dealing) -> np.ndarray:
    """A hospital has every class that it sees."""
    return dealing.sees
