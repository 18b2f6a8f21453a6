"""As many hospitals in every round, drawn without replacement."""

import math

from fedsim.hospitals.participation.base import Accounted, Participation
from fedsim.seeds import numpy_rng


class SampledParticipation(Participation):
    """Each round's sample follows from the seed, so that everyone may know it: privacy gains nothing from it."""

    accounted = Accounted.WHOLE_ROUNDS

    def planned(self, server_round: int) -> tuple[int, ...]:
        number = sample_size(self.setting.fraction, self.num_hospitals)
        chosen = numpy_rng(self.seed, "participation", server_round).choice(self.num_hospitals, number, replace=False)
        return tuple(sorted(chosen.tolist()))


def sample_size(fraction: float, num_hospitals: int) -> int:
    """A fraction of the hospitals, rounded half up; at least one."""
    return max(1, math.floor(fraction * num_hospitals + 0.5))
