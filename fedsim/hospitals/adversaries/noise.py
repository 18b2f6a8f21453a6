"""Noise in place of an update (Blanchard et al. 2017, arXiv:1703.02757)."""

from collections.abc import Sequence
from math import sqrt

import numpy as np

from fedsim.hospitals.adversaries.base import Adversary, Arrays


class Noise(Adversary):
    """Sends the model that it received with Gaussian noise, in expectation as long as so many of its updates (L2)."""

    def send(self, received: Arrays, trained: Arrays, learned: Sequence[str], rng: np.random.Generator) -> Arrays:
        squares = sum(float(np.sum((trained[name] - received[name]).astype(np.float64) ** 2)) for name in learned)
        std = self.setting.ratio * sqrt(squares / sum(received[name].size for name in learned))
        noisy = {name: received[name] + rng.normal(0.0, std, received[name].shape) for name in learned}
        return {**trained, **{name: values.astype(trained[name].dtype) for name, values in noisy.items()}}
