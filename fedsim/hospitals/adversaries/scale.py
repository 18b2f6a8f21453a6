"""A boosted update (Bagdasaryan et al. 2020, arXiv:1807.00459)."""

from collections.abc import Sequence

import numpy as np

from fedsim.hospitals.adversaries.base import Adversary, Arrays, moved


class Scale(Adversary):
    """Sends a multiple of its update; with as many as there are hospitals, the average is about its own model."""

    def send(self, received: Arrays, trained: Arrays, learned: Sequence[str], rng: np.random.Generator) -> Arrays:
        return moved(received, trained, learned, self.setting.factor)
