"""Each class shared out by itself, in the proportions of the hospitals' weights."""

import numpy as np

from fedsim.hospitals.partitions.base import Dealing, join, split
from fedsim.hospitals.partitions.in_turn import in_turn


def by_weights(dealing: Dealing, shares: np.ndarray) -> list[np.ndarray]:
    """Share each class out among the hospitals that have a share of it, by their weights.

    No class's shares depend on who has another class: where a hospital no longer has a class, the others share its
    images of it, and nothing else moves. What a hospital has of a class that all have, it keeps when others no longer
    have it. Where all have every class, the sizes of all hospitals are in proportion to the image.

    Args:
        dealing: what there is to deal.
        shares: (hospitals, k); above 0 says that a hospital has a class.
    """
    weights, nobody = dealing.weights, np.zeros(len(dealing.weights), dtype=np.int64)
    if not weights.any():
        return [np.empty(0, np.int64) for _ in weights]
    everyone = in_turn(weights, int(dealing.class_sizes.sum()), nobody, np.arange(len(weights)))
    ends = np.cumsum(dealing.class_sizes)
    return join(
        [
            _share_out(pile, everyone[end - len(pile) : end], weights * (shares[:, cls] > 0), int(end))
            for cls, (pile, end) in enumerate(zip(dealing.piles, ends, strict=True))
        ]
    )


def _share_out(pile: np.ndarray, turns: np.ndarray, weights: np.ndarray, following: int) -> list[np.ndarray]:
    """Share the images of one class out.

    Args:
        pile: their indices, in random order.
        turns: whose each were, if all had the class.
        weights: (hospitals,), 0 of those that do not have it.
        following: the number of images of this and all earlier classes, by which no hospital gets the odd image of
            every class.
    """
    num_hospitals = len(weights)
    parts, has = split(pile, turns, num_hospitals), weights > 0
    if not has.any():
        return [pile[:0]] * num_hospitals
    rest = np.concatenate([pile[:0], *(part for part, its in zip(parts, has, strict=True) if not its)])
    sizes = np.array([len(part) for part in parts]) * has
    rank = np.empty(num_hospitals, dtype=np.int64)
    rank[np.lexsort(((np.arange(num_hospitals) - following) % num_hospitals, -sizes))] = np.arange(num_hospitals)
    more = split(rest, in_turn(weights, len(rest), sizes, rank), num_hospitals)
    return [
        np.concatenate([part, added]) if its else pile[:0] for part, added, its in zip(parts, more, has, strict=True)
    ]
