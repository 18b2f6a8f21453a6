"""Noise for a budget, and what the same noise would buy a larger federation."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Context, Decimal
from functools import lru_cache

from fedsim.hospitals.participation.attendance import rounds_asked
from fedsim.privacy.accounting import Release, client_epsilon, default_delta, epsilon
from fedsim.privacy.mechanisms import releases
from fedsim.settings.config import ConfigError, SimulationConfig, known_by

MAX_NOISE = 1e6
PRECISION = 1e-4
UP = Context(prec=4, rounding=ROUND_CEILING)


def noise_in_force(config: SimulationConfig, num_examples: Sequence[int]) -> float:
    """The noise multiplier that a run uses: the given one, or where it is 0 the one that its target epsilon asks for.

    Args:
        config: the run's settings.
        num_examples: each hospital's training images.

    Raises:
        ConfigError: no noise is strong enough.
    """
    if not config.private:
        return 0.0
    if config.noise_multiplier > 0 or config.target_epsilon is None:
        return config.noise_multiplier
    each = releases(replace(config, noise_multiplier=1.0), num_examples)
    lasting: dict[int, set[Release]] = {}
    # The noise of the rounds before somebody is left out was drawn by then. With sampling, who stays is asked more
    # often: the budget may then end the run early, and is never overspent.
    for release, rounds in zip(each, rounds_of(known_by(config, 0), len(each)), strict=True):
        lasting.setdefault(rounds, set()).add(release)
    lasting.pop(0, None)  # whoever is never asked spends nothing
    return max(
        noise_for(config.target_epsilon, rounds, tuple(sorted(of, key=lambda each: each.population)))
        for rounds, of in lasting.items()
    )


def ends_early(config: SimulationConfig, num_examples: Sequence[int]) -> bool:
    """Whether the budget ends a run before the last round that is planned.

    Args:
        config: the run's settings; who was left out later may make others spend more than its noise lasts for.
        num_examples: each hospital's training images.

    Raises:
        ConfigError: no noise is strong enough.
    """
    if config.target_epsilon is None or not config.private:
        return False
    noise = noise_in_force(config, num_examples)
    each = releases(replace(config, noise_multiplier=noise), num_examples)
    pairs = zip(each, rounds_of(config, len(each)), strict=True)
    return any(rounds and epsilon(release, rounds) > config.target_epsilon for release, rounds in pairs)


def rounds_of(config: SimulationConfig, num_releases: int) -> tuple[int, ...]:
    """In how many rounds each release is made, if all rounds are; one for all counts for whom is asked most often."""
    asked = rounds_asked(config)
    return asked if num_releases > 1 else (max(asked),) * num_releases


@lru_cache(maxsize=64)
def noise_for(target_epsilon: float, rounds: int, of: tuple[Release, ...]) -> float:
    """The smallest noise multiplier, to four digits or so, with which none spends more than its budget.

    It is rounded up, so that the budget is never overspent.

    Args:
        target_epsilon: the budget after all rounds, > 0.
        rounds: how many there are.
        of: what is released in a round; their own noise multipliers do not matter.

    Raises:
        ConfigError: no noise is strong enough.
    """
    noise = 0.0
    for release in of:
        if noise == 0.0 or epsilon(replace(release, noise_multiplier=noise), rounds) > target_epsilon:
            noise = _search(target_epsilon, rounds, release, noise)
    return noise


def _search(target_epsilon: float, rounds: int, release: Release, low: float) -> float:
    """Bracket the noise, then solve for it in logarithms, in which epsilon is nearly straight (Brent 1973).

    Args:
        target_epsilon: the budget.
        rounds: for which it is to last.
        release: whose noise it is.
        low: known to be too little.
    """
    from scipy.optimize import brentq  # takes a second to import

    def excess(log_noise: float) -> float:
        """How far epsilon is above the target, in logarithms; epsilon may be infinite or 0."""
        spent = epsilon(replace(release, noise_multiplier=math.exp(log_noise)), rounds)
        return math.log(min(max(spent, 1e-300), 1e300) / target_epsilon)

    high = math.log(max(2 * low, 1.0))
    while excess(high) > 0:
        high += 1.0
        if high > math.log(MAX_NOISE):
            raise ConfigError("no-noise-is-enough", epsilon=target_epsilon, delta=release.delta, rounds=rounds)
    below = high - 1.0
    while excess(below) <= 0:
        below -= 1.0
    noise = _rounded_up(math.exp(brentq(excess, below, high, xtol=PRECISION / 4)))
    while excess(math.log(noise)) > 0:  # the root may lie on either side, by less than its precision
        noise = _rounded_up(noise * (1 + PRECISION))
    return noise


def _rounded_up(noise: float) -> float:
    return float(UP.create_decimal(Decimal(noise)))


@dataclass(frozen=True)
class Purchase:
    """What noise buys a federation of this many hospitals. `epsilon` None is no guarantee."""

    hospitals: int
    noise_multiplier: float
    delta: float
    epsilon: float | None


def what_it_buys(
    rounds: int,
    noise_multiplier: float,
    num_hospitals: int,
    delta: float | None = None,
    others: Sequence[int] = (10, 100, 1000),
) -> tuple[Purchase, ...]:
    """The same noise on the averaged model, for this federation and larger ones.

    The average divides the noise by the number of hospitals, so that ten times as many may add ten times the noise
    multiplier and the model is as good as before: this is what many hospitals buy.

    Args:
        rounds: communication rounds.
        noise_multiplier: this federation's.
        num_hospitals: how many hospitals it has.
        delta: for all of them; None is each one's default.
        others: numbers of hospitals to compare with.
    """
    return tuple(
        _purchase(rounds, noise_multiplier * number / num_hospitals, number, delta)
        for number in dict.fromkeys((num_hospitals, *others))
    )


def _purchase(rounds: int, noise_multiplier: float, hospitals: int, delta: float | None) -> Purchase:
    delta = delta or default_delta(hospitals)
    return Purchase(hospitals, noise_multiplier, delta, client_epsilon(rounds, noise_multiplier, delta))
