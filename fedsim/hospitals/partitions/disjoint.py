"""Every image goes to one hospital, in equal shares among those that see its class."""

from collections.abc import Sequence

import numpy as np

from fedsim.seeds import numpy_rng
from fedsim.settings.partition import Disjoint


def disjoint(setting: Disjoint, labels: np.ndarray, excluded: Sequence[Sequence[int]], seed: int) -> list[np.ndarray]:
    """Share each class out by itself among the hospitals that see it, as evenly as can be.

    No class's shares depend on who sees another class: where a hospital no longer sees a class, the others share its
    images of it, and nothing else moves. What a hospital has of a class that all see, it keeps when others
    no longer see it.
    """
    shards: list[list[np.ndarray]] = [[] for _ in excluded]
    first = 0
    for cls, num_images in enumerate(np.bincount(labels)):
        images = numpy_rng(seed, f"partition-{cls}").permutation(np.flatnonzero(labels == cls))
        seeing = [place for place, absent in enumerate(excluded) if cls not in absent]
        for place, share in zip(seeing, share_out(images, seeing, len(excluded), first), strict=True):
            shards[place].append(share)
        first += int(num_images)
    return [np.concatenate([np.empty(0, np.int64), *shares]) for shares in shards]


def share_out(images: np.ndarray, seeing: Sequence[int], num_hospitals: int, first: int) -> list[np.ndarray]:
    """Share the images of one class out.

    Args:
        images: their indices, in random order.
        seeing: places of the hospitals that see the class.
        num_hospitals: all of them.
        first: place, modulo their number, of the hospital that gets the first image if all see the class. With the
            number of images of all earlier classes, no hospital gets the odd image of every class.

    Returns:
        An index array for each of `seeing`; their lengths differ by 1 at most.
    """
    piles = [images[(place - first) % num_hospitals :: num_hospitals] for place in range(num_hospitals)]
    rest = np.concatenate([np.empty(0, np.int64), *(piles[p] for p in range(num_hospitals) if p not in seeing)])
    following = first + len(images)
    turns = sorted(seeing, key=lambda place: (len(piles[place]), (place - following) % num_hospitals))
    return [np.concatenate([piles[place], rest[turns.index(place) :: len(turns)]]) for place in seeing]
