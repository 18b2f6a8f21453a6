"""What a run promises: (epsilon, delta) from Renyi differential privacy, run-long.

A promise is about one unit, added to or removed from the data: a whole hospital ("client level"), or one image of a
hospital ("record level"). Mironov 2017 (arXiv:1702.07476) gives the accounting, Mironov et al. 2019 (arXiv:1908.10530)
that of the sampled Gaussian. Flower's accountant does the sums, over Google's dp-accounting.
"""

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fedsim.errors import BudgetSpent, Problem
from fedsim.hospitals.participation import PARTICIPATION
from fedsim.settings.config import ConfigError, SimulationConfig


@dataclass(frozen=True)
class Release:
    """What is published in a round with noise, the same way in every round.

    Attributes:
        noise_multiplier: standard deviation of the noise over the sensitivity, > 0.
        delta: the chance at which the promise may fail, in (0, 1).
        population: units that are protected.
        sample_size: how many of them are used each time on average, drawn by Poisson sampling; `population` is all of
            them, and then sampling earns nothing.
        times_per_round: how often noise is added in a round.
    """

    noise_multiplier: float
    delta: float
    population: int
    sample_size: int
    times_per_round: int = 1


@dataclass(frozen=True)
class Spent:
    """A promise so far."""

    epsilon: float
    delta: float


@lru_cache(maxsize=1024)
def epsilon(release: Release, rounds: int) -> float:
    """Epsilon after that many rounds, at the release's delta; 0 rounds promise everything."""
    if rounds == 0:
        return 0.0
    from fedsim.privacy.rdp import rdp_epsilon  # Flower takes a second: not before it is needed

    return rdp_epsilon(release, rounds * release.times_per_round)


def client_epsilon(rounds: int, noise_multiplier: float, delta: float) -> float | None:
    """Epsilon of central or local noise, of which a whole hospital is the unit. None is no guarantee.

    Whoever is asked in a round is in it whole, so that no sampling amplifies the privacy: for the same noise multiplier
    the number of hospitals changes nothing.
    """
    return epsilon(Release(noise_multiplier, delta, 1, 1), rounds) if noise_multiplier > 0 else None


def default_delta(population: int) -> float:
    """1 / (100 population): at 1 / population a promise may still publish one member's data whole.

    (Dwork and Roth 2014, doi:10.1561/0400000042, section 2.3, ask for far less than 1 / population.)
    """
    return 0.01 / population


def delta_warning(delta: float, population: int) -> Problem | None:
    """What is wrong with a delta, or None."""
    if delta < 1 / population:
        return None
    better = default_delta(population)
    return Problem.of("delta-promises-nothing", delta=delta, population=population, better=better)


def check_participation(config: SimulationConfig) -> None:
    """Make sure that a run's accounting holds for who takes part in its rounds.

    Raises:
        ConfigError: it does not.
    """
    accounted = [name for name, each in PARTICIPATION.items() if each.accounted]
    if (kind := config.participation.kind) not in accounted:
        raise ConfigError("participation-or-noise", got=kind, accounted=accounted)


def steps_per_epoch(num_examples: int, batch_size: int) -> int:
    """Steps that use every image once on average, rounded up."""
    return math.ceil(num_examples / batch_size)


class Ledger:
    """What a run has spent: how many rounds have cost each hospital something.

    A hospital that is not asked in a round is in nothing that the round publishes, which everyone knows: it costs it
    nothing. Central noise hides whether a hospital that was asked answered, and costs it the round either way.

    Args:
        releases: one for all hospitals, or one a hospital; none promises nothing.
        rounds: how many rounds are planned.
        target_epsilon: none may spend more; None is no limit.
    """

    REMEMBERED = ("_rounds",)

    def __init__(self, releases: Sequence[Release] = (), rounds: int = 0, target_epsilon: float | None = None) -> None:
        self._releases, self._planned, self._target = tuple(releases), rounds, target_epsilon
        self._rounds = Counter[int]()

    def allow(self, server_round: int, asked: Collection[int] | None = None) -> None:
        """Raise BudgetSpent if this round would spend more than the budget of any whom it asks.

        Args:
            server_round: the round, >= 1.
            asked: places of the hospitals that it asks; None is all of them.
        """
        if self._target is None:
            return
        for place, release in enumerate(self._releases):
            rounds = self._rounds_of(place, asked)
            if rounds is not None and epsilon(release, rounds + 1) > self._target:
                raise BudgetSpent(
                    "budget-spent",
                    done=server_round - 1,
                    rounds=self._planned,
                    epsilon=self._target,
                    delta=release.delta,
                )

    def spend(self, participated: Sequence[bool], asked: Collection[int] | None = None) -> None:
        """Count a round. A hospital that sent nothing spent nothing; central noise is spent for all that were asked.

        Args:
            participated: of each hospital, whether it sent something.
            asked: places of the hospitals that were asked; None is all of them.
        """
        sent = [place for place, took_part in enumerate(participated) if took_part]
        everyone = range(len(participated)) if asked is None else asked
        self._rounds.update(sent if len(self._releases) > 1 else everyone if sent else ())

    def spent(self) -> tuple[Spent, ...]:
        """What each release promises so far; one for all hospitals promises it to whom it has cost most."""
        return tuple(
            Spent(epsilon(release, self._rounds_of(place) or 0), release.delta)
            for place, release in enumerate(self._releases)
        )

    def worst(self) -> Spent | None:
        """What the run promises to everyone; None is no guarantee."""
        spent = self.spent()
        return Spent(max(s.epsilon for s in spent), max(s.delta for s in spent)) if spent else None

    def _rounds_of(self, place: int, asked: Collection[int] | None = None) -> int | None:
        """Rounds that a release has cost the worst-off of those asked; None where it is nobody's of them."""
        whose = range(place, place + 1) if len(self._releases) > 1 else (asked or self._rounds)
        here = [self._rounds[each] for each in whose if asked is None or each in asked]
        return max(here, default=None if len(self._releases) > 1 else 0)
