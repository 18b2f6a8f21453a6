"""An update turned round (Li et al. 2019, arXiv:1811.03761)."""

from collections.abc import Sequence

import numpy as np

from fedsim.hospitals.adversaries.base import Adversary, Arrays, moved


class SignFlip(Adversary):
    """Sends the model that it received minus its update: it unlearns what it has learnt."""

    def send(self, received: Arrays, trained: Arrays, learned: Sequence[str], rng: np.random.Generator) -> Arrays:
        return moved(received, trained, learned, -self.setting.factor)
