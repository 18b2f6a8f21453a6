"""Kept runs side by side: those that differ in nothing but the seed are one group.

A group's numbers are its own runs' alone: they do not move when other runs are shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from fedsim.analysis.evidence import Gap, compare
from fedsim.analysis.fairness import worst_of
from fedsim.runs.state import RunState
from fedsim.settings.config import SimulationConfig
from fedsim.settings.declared import settled

LAST = 3
"""Rounds of which a mean is given too: the last one alone may be a bad moment."""
NEGLIGIBLE = 0.01
"""A difference of less accuracy is told as negligible, however sure it is."""


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


def summary_frame(groups: Sequence[Group]) -> pd.DataFrame:
    """A row a group.

    Columns: group (its place), seeds (how many), accuracy (after the last round, mean over the seeds), sd (over the
    seeds, missing for one), se (sd / sqrt(seeds)), best (each seed's best round, mean), last (each seed's mean of its
    last `LAST` rounds, mean), worst (that of the hospital which does worst on its own classes, mean), rounds, seconds.
    """
    rows = []
    for place, group in enumerate(groups):
        reached = [[each.accuracy for each in run.rounds[1:]] for run in group.runs]
        ends = np.array([each[-1] for each in reached])
        sd = float(ends.std(ddof=1)) if len(ends) > 1 else np.nan
        rows.append(
            (
                place,
                len(ends),
                float(ends.mean()),
                sd,
                sd / len(ends) ** 0.5,
                float(np.mean([max(each) for each in reached])),
                float(np.mean([np.mean(each[-LAST:]) for each in reached])),
                float(np.mean([worst_of(run.rounds[-1]) for run in group.runs])),
                float(np.mean([run.rounds_done for run in group.runs])),
                float(np.mean([sum(each.seconds for each in run.rounds) for run in group.runs])),
            )
        )
    columns = ["group", "seeds", "accuracy", "sd", "se", "best", "last", "worst", "rounds", "seconds"]
    return pd.DataFrame(rows, columns=columns)


def curves_frame(groups: Sequence[Group]) -> pd.DataFrame:
    """Accuracy by round: group, run (its id, or "" for the mean of all that have made the round), round, accuracy, low,
    high: of the mean, the worst and the best seed; seeds, how many those are; and runs, as `matrix_frame` has it.
    """
    rows: list[tuple] = []
    for place, group in enumerate(groups):
        longest = max(len(run.rounds) for run in group.runs)
        for number in range(longest):
            there = [run.rounds[number].accuracy for run in group.runs if len(run.rounds) > number]
            rows.append((place, "", number, float(np.mean(there)), min(there), max(there), len(there)))
        if len(group.runs) > 1:
            for run in group.runs:
                rows += [(place, run.id, each.round, each.accuracy, np.nan, np.nan, 1) for each in run.rounds]
    frame = pd.DataFrame(rows, columns=["group", "run", "round", "accuracy", "low", "high", "seeds"])
    return frame.assign(runs=len(frame))


@dataclass(frozen=True)
class Paired:
    """One group less another, seed by seed.

    Attributes:
        gap: of the accuracy after the last round, with its 95 % interval (`analysis.evidence`).
        seeds: how many both have.
        effect: Cohen's d of paired differences: their mean over their standard deviation; None with one seed, or where
            all are the same.
    """

    gap: Gap
    seeds: int
    effect: float | None

    @property
    def negligible(self) -> bool:
        return abs(self.gap.mean) < NEGLIGIBLE


def paired(one: Group, other: Group) -> Paired | None:
    """The difference over the seeds that both have; None where they have none, or were tested on other images."""
    ones, others = ({run.config.seed: run.rounds[-1] for run in group.runs} for group in (one, other))
    seeds = sorted(ones.keys() & others.keys())
    both = [each for seed in seeds for each in (ones[seed], others[seed])]
    tested = {tuple(map(sum, each.confusion_matrix)) for each in both}
    if not seeds or len(tested) > 1:
        return None
    differences = np.array([ones[seed].accuracy - others[seed].accuracy for seed in seeds])
    spread = float(differences.std(ddof=1)) if len(seeds) > 1 else 0.0
    effect = float(differences.mean()) / spread if spread > 0 else None
    return Paired(compare([ones[each] for each in seeds], [others[each] for each in seeds]), len(seeds), effect)
