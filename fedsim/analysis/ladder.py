"""What the four steps found: means over seeds, once all runs that are compared are done.

A difference is clear where it is so with every seed by itself (`analysis.clear`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fedsim.analysis.clear import better_in
from fedsim.analysis.evidence import mean_of
from fedsim.analysis.same import SAME
from fedsim.events import RoundFinished
from fedsim.runs.exploration import Exploration, Runs

FAILS_BY = 0.1
"""A federation fails where it loses as much accuracy, in comparison with hospitals that are alike."""


def reached(exploration: Exploration, runs: Runs) -> Mapping[tuple[float, Any], Sequence[RoundFinished]] | None:
    """Each seed's last round, at each value with each strategy; None before all runs are done."""
    found = {
        (value, strategy): [state.rounds[-1] for state in exploration.done(value, strategy, runs).values()]
        for value in exploration.values
        for strategy in exploration.strategies
    }
    return None if any(len(each) < len(exploration.seeds) for each in found.values()) else found


@dataclass(frozen=True)
class Failing:
    """Where FedAvg fails.

    Attributes:
        alpha: the largest at which it loses `FAILS_BY`, or where it is worst.
        accuracy: there.
        alike_alpha: where hospitals are most alike.
        alike: its accuracy there.
    """

    alpha: float
    accuracy: float
    alike_alpha: float
    alike: float

    @property
    def fails(self) -> bool:
        return self.alike - self.accuracy >= FAILS_BY - SAME


def failing(exploration: Exploration, runs: Runs) -> Failing | None:
    """What step 1 found."""
    if (found := reached(exploration, runs)) is None:
        return None
    means = {value: mean_of(rounds) for (value, _), rounds in found.items()}
    easiest = max(means)
    others = {value: mean for value, mean in means.items() if value != easiest}
    lost = [value for value, mean in others.items() if means[easiest] - mean >= FAILS_BY - SAME]
    alpha = max(lost) if lost else min(others, key=others.__getitem__)
    return Failing(alpha, means[alpha], easiest, means[easiest])


@dataclass(frozen=True)
class Choice:
    """What several things that were tried came to.

    Attributes:
        best: the one that did best.
        accuracy: its.
        before: without any of them.
        better_in: with how many seeds it is clearly better.
        seeds: how many there are.
        mixed: whether updates were mixed before it.
        tried: how many there were.
    """

    best: Any
    accuracy: float
    before: float
    better_in: int
    seeds: int = 1
    mixed: bool = False
    tried: int = 1

    @property
    def helps(self) -> bool:
        return self.better_in == self.seeds

    def best_or(self, before: Any) -> Any:
        """What goes on to the next step."""
        return self.best if self.helps else before


def mended(exploration: Exploration, runs: Runs) -> Choice | None:
    """What step 2 found: the best of the others beside the first."""
    if (found := reached(exploration, runs)) is None:
        return None
    by_strategy = {strategy: rounds for (_, strategy), rounds in found.items()}
    first, *others = exploration.strategies
    best = max(others, key=lambda each: mean_of(by_strategy[each]))
    return _choice(best, by_strategy[best], by_strategy[first], tried=len(others))


@dataclass(frozen=True)
class Poisoned:
    """What hospitals that cheat did.

    Attributes:
        cheats: how many did most.
        accuracy: then.
        honest: without any.
        worse_in: with how many seeds it is clearly worse then.
        rounds: its last, a seed each.
    """

    cheats: int
    accuracy: float
    honest: float
    worse_in: int
    rounds: Sequence[RoundFinished]

    @property
    def hurts(self) -> bool:
        return self.worse_in == len(self.rounds)


def poisoned(exploration: Exploration, runs: Runs) -> Poisoned | None:
    """What step 3 found."""
    if (found := reached(exploration, runs)) is None:
        return None
    by_cheats = {int(value): rounds for (value, _), rounds in found.items()}
    honest = by_cheats.pop(0)
    worst = min(by_cheats, key=lambda each: mean_of(by_cheats[each]))
    rounds = by_cheats[worst]
    worse_in = better_in(honest, rounds, len(by_cheats))
    return Poisoned(worst, mean_of(rounds), mean_of(honest), worse_in, rounds)


def defended(explorations: Sequence[Exploration], runs: Runs, before: Sequence[RoundFinished]) -> Choice | None:
    """What step 4 found: the best rule, alone or after mixing.

    Args:
        explorations: the rules alone, and after mixing.
        runs: of both.
        before: the last rounds without a defence, a seed each.
    """
    tried: list[tuple[Any, Sequence[RoundFinished], bool]] = []
    for place, each in enumerate(explorations):
        if (found := reached(each, runs)) is None:
            return None
        tried += [(strategy, rounds, bool(place)) for (_, strategy), rounds in found.items()]
    best, rounds, mixed = max(tried, key=lambda one: mean_of(one[1]))
    return _choice(best, rounds, before, mixed=mixed, tried=len(tried))


def _choice(
    best: Any, rounds: Sequence[RoundFinished], before: Sequence[RoundFinished], *, tried: int, mixed: bool = False
) -> Choice:
    clearly = better_in(rounds, before, tried)
    return Choice(best, mean_of(rounds), mean_of(before), clearly, len(rounds), mixed, tried)
