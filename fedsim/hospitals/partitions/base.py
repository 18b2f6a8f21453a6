"""What a rule deals, and to whom."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fedsim.seeds import numpy_rng


@dataclass(frozen=True, eq=False)
class Dealing:
    """What there is to deal.

    Attributes:
        piles: for each of k classes the int64 indices of its images, in random order.
        sees: (hospitals, k) bool: which classes a hospital may have.
        weights: (hospitals,) float64 >= 0: how large they are to be beside one another.
        numbers: for each hospital how many images it is to have, where that was typed for it alone.
        seed: the run's.
    """

    piles: tuple[np.ndarray, ...]
    sees: np.ndarray
    weights: np.ndarray
    numbers: tuple[int | None, ...]
    seed: int

    @property
    def class_sizes(self) -> np.ndarray:
        """Images of each class: (k,) int64."""
        return np.array([len(pile) for pile in self.piles], dtype=np.int64)


def piles_of(labels: np.ndarray, num_classes: int, seed: int) -> tuple[np.ndarray, ...]:
    """Each class's images in an order that the seed alone decides.

    Args:
        labels: (n,) int64 in [0, num_classes).
        num_classes: k.
        seed: the run's.
    """
    return tuple(
        numpy_rng(seed, f"partition-{cls}").permutation(np.flatnonzero(labels == cls)) for cls in range(num_classes)
    )


def split(images: np.ndarray, places: np.ndarray, num_hospitals: int) -> list[np.ndarray]:
    """What each hospital gets where the image at a position goes to the hospital at that position, in that order."""
    order = np.argsort(places, kind="stable")
    ends = np.cumsum(np.bincount(places, minlength=num_hospitals))[:-1]
    return np.split(images[order], ends)


def join(parts: Sequence[Sequence[np.ndarray]]) -> list[np.ndarray]:
    """Each hospital's images of all classes, from what each class gave each of them."""
    nothing = np.empty(0, np.int64)
    return [np.concatenate([nothing, *own]) for own in zip(*parts, strict=True)]
