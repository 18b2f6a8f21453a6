"""What becomes of each hospital in a round before anyone trains: who is asked, and who of these does not answer.

It follows from the settings, the seed and how many images each hospital has, and depends on no image: whoever is
missing here is a simulated absence, and its training is not run. Who is late is cut off, and sends nothing.
"""

from collections.abc import Sequence
from functools import lru_cache

from fedsim.hospitals.participation import participation_for
from fedsim.hospitals.participation.clock import virtual_times
from fedsim.seeds import numpy_rng
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presence import Always, is_there

IDLE, ABSENT, DROPPED, LATE = "idle", "absent", "dropped", "late"
"""`HospitalRound.status` of who is not asked or not there, and of who is asked and does not answer, or not in time."""


class Attendance:
    """Who is there in a run's rounds.

    Args:
        config: the run's settings.
        sizes: each hospital's training images, for who is late; with None nobody is.
    """

    def __init__(self, config: SimulationConfig, sizes: Sequence[int] | None = None) -> None:
        self._config, self._participation = config, participation_for(config)
        self.times = virtual_times(config, sizes) if sizes else (0.0,) * len(config.hospitals)

    def planned(self, server_round: int) -> tuple[int, ...]:
        """Places of the hospitals that are asked, in order."""
        return self._participation.planned(server_round)

    def missing(self, server_round: int) -> dict[int, str]:
        """The status of each hospital, by its place, that sends nothing by plan: not asked, or asked in vain."""
        asked = set(self.planned(server_round))
        away = {place: self._why_not_asked(server_round, place) for place in self._places if place not in asked}
        late = {place: LATE for place in sorted(asked) if self._is_late(place)}
        return away | late | {place: DROPPED for place in sorted(asked) if self._drops_out(server_round, place)}

    def answering(self, server_round: int) -> tuple[int, ...]:
        """Places of those who train, in order; nobody, where all that were asked are missing."""
        asked = self.planned(server_round)
        return tuple(place for place in asked if not self._is_late(place) and not self._drops_out(server_round, place))

    @property
    def _places(self) -> range:
        return range(len(self._config.hospitals))

    def _why_not_asked(self, server_round: int, place: int) -> str:
        return IDLE if is_there(self._config.hospitals[place].presence, server_round) else ABSENT

    def _is_late(self, place: int) -> bool:
        return self._config.deadline is not None and self.times[place] > self._config.deadline

    def _drops_out(self, server_round: int, place: int) -> bool:
        chance = self._config.dropout
        return chance > 0 and numpy_rng(self._config.seed, "dropout", server_round, place).random() < chance


def is_everyone(config: SimulationConfig) -> bool:
    """Whether by plan every hospital takes part in every round."""
    present = all(hospital.presence == Always() for hospital in config.hospitals)
    return present and config.participation.kind == "full" and config.dropout == 0 and config.deadline is None


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
