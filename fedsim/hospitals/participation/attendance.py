"""What becomes of each hospital in a round before anyone trains: who is asked, and who of these does not answer.

It follows from the settings and the seed, and depends on no image: whoever is missing here is a simulated absence, and
its training is not run.
"""

from functools import lru_cache

from fedsim.hospitals.participation import participation_for
from fedsim.seeds import numpy_rng
from fedsim.settings.config import SimulationConfig

IDLE, DROPPED = "idle", "dropped"
"""`HospitalRound.status` of who is not asked, and of who is asked and does not answer."""


class Attendance:
    """Who is there in a run's rounds.

    Args:
        config: the run's settings.
    """

    def __init__(self, config: SimulationConfig) -> None:
        self._config, self._participation = config, participation_for(config)

    def planned(self, server_round: int) -> tuple[int, ...]:
        """Places of the hospitals that are asked, in order."""
        return self._participation.planned(server_round)

    def missing(self, server_round: int) -> dict[int, str]:
        """The status of each hospital, by its place, that sends nothing by plan: not asked, or asked in vain."""
        asked = set(self.planned(server_round))
        idle = {place: IDLE for place in range(len(self._config.hospitals)) if place not in asked}
        return idle | {place: DROPPED for place in sorted(asked) if self._drops_out(server_round, place)}

    def answering(self, server_round: int) -> tuple[int, ...]:
        """Places of those who train, in order; nobody, where all that were asked are missing."""
        missing = self.missing(server_round)
        return tuple(place for place in self.planned(server_round) if place not in missing)

    def _drops_out(self, server_round: int, place: int) -> bool:
        chance = self._config.dropout
        return chance > 0 and numpy_rng(self._config.seed, "dropout", server_round, place).random() < chance


def is_everyone(config: SimulationConfig) -> bool:
    """Whether by plan every hospital takes part in every round."""
    return config.participation.kind == "full" and config.dropout == 0


def share_expected(config: SimulationConfig) -> float:
    """The share of all hospitals' trainings that is to be expected, over all rounds."""
    return sum(rounds_asked(config)) / (config.rounds * len(config.hospitals)) * (1 - config.dropout)


@lru_cache(maxsize=16)
def rounds_asked(config: SimulationConfig) -> tuple[int, ...]:
    """In how many of a run's rounds each hospital is asked: what its privacy has to last for."""
    participation, counts = participation_for(config), [0] * len(config.hospitals)
    for server_round in range(1, config.rounds + 1):
        for place in participation.planned(server_round):
            counts[place] += 1
    return tuple(counts)
