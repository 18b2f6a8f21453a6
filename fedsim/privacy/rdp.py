"""Flower's accountant of privacy, which is Google's dp-accounting, for one of our mechanisms."""

import logging
from typing import TYPE_CHECKING

from flwr.serverapp import (
    GaussianPrivacyEvent,
    NeighboringRelation,
    PrivacyConfig,
    RdpAccountant,
    SamplingMethod,
)

if TYPE_CHECKING:
    from fedsim.privacy.accounting import Mechanism

logging.getLogger("absl").setLevel(logging.ERROR)  # it warns of each order left out, which errs on the safe side


def rdp_epsilon(mechanism: "Mechanism", releases: int) -> float:
    """Epsilon of that many releases together, under add-or-remove-one.

    Args:
        mechanism: how each of them is noised and sampled.
        releases: >= 1.
    """
    sampled = mechanism.sample_size < mechanism.population
    accountant = RdpAccountant(
        PrivacyConfig(
            target_delta=mechanism.delta,
            population_size=mechanism.population,
            neighboring_relation=NeighboringRelation.ADD_OR_REMOVE_ONE,
            sampling_method=SamplingMethod.POISSON if sampled else SamplingMethod.NO_AMPLIFICATION,
        )
    )
    accountant.compose(
        GaussianPrivacyEvent(mechanism.noise_multiplier, mechanism.sample_size, mechanism.population), releases
    )
    return accountant.get_privacy_spent().epsilon
