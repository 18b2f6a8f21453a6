"""Wrong labels: all of them, or one class called by another's name (Karimireddy et al. 2022, arXiv:2006.09365)."""

from collections.abc import Sequence

import numpy as np

from fedsim.hospitals.adversaries.base import Adversary, Aim


class LabelFlip(Adversary):
    """Of k classes it calls y by the name of k - 1 - y; or one class by another's name."""

    def poison(
        self, images: np.ndarray, labels: np.ndarray, classes: Sequence[str], rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        moves, called = self._moves(classes), np.arange(len(classes))
        called[list(moves)] = list(moves.values())
        return images, called[labels]

    def aim(self, classes: Sequence[str]) -> Aim:
        """The middle one of an odd number of classes keeps its name, and its images do not count."""
        return Aim(self._moves(classes), self.setting.source or None, self.setting.target or None)

    def _moves(self, classes: Sequence[str]) -> dict[int, int]:
        if self.setting.source:
            return {classes.index(self.setting.source): classes.index(self.setting.target)}
        last = len(classes) - 1
        return {cls: last - cls for cls in range(len(classes)) if cls != last - cls}
