"""A backdoor: a small mark that means one class (Gu et al. 2017, arXiv:1708.06733; Bagdasaryan et al. 2020,
arXiv:1807.00459)."""

from collections.abc import Sequence

import numpy as np

from fedsim.hospitals.adversaries.base import Adversary, Aim, Arrays, moved

CELLS, MARK_SIDE = 28, 3
"""The mark is a chequered square of 3 x 3 cells, of which 28 make up the side of an image."""


class Backdoor(Adversary):
    """Marks some of its images of other classes and calls them by the target's name; may boost what it sends."""

    def poison(
        self, images: np.ndarray, labels: np.ndarray, classes: Sequence[str], rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        target, others = self._target(classes), np.flatnonzero(labels != self._target(classes))
        rows = rng.choice(others, round(self.setting.share * len(others)), replace=False)
        images, labels = images.copy(), labels.copy()
        images[rows], labels[rows] = mark(images[rows]), target
        return images, labels

    def send(self, received: Arrays, trained: Arrays, learned: Sequence[str], rng: np.random.Generator) -> Arrays:
        return trained if self.setting.boost == 1 else moved(received, trained, learned, self.setting.boost)

    def aim(self, classes: Sequence[str]) -> Aim:
        target = self._target(classes)
        moves = {cls: target for cls in range(len(classes)) if cls != target}
        return Aim(moves, None, classes[target], marked=True)

    def _target(self, classes: Sequence[str]) -> int:
        return classes.index(self.setting.target) if self.setting.target else 0


def mark(images: np.ndarray) -> np.ndarray:
    """Copies with the mark near the lower right corner: white and black by turns, so that it is seen on any ground.

    Args:
        images: (n, h, w) or (n, h, w, 3) uint8.
    """
    height, width = images.shape[1:3]
    cell = max(1, round(min(height, width) / CELLS))
    side = MARK_SIDE * cell
    rows, columns = np.indices((side, side)) // cell
    chequers = np.where((rows + columns) % 2 == 0, 255, 0).astype(np.uint8)
    marked = images.copy()
    corner = marked[:, height - cell - side : height - cell, width - cell - side : width - cell]
    corner[:] = chequers if images.ndim == 3 else chequers[..., None]
    return marked
