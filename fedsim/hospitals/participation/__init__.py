"""Which hospitals take part in a round: a file a kind, and one line here."""

from fedsim.hospitals.participation.base import Participation
from fedsim.hospitals.participation.full import FullParticipation
from fedsim.hospitals.participation.present import PresentParticipation
from fedsim.hospitals.participation.sampled import SampledParticipation
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presence import Always

PARTICIPATION: dict[str, type[Participation]] = {"full": FullParticipation, "sampled": SampledParticipation}
"""By the kind's name in the settings."""


def participation_for(config: SimulationConfig) -> Participation:
    """Who takes part in a run."""
    kind = PARTICIPATION[config.participation.kind]
    if all(hospital.presence == Always() for hospital in config.hospitals):
        return kind(config.participation, len(config.hospitals), config.seed)
    return PresentParticipation(kind, config)
