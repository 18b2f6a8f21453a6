"""What a planned run would promise, and in plain words what such a promise is worth."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fedsim.config import SimulationConfig
from fedsim.privacy.accounting import Spent, epsilon, mechanisms
from fedsim.privacy.budget import noise_in_force
from fedsim.privacy.promise import NO_GUARANTEE
from fedsim.wording import counted, in_words

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
    """The promise if every hospital takes part in every round.

    Args:
        config: the run's settings.
        noise_multiplier: the noise in force.
        num_examples: each hospital's training images.
    """
    each = mechanisms(replace(config, noise_multiplier=noise_multiplier), num_examples)
    return Plan(noise_multiplier, tuple(Spent(epsilon(one, config.rounds), one.delta) for one in each))


def promised(spent: Spent | None) -> str:
    """Epsilon as it is shown; never a number where nothing is promised."""
    if spent is None:
        return NO_GUARANTEE
    return f"ε = {spent.epsilon:,.0f}" if spent.epsilon >= 100 else f"ε = {spent.epsilon:.3g}"


def chance(spent: Spent) -> str:
    """Delta as it is shown."""
    return f"δ = {short_delta(spent.delta)}"


def short_delta(delta: float) -> str:
    """1e-5 rather than 1e-05."""
    return f"{delta:.2g}".replace("e-0", "e-")


def best_guess(spent: Spent) -> float:
    """How often whoever would toss a coin can be right at most, after seeing everything.

    Of the attacks that (epsilon, delta) allows, the best one errs as often one way as the other (Kairouz et al. 2015,
    arXiv:1311.0776).
    """
    return (1 + spent.delta * math.exp(-spent.epsilon)) / (1 + math.exp(-spent.epsilon))


def attacker_right(spent: Spent) -> str:
    """`best_guess` in words, rounded up: it is a bound."""
    if spent.epsilon > WEAK_EPSILON:
        return "always"
    return "almost always" if best_guess(spent) > 0.99 else f"at most {math.ceil(100 * best_guess(spent))} %"


def worth(spent: Spent, dp: str) -> str:
    """What a promise is worth to the one who is protected, in a sentence for everyone."""
    who = "one image was used" if dp == "record" else "one hospital took part"
    if spent.epsilon > WEAK_EPSILON:
        return f"Practically nothing is promised: whoever sees everything may be all but certain whether {who}."
    odds = math.exp(spent.epsilon)
    right = attacker_right(spent) + (" of the time" if best_guess(spent) <= 0.99 else "")
    return (
        f"Whoever could only toss a coin on whether {who} can be right {right} after seeing everything: the odds rise "
        f"by a factor of e^ε = {odds:,.{1 if odds < 10 else 0}f} at most, but for a chance of {chance(spent)}."
    )


def noise_in_updates(dp: str, noise_multiplier: float, num_hospitals: int, num_parameters: int) -> float:
    """How long the noise in the average of all hospitals is, in longest updates: L2, expected.

    Central noise is added once and divided by their number; of local noise there is one a hospital, and the sum of
    independent ones grows with the root of their number.
    """
    shared_by = math.sqrt(num_hospitals) if dp == "local" else num_hospitals
    return noise_multiplier * math.sqrt(num_parameters) / shared_by


def verdict(config: SimulationConfig, epsilon: float, num_parameters: int, many: int = 1000) -> tuple[str, str]:
    """Whether this federation can afford to hide one hospital, and the numbers that say so.

    Args:
        config: the run's settings, with a whole hospital as the unit.
        epsilon: what is to be promised after all rounds.
        num_parameters: numbers in the model.
        many: a number of hospitals to compare with.

    Raises:
        ConfigError: no noise is strong enough.
    """
    number = len(config.hospitals)
    here = _price(config, epsilon, number, num_parameters)
    there = _price(config, epsilon, many, num_parameters)
    judged = "nearly hopeless" if here > HOPELESS else "costly" if here > COSTLY else "affordable"
    return (
        f"With {in_words(number)} hospitals, protecting a whole hospital is {judged}.",
        f"Even the weak promise of ε = {epsilon:g} after {counted(config.rounds, 'round')} leaves noise in the average "
        f"that is {_times(here)} as long as the longest update a hospital may send. "
        f"Shared by {counted(many, 'hospital')} it would be {_times(there)} as long.",
    )


def _price(config: SimulationConfig, epsilon: float, num_hospitals: int, num_parameters: int) -> float:
    """Noise in the average, in longest updates, if that many hospitals promise this epsilon."""
    wanted = replace(config, noise_multiplier=0.0, target_epsilon=epsilon)
    noise = noise_in_force(wanted, (1,) * num_hospitals)
    return noise_in_updates(config.dp, noise, num_hospitals, num_parameters)


def _times(number: float) -> str:
    return f"{number:,.0f} times" if number >= 10 else f"{number:.2g} times"
