"""Inner-product manipulation: the opposite of the honest mean (Xie et al. 2020, arXiv:1903.03936)."""

import numpy as np

from fedsim.hospitals.adversaries.base import Adversary, Arrays, Known


class InnerProduct(Adversary):
    """Sends minus a multiple of the mean of the honest updates."""

    def collude(self, known: Known, rng: np.random.Generator) -> Arrays:
        means = {name: known.updates(name).mean(axis=0) for name in known.learned}
        return {
            name: (known.received[name] - self.setting.factor * mean).astype(known.received[name].dtype)
            for name, mean in means.items()
        }
