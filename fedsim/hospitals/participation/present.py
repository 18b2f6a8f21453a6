"""A participation among the hospitals that are there: some join late, leave, or never come."""

from fedsim.hospitals.participation.base import Participation
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presence import is_there


class PresentParticipation(Participation):
    """Asks those who are there in a round as the kind would ask a federation of them alone.

    Args:
        kind: of participation.
        config: the run's settings.
    """

    def __init__(self, kind: type[Participation], config: SimulationConfig) -> None:
        super().__init__(config.participation, len(config.hospitals), config.seed)
        self._kind, self._presences = kind, [hospital.presence for hospital in config.hospitals]

    def planned(self, server_round: int) -> tuple[int, ...]:
        """Nobody, where nobody is there: the settings refuse such a run."""
        there = [place for place, each in enumerate(self._presences) if is_there(each, server_round)]
        if not there:
            return ()
        return tuple(there[each] for each in self._kind(self.setting, len(there), self.seed).planned(server_round))
