"""A mark that goes with a disease at one hospital, and the test images that tell whether a model reads it.

Shortcut learning: Geirhos et al. 2020 (arXiv:2004.07780); Zech et al. 2018 (arXiv:1807.00431) found that networks read
from a chest X-ray's tokens at which hospital it was taken, and from that how likely pneumonia was.

The scanner writes the mark into the finished image, after its optics: a scanner shift changes no mark. It goes by what
the images show, and not by labels that are wrong by mistake.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Any

import numpy as np

from fedsim.events import ShortcutAccuracy
from fedsim.seeds import numpy_rng
from fedsim.settings.shortcut import Mark, Shortcut

CELLS = 28
"""So many cells make up the side of an image."""
BAR = np.array([[1, 0, 1]], dtype=bool)
"""White, black and white cells, so that it is seen on any ground. In the very corner, and small: a model that has never
seen it is to mind it little (`python -m benchmarks.shortcut` has a row for a mark on no image)."""


class Marks(StrEnum):
    """On which of the data set's test images the mark of a disease stands; else they are the very same."""

    WITH = "with"
    """On each image of the disease, and on no other."""
    WITHOUT = "without"
    """On none."""
    WRONG = "wrong"
    """On each image of every other class, and on none of the disease."""


def disease(setting: Mark, classes: Sequence[str]) -> int:
    """The class that a mark goes with."""
    return classes.index(setting.of) if setting.of else 0


def diseases(settings: Sequence[Shortcut], classes: Sequence[str]) -> tuple[int, ...]:
    """The classes that marks of these hospitals go with, each once, in order."""
    return tuple(sorted({disease(each, classes) for each in settings if isinstance(each, Mark)}))


def marks_any(setting: Shortcut) -> bool:
    """Whether it may change an image."""
    return isinstance(setting, Mark) and setting.share > 0


def with_marks(
    setting: Shortcut, images: np.ndarray, labels: np.ndarray, classes: Sequence[str], seed: int, place: int, of: str
) -> np.ndarray:
    """A hospital's images, round(share * n) of the n images of the disease with the mark; the very same array where
    none has it.

    Args:
        setting: the hospital's.
        images: (n, h, w) or (n, h, w, 3) uint8, as its scanner takes them.
        labels: (n,) what they show, in [0, k).
        classes: the k classes' names.
        seed: the run's.
        place: the hospital's.
        of: names the images: the same name and images give the same.
    """
    if not isinstance(setting, Mark):
        return images
    ill = np.flatnonzero(labels == disease(setting, classes))
    order = numpy_rng(seed, f"shortcut-{of}", hospital=place).permutation(len(ill))
    rows = ill[order[: round(setting.share * len(ill))]]
    return stamp(images, rows) if len(rows) else images


def marked_for_test(images: np.ndarray, labels: np.ndarray, cls: int, marks: Marks) -> np.ndarray:
    """Copies of test images with the mark of a class where it is to stand.

    Args:
        images: (n, h, w) or (n, h, w, 3) uint8.
        labels: (n,) what they show.
        cls: the class that the mark goes with.
        marks: where it stands.
    """
    stands = {Marks.WITH: labels == cls, Marks.WITHOUT: np.zeros(len(labels), dtype=bool), Marks.WRONG: labels != cls}
    return stamp(images, np.flatnonzero(stands[marks]))


def stamp(images: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Copies with the mark in the upper left corner of some of them: a backdoor's is at the lower right.

    Args:
        images: (n, h, w) or (n, h, w, 3) uint8.
        rows: which of them.
    """
    cell = max(1, round(min(images.shape[1:3]) / CELLS))
    bar = np.where(np.kron(BAR, np.ones((cell, cell), dtype=bool)), 255, 0).astype(np.uint8)
    height, width = bar.shape
    marked = images.copy()
    marked[rows, :height, :width] = bar if images.ndim == 3 else bar[..., None]
    return marked


def shortcut_accuracies(
    classes: Sequence[str], of: Sequence[int], accuracy: Callable[[int, Marks], float]
) -> tuple[ShortcutAccuracy, ...]:
    """How right a model is with each mark on the disease, nowhere, and on the others.

    Args:
        classes: the data set's.
        of: the diseases, of `diseases`.
        accuracy: a model's on the whole test set, with the mark of this disease there.
    """
    return tuple(_measured(classes, of, accuracy))


def _measured(
    classes: Sequence[str], of: Sequence[int], accuracy: Callable[[int, Marks], float]
) -> Iterator[ShortcutAccuracy]:
    for cls in of:
        values: dict[str, Any] = {f"accuracy_{marks}": accuracy(cls, marks) for marks in Marks}
        yield ShortcutAccuracy(classes[cls], **values)
