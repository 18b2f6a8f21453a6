"""Central privacy with a clip norm that follows the median update (Andrew et al. 2021, arXiv:1905.03871).

A hospital's bit is 1 where its update is short enough. With n hospitals planned, the share of short updates is
1/2 + (sum of (bit - 1/2) + noise) / n: an absent hospital adds 0, as it adds 0 to the sum of the updates, and one that
is there adds 1/2 or -1/2. So the sum's sensitivity to one hospital is 1/2. (Were the bits themselves summed up, an
absent hospital would count as one that was clipped, and the sensitivity would be 1.)

Updates over the clip norm, with noise z_u, and the count over 1/2, with noise of standard deviation z_c, are one
Gaussian release of sensitivity sqrt(1 / z_u^2 + 1 / (2 z_c)^2). Noise z promises as much where
1 / z^2 = 1 / z_u^2 + 1 / (2 z_c)^2.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fedsim.privacy.mechanisms.base import Mechanism, Place, Unit

UNCLIPPED_QUANTILE = 0.5
LEARNING_RATE = 0.2
"""Both as Andrew et al. recommend."""


@dataclass(frozen=True)
class Adaptive(Mechanism):
    """Central privacy whose clip norm moves."""

    def noise_on_count(self, noise_multiplier: float, num_hospitals: int) -> float:
        """z_c: hospitals / 20, as Andrew et al. have it, and at least z: it takes a quarter of the budget at most."""
        return max(num_hospitals / 20, noise_multiplier) if noise_multiplier > 0 else 0.0

    def noise_on_updates(self, noise_multiplier: float, num_hospitals: int) -> float:
        """z_u: what z_c leaves of z."""
        if noise_multiplier <= 0:
            return 0.0
        on_count = self.noise_on_count(noise_multiplier, num_hospitals)
        return 1 / math.sqrt(noise_multiplier**-2 - (2 * on_count) ** -2)

    def next_clip_norm(
        self, clip_norm: float, unclipped: Sequence[bool], noise_multiplier: float, num_hospitals: int,
        rng: np.random.Generator,
    ) -> float:  # fmt: skip
        noise = rng.normal(0.0, self.noise_on_count(noise_multiplier, num_hospitals))
        share = 0.5 + (sum(unclipped) - len(unclipped) / 2 + noise) / num_hospitals
        return clip_norm * math.exp(-LEARNING_RATE * (min(1.0, max(0.0, share)) - UNCLIPPED_QUANTILE))


CENTRAL_ADAPTIVE = Adaptive(
    "central-adaptive", Unit.HOSPITAL, clips_at=Place.SERVER, noise_at=Place.SERVER, adapts=True
)
