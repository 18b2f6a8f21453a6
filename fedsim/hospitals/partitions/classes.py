"""A few classes a hospital."""

import numpy as np

from fedsim.hospitals.partitions.base import Dealing
from fedsim.hospitals.partitions.by_weights import by_weights
from fedsim.hospitals.partitions.numbered import deal_numbered
from fedsim.seeds import numpy_rng
from fedsim.settings.partition import FewClasses


def few_classes(setting: FewClasses, dealing: Dealing) -> list[np.ndarray]:
    """Share each class out among those that have it, by their weights."""
    return deal_numbered(dealing, picked(setting, dealing).astype(np.float64), by_weights)


def picked(setting: FewClasses, dealing: Dealing) -> np.ndarray:
    """Which classes each hospital has: of those that it sees, the ones that fewest hospitals before it have.

    Among classes of which equally many have each, the seed decides. Where all see every class, no class is at two
    hospitals more than another, and none is left out while there are places enough.
    """
    held = np.zeros_like(dealing.sees)
    for place, sees in enumerate(dealing.sees):
        luck = numpy_rng(dealing.seed, "classes", hospital=place).random(len(sees))
        order = np.lexsort((luck, held.sum(axis=0), ~sees))
        held[place, order[: setting.classes_per_hospital]] = True
    return held & dealing.sees
