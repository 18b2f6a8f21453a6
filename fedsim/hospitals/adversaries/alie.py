"""A Little Is Enough: hide within the spread of the honest (Baruch et al. 2019, arXiv:1902.06156)."""

from statistics import NormalDist

import numpy as np

from fedsim.hospitals.adversaries.base import Adversary, Arrays, Known


class Alie(Adversary):
    """Sends the mean of the honest updates minus z of their standard deviations, in every number by itself.

    The deviation is over the honest hospitals of the round (divided by their number, as the authors' code does).
    """

    def collude(self, known: Known, rng: np.random.Generator) -> Arrays:
        z = self.setting.z or largest_z(known.num_hospitals, known.num_colluders)
        sent = {}
        for name in known.learned:
            updates, before = known.updates(name), known.received[name]
            sent[name] = (before + updates.mean(axis=0) - z * updates.std(axis=0)).astype(before.dtype)
        return sent


def largest_z(num_hospitals: int, num_colluders: int) -> float:
    """How far they can be from the mean while enough honest ones are further away to make a majority with them.

    With n hospitals, of which f collude, it takes s = floor(n / 2 + 1) - f honest ones, and z is the quantile of the
    standard normal distribution at (n - f - s) / (n - f). Where that is below 1/2, too few collude, and z is 0.

    Args:
        num_hospitals: n.
        num_colluders: f, at most n / 2: more have the majority by themselves, and no z is the largest.
    """
    honest = num_hospitals - num_colluders
    helpers = num_hospitals // 2 + 1 - num_colluders
    share = (honest - helpers) / honest
    return NormalDist().inv_cdf(share) if share > 0.5 else 0.0
