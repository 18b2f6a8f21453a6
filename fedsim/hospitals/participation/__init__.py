"""Which hospitals take part in a round: a file a kind, and one line here."""

from collections.abc import Callable
from typing import Any, Protocol

from fedsim.hospitals.participation.full import FullParticipation
from fedsim.settings.config import SimulationConfig


class Participation(Protocol):
    """Who is asked to train in which round."""

    def planned(self, server_round: int) -> tuple[int, ...]:
        """Places of the hospitals that are asked in a round (>= 1), in order; at least one."""


PARTICIPATION: dict[str, Callable[[Any, int, int], Participation]] = {"full": FullParticipation}
"""By the kind's name in the settings: given (the setting, number of hospitals, the run's seed)."""


def participation_for(config: SimulationConfig) -> Participation:
    """Who takes part in a run."""
    return PARTICIPATION[config.participation.kind](config.participation, len(config.hospitals), config.seed)
