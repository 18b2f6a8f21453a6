"""A sweep over how hospitals differ, take part or cheat, with several strategies: its runs, and what they come to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from fedsim.runs.state import RunState
from fedsim.runs.sweep import is_done
from fedsim.settings import sameness
from fedsim.settings.adversary import Honest, SignFlip
from fedsim.settings.config import SimulationConfig
from fedsim.settings.mixing import NoMixing
from fedsim.settings.participation import Full, Sampled
from fedsim.settings.partition import Dirichlet
from fedsim.settings.strategy import ROBUST

COLUMNS = ["strategy", "value", "accuracy", "low", "high", "seeds", "runs"]


@dataclass(frozen=True)
class Axis:
    """What is moved from run to run.

    Attributes:
        values: what there is to choose from, in order.
        start: what is chosen at first.
        hardest: the end of the values at which the hospitals are hardest to join, 0 or -1.
        log: whether the values are read on a logarithmic axis.
        put: gives settings one of the values.
        read: the value that settings have; None where they have none.
    """

    values: tuple[float, ...]
    start: tuple[float, ...]
    hardest: int
    log: bool
    put: Callable[[SimulationConfig, float], SimulationConfig]
    read: Callable[[SimulationConfig], float | None]


def _skewed(config: SimulationConfig, alpha: float) -> SimulationConfig:
    """Everybody may see every class: alpha alone says how unevenly they do."""
    hospitals = tuple(replace(each, excluded=()) for each in config.hospitals)
    return replace(config, hospitals=hospitals, deal="disjoint", partition=Dirichlet(alpha=alpha))


def _sampled(config: SimulationConfig, fraction: float) -> SimulationConfig:
    return replace(config, participation=Full() if fraction == 1 else Sampled(fraction=fraction))


def _cheating(config: SimulationConfig, number: float) -> SimulationConfig:
    """The first hospitals turn the sign of their updates."""
    cheats = [SignFlip() if place < number else Honest() for place in range(len(config.hospitals))]
    pairs = zip(config.hospitals, cheats, strict=True)
    return replace(config, hospitals=tuple(replace(each, adversary=cheat) for each, cheat in pairs))


def _num_cheats(config: SimulationConfig) -> float | None:
    kinds = [each.adversary for each in config.hospitals]
    return float(sum(kind == SignFlip() for kind in kinds)) if set(kinds) <= {SignFlip(), Honest()} else None


AXES = {
    "alpha": Axis((0.03, 0.1, 0.3, 1.0, 10.0, 100.0), (0.1, 1.0, 100.0), 0, True, _skewed,
                  lambda config: getattr(config.partition, "alpha", None)),
    "cheats": Axis((0.0, 1.0, 2.0, 3.0, 4.0), (0.0, 1.0, 2.0), -1, False, _cheating, _num_cheats),
    "fraction": Axis((0.1, 0.2, 0.3, 0.5, 0.7, 1.0), (0.2, 0.5, 1.0), 0, False, _sampled,
                     lambda config: getattr(config.participation, "fraction", 1.0)),
    "dropout": Axis((0.0, 0.2, 0.3, 0.5, 0.7, 0.9), (0.0, 0.3, 0.5), -1, False,
                    lambda config, chance: replace(config, dropout=chance), lambda config: config.dropout),
}  # fmt: skip
"""By a key; what each is called, `fedsim.text.pages.explore` says."""


@dataclass(frozen=True)
class Exploration:
    """What is asked for: the same run at each of these values, with each of these strategies and seeds.

    Attributes:
        base: the settings that all runs share.
        axis: a key of `AXES`.
        values: of it.
        strategies: their settings.
        seeds: each value is tried with each of them.
    """

    base: SimulationConfig
    axis: str
    values: tuple[float, ...]
    strategies: tuple[Any, ...]
    seeds: tuple[int, ...]

    def config(self, value: float, strategy: Any, seed: int) -> SimulationConfig:
        """One of its runs; a budget would end it early, so there is none."""
        plain = replace(self.base, seed=seed, baselines="none", attack="none", target_epsilon=None, strategy=strategy)
        if strategy.kind not in ROBUST:
            plain = replace(plain, mixing=NoMixing())
        return AXES[self.axis].put(plain, value)

    def configs(self) -> list[SimulationConfig]:
        """Every run. Seed by seed, and the hardest value first: what differs most appears early."""
        values = sorted(self.values, reverse=AXES[self.axis].hardest == -1)
        return [self.config(value, each, seed) for seed in self.seeds for value in values for each in self.strategies]

    def covers(self, config: SimulationConfig) -> bool:
        """Whether a run is of this exploration: it may have another value and another seed, and no more."""
        value = AXES[self.axis].read(config)
        if value is None or config.strategy not in self.strategies or config.rounds != self.base.rounds:
            return False
        own = self.config(value, config.strategy, config.seed)
        return sameness.federation(own) == sameness.federation(config)


def exploration_frame(states: Iterable[RunState], exploration: Exploration) -> pd.DataFrame:
    """Test accuracy after the last round against the axis, a row a strategy and value.

    Columns: strategy (its place), value, accuracy (the seeds' mean), low and high (the worst and the best seed), seeds
    (how many), and last runs (how many there are in all; see `frames.matrix_frame`).
    """
    groups: dict[tuple[int, float], list[float]] = {}
    for state in states:
        value = AXES[exploration.axis].read(state.config)
        if is_done(state) and value is not None and value in exploration.values:
            place = exploration.strategies.index(state.config.strategy)
            groups.setdefault((place, value), []).append(state.rounds[-1].accuracy)
    rows = [
        (place, value, float(np.mean(each)), min(each), max(each), len(each))
        for (place, value), each in sorted(groups.items())
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS[:-1])
    return frame.assign(runs=int(frame["seeds"].sum()))
