"""Test images on which two models part: one is wrong where the other is right."""

from collections.abc import Mapping

import numpy as np

from fedsim.events import Matrix


def telling(
    labels: np.ndarray, wrong: Mapping[str, np.ndarray], right: np.ndarray, seen: Mapping[str, tuple[bool, ...]]
) -> list[tuple[int, str]]:
    """The images that any of several hospitals' models gets wrong and another model right, those that tell most first.

    Args:
        labels: (n,) true classes in [0, k).
        wrong: for each hospital, (n, k) probabilities of its model.
        right: (n, k) of the model that is to be right.
        seen: for each hospital and class, whether it has images of it.

    Returns:
        Places in the test set, each once, with the hospital of which the image tells most; in the order of `parted`.
    """
    ranked = [
        (bool(seen[name][labels[place]]), -float(probabilities[place].max() + right[place].max()), int(place), name)
        for name, probabilities in wrong.items()
        for place in parted(labels, probabilities, right, seen[name])
    ]
    first: dict[int, str] = {}
    for _, _, place, name in sorted(ranked, key=lambda each: each[:3]):
        first.setdefault(place, name)
    return [*first.items()]


def parted(labels: np.ndarray, wrong: np.ndarray, right: np.ndarray, seen: tuple[bool, ...]) -> np.ndarray:
    """The images that one model gets wrong and another right, those that tell most first.

    First come the classes that the hospital has never seen. Among equals, the surer both models are of what they say,
    the earlier: the sum of the two probabilities that they give to their own answers.

    Args:
        labels: (n,) true classes in [0, k).
        wrong: (n, k) probabilities of the model that is to be wrong.
        right: (n, k) of the model that is to be right.
        seen: for each class, whether the hospital has images of it.

    Returns:
        Places in the test set, int64.
    """
    found = np.flatnonzero((wrong.argmax(axis=1) != labels) & (right.argmax(axis=1) == labels))
    sureness = wrong[found].max(axis=1) + right[found].max(axis=1)
    return found[np.lexsort((-sureness, np.array(seen)[labels[found]]))]


def fits(labels: np.ndarray, probabilities: np.ndarray, matrix: Matrix) -> bool:
    """Whether kept answers and a test set still belong together: they give the matrix that the run has reported."""
    k = len(matrix)
    if probabilities.shape != (len(labels), k) or (len(labels) and labels.max() >= k):
        return False
    cells = np.bincount(labels * k + probabilities.argmax(axis=1), minlength=k * k)
    return bool((cells.reshape(k, k) == np.array(matrix)).all())
