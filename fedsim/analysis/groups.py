"""Kept runs side by side: those that differ in nothing but the seed are one group.

A group's numbers are its own runs' alone: they do not move when other runs are shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from fedsim.analysis.measures import VALUES, come_to
from fedsim.runs.state import RunState
from fedsim.settings.config import SimulationConfig
from fedsim.settings.declared import settled

LAST = 3
"""Rounds of which a mean is given too: the last one alone may be a bad moment."""


@dataclass(frozen=True)
class Group:
    """Runs of the same settings but for the seed.

    Attributes:
        config: their settings; the seed is the first one's.
        runs: of each seed the newest that has finished a round, in the order of the seeds.
    """

    config: SimulationConfig
    runs: tuple[RunState, ...]


def grouped(states: Sequence[RunState]) -> tuple[Group, ...]:
    """The groups of these runs, in the order in which they are given; runs without a finished round are left out."""
    found: dict[SimulationConfig, dict[int, RunState]] = {}
    for state in states:
        if state.rounds_done:
            key = settled(replace(state.config, seed=0))
            seeds = found.setdefault(key, {})
            if (other := seeds.get(state.config.seed)) is None or other.queued_at < state.queued_at:
                seeds[state.config.seed] = state
    each = [tuple(seeds[seed] for seed in sorted(seeds)) for seeds in found.values()]
    return tuple(Group(runs[0].config, runs) for runs in each)


def differing(configs: Sequence[SimulationConfig]) -> tuple[str, ...]:
    """Names of the settings, as links have them, that are not the same in all; the seed is none of them."""
    queries = [config.to_query() for config in configs]
    names = dict.fromkeys(name for query in queries for name in query)
    return tuple(name for name in names if name != "seed" and len({query.get(name) for query in queries}) > 1)


def hospitals_apart(configs: Sequence[SimulationConfig], name: str) -> set[str]:
    """Names of the hospitals that have not the same of their own in all that have them.

    Args:
        configs: settings.
        name: an attribute of `Hospital`.
    """
    own: dict[str, set] = {}
    for config in configs:
        for each in config.hospitals:
            own.setdefault(each.name, set()).add(getattr(each, name))
    return {hospital for hospital, kinds in own.items() if len(kinds) > 1}


def summary_frame(groups: Sequence[Group], metric: str = "accuracy", last: int = LAST) -> pd.DataFrame:
    """A row a group and a value of `VALUES`, each a mean over the seeds.

    Columns: group (its place), of (the value), value, sd (over the seeds, missing for one), se (sd / sqrt(seeds)), low,
    high (the least and the greatest), seeds (how many have such a number).
    """
    rows = []
    for place, group in enumerate(groups):
        for value in VALUES:
            there = [each for run in group.runs if not np.isnan(each := come_to(run, metric, value, last))]
            rows.append((place, value, *spread_over(there), len(there)))
    return pd.DataFrame(rows, columns=["group", "of", "value", "sd", "se", "low", "high", "seeds"])


def spread_over(values: Sequence[float]) -> tuple[float, float, float, float, float]:
    """Mean, standard deviation, standard error, least and greatest of what seeds came to; nan where there is none."""
    if not values:
        return (np.nan,) * 5
    sd = float(np.std(values, ddof=1)) if len(values) > 1 else np.nan
    return float(np.mean(values)), sd, sd / len(values) ** 0.5, min(values), max(values)
