"""What the four steps found: means over seeds, once all runs that are compared are done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fedsim.analysis.same import SAME
from fedsim.runs.exploration import Exploration, Runs

FAILS_BY = 0.1
"""A federation fails where it loses as much accuracy, in comparison with hospitals that are alike."""


def reached(exploration: Exploration, runs: Runs) -> Mapping[tuple[float, Any], float] | None:
    """The mean accuracy at each value with each strategy; None before all runs are done."""
    found = {
        (value, strategy): [state.rounds[-1].accuracy for state in exploration.done(value, strategy, runs).values()]
        for value in exploration.values
        for strategy in exploration.strategies
    }
    if any(len(each) < len(exploration.seeds) for each in found.values()):
        return None
    return {place: float(np.mean(each)) for place, each in found.items()}


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
    means = {value: mean for (value, _), mean in found.items()}
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
        mixed: whether updates were mixed before it.
        tried: how many there were.
    """

    best: Any
    accuracy: float
    before: float
    mixed: bool = False
    tried: int = 1

    @property
    def helps(self) -> bool:
        return self.accuracy > self.before + SAME


def mended(exploration: Exploration, runs: Runs) -> Choice | None:
    """What step 2 found: the best of the others beside the first."""
    if (found := reached(exploration, runs)) is None:
        return None
    first, *others = exploration.strategies
    means = {strategy: mean for (_, strategy), mean in found.items()}
    best = max(others, key=means.__getitem__)
    return Choice(best, means[best], means[first], tried=len(others))


@dataclass(frozen=True)
class Poisoned:
    """What hospitals that cheat did.

    Attributes:
        cheats: how many did most.
        accuracy: then.
        honest: without any.
    """

    cheats: int
    accuracy: float
    honest: float

    @property
    def hurts(self) -> bool:
        return self.accuracy < self.honest - SAME


def poisoned(exploration: Exploration, runs: Runs) -> Poisoned | None:
    """What step 3 found."""
    if (found := reached(exploration, runs)) is None:
        return None
    means = {value: mean for (value, _), mean in found.items()}
    worst = min((value for value in means if value), key=means.__getitem__)
    return Poisoned(int(worst), means[worst], means[0])


def defended(explorations: Sequence[Exploration], runs: Runs, before: float) -> Choice | None:
    """What step 4 found: the best rule, alone or after mixing.

    Args:
        explorations: the rules alone, and after mixing.
        runs: of both.
        before: the accuracy without a defence.
    """
    found = [reached(each, runs) for each in explorations]
    ranked: list[tuple[float, Any, bool]] = []
    for place, each in enumerate(found):
        if each is None:
            return None
        ranked += [(mean, strategy, bool(place)) for (_, strategy), mean in each.items()]
    mean, best, mixed = max(ranked, key=lambda one: one[0])
    return Choice(best, mean, before, mixed, len(ranked))
