"""What is said before a run of a strategy that suffers where hospitals seldom take part."""

from collections.abc import Sequence
from dataclasses import replace

from fedsim.errors import Problem
from fedsim.hospitals.participation.attendance import Attendance
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presence import members

FEW = 0.5
"""Below this share of the hospitals a round it is said."""


def seldom_normalised(config: SimulationConfig, sizes: Sequence[int]) -> list[Problem]:
    """FedBN's hospitals keep BatchNorm's statistics, which fit the shared model of the round they last took part in.

    Models with GroupNorm have none: with the small CNN FedBN does as FedAvg does, however few take part.

    Args:
        config: the settings.
        sizes: images of each hospital, which a deadline goes by.
    """
    has_statistics = config.model == "resnet18" and not config.private
    if config.strategy.kind != "fedbn" or not has_statistics:
        return []
    attendance, rounds = Attendance(replace(config, dropout=0.0), sizes), range(1, config.rounds + 1)
    in_time = sum(len(attendance.answering(each)) for each in rounds) / (config.rounds * len(members(config.hospitals)))
    share = in_time * (1 - config.dropout)
    return [Problem.of("fedbn-seldom", share=share)] if share < FEW else []
