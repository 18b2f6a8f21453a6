"""Whether the hospitals' updates point the same way: pair by pair, over the rounds, and who stands apart."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
import pandas as pd

from fedsim.events import RoundFinished

Pair = tuple[str, str]
LEAST_COMMON, FEW_OF = 0.1, 3
"""Who stands apart has at most a third of what any two of the others have in common, and they have at least this."""
LONGER = 3
"""An update that is so many times as long as the median hospital's is worth a word."""


@dataclass(frozen=True)
class Agreement:
    """What a run's updates have in common: cosines, means over the rounds in which both hospitals sent one.

    Attributes:
        rounds: how many rounds of training there are.
        pairs: by two names, in the federation's order.
        to_mean: of hospitals that are too many for pairs, each one's to the mean of all.
        apart: who stands apart, where anybody does: fewer than half of the hospitals.
        longer: whose updates are much longer than the median hospital's, and how many times.
    """

    rounds: int
    pairs: dict[Pair, float]
    to_mean: dict[str, float]
    apart: tuple[str, ...]
    longer: dict[str, float]

    @property
    def names(self) -> tuple[str, ...]:
        """Of the hospitals that have a pair."""
        return tuple(dict.fromkeys(name for pair in self.pairs for name in pair))

    @property
    def others(self) -> tuple[str, ...]:
        return tuple(name for name in self.names if name not in self.apart)

    @property
    def between(self) -> float:
        """Mean over all pairs of one that stands apart and one of the others."""
        return float(np.mean([value for pair, value in self.pairs.items() if len({*pair} & {*self.apart}) == 1]))

    @property
    def within(self) -> float:
        """Mean over all pairs of the others."""
        return float(np.mean([value for pair, value in self.pairs.items() if not {*pair} & {*self.apart}]))


def pairs_of(finished: RoundFinished) -> dict[Pair, float]:
    """The cosines of a round, by the names of both; without those that have no direction."""
    names = [each.name for each in finished.hospitals if each.participated]
    told = itertools.combinations(names, 2)
    return {
        pair: value for pair, value in zip(told, finished.similarity, strict=False) if value is not None
    }  # a round of an earlier version has none


def agreement(rounds: Sequence[RoundFinished]) -> Agreement:
    """Of a run, up to now."""
    found: dict[Pair, list[float]] = {}
    to_mean: dict[str, list[float]] = {}
    for finished in rounds:
        for pair, value in pairs_of(finished).items():
            found.setdefault(pair, []).append(value)
        for each in finished.hospitals:
            if each.cosine_to_mean is not None:
                to_mean.setdefault(each.name, []).append(each.cosine_to_mean)
    pairs = {pair: float(np.mean(values)) for pair, values in found.items()}
    means = {name: float(np.mean(values)) for name, values in to_mean.items()}
    return Agreement(max(0, len(rounds) - 1), pairs, means, _apart(pairs), _longer(rounds))


def similarity_frame(finished: RoundFinished | None) -> pd.DataFrame:
    """The cosines of a round, each pair from both sides: hospital, other, cosine, round."""
    pairs = pairs_of(finished) if finished else {}
    rows = [(*sides, value, finished.round if finished else 0)
            for (one, other), value in pairs.items() for sides in ((one, other), (other, one))]  # fmt: skip
    return pd.DataFrame(rows, columns=["hospital", "other", "cosine", "round"])


def _apart(pairs: dict[Pair, float]) -> tuple[str, ...]:
    """The fewest hospitals that have little in common with any of the others, who have more with one another."""
    names = [*dict.fromkeys(name for pair in pairs for name in pair)]
    to_all = {name: float(np.mean([value for pair, value in pairs.items() if name in pair])) for name in names}
    ranked = sorted(names, key=to_all.__getitem__)
    for number in range(1, (len(names) - 1) // 2 + 1):
        out = {*ranked[:number]}
        within = [value for pair, value in pairs.items() if not {*pair} & out]
        between = [value for pair, value in pairs.items() if len({*pair} & out) == 1]
        if within and between and min(within) >= LEAST_COMMON and max(between) <= min(within) / FEW_OF:
            return tuple(name for name in names if name in out)
    return ()


def _longer(rounds: Sequence[RoundFinished]) -> dict[str, float]:
    norms: dict[str, list[float]] = {}
    for finished in rounds:
        for each in finished.hospitals:
            if each.update_norm is not None:
                norms.setdefault(each.name, []).append(each.update_norm)
    means = {name: float(np.mean(values)) for name, values in norms.items()}
    middle = median(means.values()) if len(means) > 2 else 0.0
    return {name: mean / middle for name, mean in means.items() if middle and mean >= LONGER * middle}
