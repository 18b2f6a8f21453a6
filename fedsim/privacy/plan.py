"""What a planned run would promise, and in plain words what such a promise is worth."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fedsim.hospitals.participation import participation_for
from fedsim.privacy.accounting import Spent, epsilon
from fedsim.privacy.budget import noise_in_force, rounds_of
from fedsim.privacy.mechanisms import Mechanism, mechanism_of, releases
from fedsim.settings.config import Hospital, SimulationConfig

STRONG_EPSILON, WEAK_EPSILON = 1.0, 10.0
"""Up to the one a promise is strong; above the other, practically nothing is promised."""
HOPELESS, COSTLY = 5.0, 0.5
"""Noise in the average, in longest updates: under nine of them the quick demo learns nothing, under three it limps."""


@dataclass(frozen=True)
class Plan:
    """What a run is to promise after its last round.

    Attributes:
        noise_multiplier: the one in force.
        spent: one promise to all, or one a hospital; none is no guarantee.
    """

    noise_multiplier: float
    spent: tuple[Spent, ...]

    @property
    def worst(self) -> Spent | None:
        """What is promised to everyone; None is no guarantee."""
        return Spent(max(s.epsilon for s in self.spent), max(s.delta for s in self.spent)) if self.spent else None


def plan(config: SimulationConfig, noise_multiplier: float, num_examples: Sequence[int]) -> Plan:
    """The promise if every hospital that is asked in a round answers.

    Who is asked in which round is known before: one promise to all is that to whom is asked most often.

    Args:
        config: the run's settings.
        noise_multiplier: the noise in force.
        num_examples: each hospital's training images.
    """
    each = releases(replace(config, noise_multiplier=noise_multiplier), num_examples)
    rounds = rounds_of(config, len(each))
    spent = (Spent(epsilon(one, asked), one.delta) for one, asked in zip(each, rounds, strict=True))
    return Plan(noise_multiplier, tuple(spent))


def best_guess(spent: Spent) -> float:
    """How often whoever would toss a coin can be right at most, after seeing everything.

    Of the attacks that (epsilon, delta) allows, the best one errs as often one way as the other (Kairouz et al. 2015,
    arXiv:1311.0776).
    """
    return (1 + spent.delta * math.exp(-spent.epsilon)) / (1 + math.exp(-spent.epsilon))


def noise_in_updates(mechanism: Mechanism, noise_multiplier: float, num_hospitals: int, num_parameters: int) -> float:
    """How long the noise in the average of so many hospitals is, in longest updates: L2, expected."""
    return noise_multiplier * math.sqrt(num_parameters) / mechanism.share_of_noise(num_hospitals)


def noise_against_updates(config: SimulationConfig, epsilon: float, num_hospitals: int, num_parameters: int) -> float:
    """Noise in the average, in longest updates, if that many hospitals promise this epsilon.

    As many of them are asked in a round as the run's participation asks, all of them being there.
    """
    others = replace(config, hospitals=tuple(Hospital(str(place)) for place in range(num_hospitals)))
    noise = noise_in_force(replace(others, noise_multiplier=0.0, target_epsilon=epsilon), (1,) * num_hospitals)
    asked = len(participation_for(others).planned(1))
    return noise_in_updates(mechanism_of(config), noise, asked, num_parameters)
