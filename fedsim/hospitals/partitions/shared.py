"""Images that are at every hospital that has their class, so that hospitals overlap."""

from collections.abc import Sequence
from functools import cache, partial

import numpy as np

from fedsim.hospitals.partitions.base import Dealing
from fedsim.hospitals.partitions.in_turn import in_proportion
from fedsim.seeds import numpy_rng


def shared(dealing: Dealing, held: np.ndarray) -> list[np.ndarray]:
    """All images of its classes to each hospital: the very same array to those that have the same classes.

    Args:
        dealing: what there is to deal.
        held: (hospitals, k) bool, which classes each has.
    """
    whole = {
        classes: np.concatenate([np.empty(0, np.int64), *(dealing.piles[cls] for cls in np.flatnonzero(classes))])
        for classes in {tuple(row) for row in held.tolist()}
    }
    return [whole[tuple(row)] for row in held.tolist()]


def draw_some(
    dealing: Dealing, held: np.ndarray, given: Sequence[np.ndarray], bounds: Sequence[int | None]
) -> list[np.ndarray]:
    """What each hospital keeps where it has a bound: the same share of each class, drawn by each for itself.

    Args:
        dealing: what there is to deal.
        held: (hospitals, k) bool, which classes each has.
        given: the images of each hospital's classes, of `shared`.
        bounds: at most so many for each hospital; of fewer, all are among more. None is no bound.
    """
    share = cache(partial(_share, dealing))
    return [
        own if most is None or most >= len(own) else _draw(dealing, place, share(tuple(row), most))
        for place, (row, own, most) in enumerate(zip(held.tolist(), given, bounds, strict=True))
    ]


def _share(dealing: Dealing, classes: tuple[bool, ...], number: int) -> np.ndarray:
    """Of each class so many that together they are the number: (k,) int64."""
    sizes = dealing.class_sizes * np.array(classes)
    return in_proportion(sizes.astype(np.float64), number, sizes)


def _draw(dealing: Dealing, place: int, counts: np.ndarray) -> np.ndarray:
    rngs = (numpy_rng(dealing.seed, f"shared-{cls}", hospital=place) for cls in range(len(counts)))
    drawn = [
        rng.permutation(pile)[:count] for rng, pile, count in zip(rngs, dealing.piles, counts, strict=True) if count
    ]
    return np.concatenate([np.empty(0, np.int64), *drawn])
