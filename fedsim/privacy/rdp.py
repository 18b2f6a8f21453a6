"""Flower's accountant of privacy, which is Google's dp-accounting, for one of our releases."""

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
    from fedsim.privacy.accounting import Release

logging.getLogger("absl").setLevel(logging.ERROR)  # it warns of each order left out, which errs on the safe side


def rdp_epsilon(release: "Release", releases: int) -> float:
    """Epsilon of that many releases together, under add-or-remove-one.

    Args:
        release: how each of them is noised and sampled.
        releases: >= 1.
    """
    sampled = release.sample_size < release.population
    accountant = RdpAccountant(
        PrivacyConfig(
            target_delta=release.delta,
            population_size=release.population,
            neighboring_relation=NeighboringRelation.ADD_OR_REMOVE_ONE,
            sampling_method=SamplingMethod.POISSON if sampled else SamplingMethod.NO_AMPLIFICATION,
        )
    )
    accountant.compose(
        GaussianPrivacyEvent(release.noise_multiplier, release.sample_size, release.population), releases
    )
    return accountant.get_privacy_spent().epsilon
