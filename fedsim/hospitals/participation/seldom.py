"""What is said before a run of a strategy that suffers where hospitals seldom take part."""

from fedsim.errors import Problem
from fedsim.hospitals.participation.attendance import rounds_asked
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presence import members

FEW = 0.5
"""Below this share of the hospitals a round it is said."""


def seldom_normalised(config: SimulationConfig) -> list[Problem]:
    """FedBN's hospitals keep BatchNorm's statistics, which fit the shared model of the round they last took part in.

    Models with GroupNorm have none: with the small CNN FedBN does as FedAvg does, however few take part.
    """
    has_statistics = config.model == "resnet18" and not config.private
    if config.strategy.kind != "fedbn" or not has_statistics:
        return []
    asked = sum(rounds_asked(config)) / (config.rounds * len(members(config.hospitals)))
    share = asked * (1 - config.dropout)
    return [Problem.of("fedbn-seldom", share=share)] if share < FEW else []
