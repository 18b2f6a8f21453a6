"""Which hospitals take part in a round: a file a kind, and one line here."""

from fedsim.hospitals.participation.base import Participation
from fedsim.hospitals.participation.full import FullParticipation
from fedsim.hospitals.participation.sampled import SampledParticipation
from fedsim.settings.config import SimulationConfig

PARTICIPATION: dict[str, type[Participation]] = {"full": FullParticipation, "sampled": SampledParticipation}
"""By the kind's name in the settings."""


def participation_for(config: SimulationConfig) -> Participation:
    """Who takes part in a run."""
    return PARTICIPATION[config.participation.kind](config.participation, len(config.hospitals), config.seed)
