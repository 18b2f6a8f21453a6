"""What an exploration comes to: a table of its points, and what they say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fedsim.analysis.clear import better_in
from fedsim.analysis.evidence import mean_of
from fedsim.analysis.heterogeneity import heterogeneity_of
from fedsim.analysis.same import SAME
from fedsim.analysis.target import Reached, reached
from fedsim.events import RoundFinished
from fedsim.runs.exploration import Exploration, Runs
from fedsim.runs.state import RunState
from fedsim.settings.strategy import by_scanner

COLUMNS = ["strategy", "value", "accuracy", "low", "high", "sd", "seeds", "heterogeneity", "runs"]


def exploration_frame(runs: Runs, exploration: Exploration) -> pd.DataFrame:
    """Test accuracy after the last round against what is moved, a row a strategy and value.

    Columns: strategy (its place), value, accuracy (the seeds' mean), low and high (the worst and the best seed), sd
    (missing for one seed), seeds (how many), heterogeneity (the seeds' mean; see `analysis.heterogeneity`), and last
    runs (how many there are in all; see `frames.matrix_frame`).
    """
    rows = [
        (place, value, *_point(done))
        for place, strategy in enumerate(exploration.strategies)
        for value in exploration.values
        if (done := list(exploration.done(value, strategy, runs).values()))
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS[:-1])
    return frame.assign(runs=int(frame["seeds"].sum()))


def _point(states: Iterable[RunState]) -> tuple[float, float, float, float, int, float]:
    reached = np.array([state.rounds[-1].accuracy for state in states])
    known = [different for state in states if state.info and (different := heterogeneity_of(state.info)) is not None]
    sd = float(reached.std(ddof=1)) if len(reached) > 1 else np.nan
    different = float(np.mean(known)) if known else np.nan
    return float(reached.mean()), float(reached.min()), float(reached.max()), sd, len(reached), different


def until_target(runs: Runs, exploration: Exploration) -> Mapping[tuple[int, float], Reached]:
    """What the target accuracy of the settings took, by a strategy's place and value; empty where none is set."""
    if (target := exploration.base.target_accuracy) is None:
        return {}
    return {
        (place, value): reached([state.rounds for state in done], target)
        for place, strategy in enumerate(exploration.strategies)
        for value in exploration.values
        if (done := list(exploration.done(value, strategy, runs).values()))
    }


def changes_heterogeneity(frame: pd.DataFrame) -> bool:
    """Whether hospitals differ more at one value than at another."""
    by_value = frame.groupby("value")["heterogeneity"].mean()
    return len(by_value) > 1 and bool(by_value.max() - by_value.min() > SAME)


@dataclass(frozen=True)
class Best:
    """Another strategy where the first is at its worst.

    Attributes:
        strategy: its place.
        accuracy: the seeds' mean.
        better_in: in how many seeds it is better than the first.
        clear_in: in how many it is so clearly.
    """

    strategy: int
    accuracy: float
    better_in: int
    clear_in: int


@dataclass(frozen=True)
class Finding:
    """What an exploration found, every run of what it compares being there.

    Attributes:
        best_at: the value at which the first strategy is best.
        best: its accuracy there, the seeds' mean.
        worst_at: where it is worst.
        worst: its accuracy there.
        other: the best of the others there; None without others, or before all of their runs there are done.
        seeds: how many there are of each run.
        clear_in: with how many of them it is clearly better where it is best than where it is worst.
    """

    best_at: float
    best: float
    worst_at: float
    worst: float
    other: Best | None
    seeds: int
    clear_in: int


def finding(runs: Runs, exploration: Exploration) -> Finding | None:
    """What the first strategy loses, and which other one does best there; None before all of its runs are done."""
    first, *others = exploration.strategies
    reached = {value: _reached(exploration, value, first, runs) for value in exploration.values}
    if len(reached) < 2 or not all(reached.values()):
        return None
    means = {value: mean_of(each) for value, each in reached.items()}
    best_at, worst_at = max(means, key=means.__getitem__), min(means, key=means.__getitem__)
    worst = reached[worst_at]
    there = [_reached(exploration, worst_at, each, runs) for each in others]
    alike = [_on_same_images(exploration, worst_at, each) for each in others]
    ranked = [
        Best(place, mean_of(each), _num_better(each, worst), better_in(each, worst, len(others)))
        for place, (each, same_images) in enumerate(zip(there, alike, strict=True), start=1)
        if each and same_images
    ]
    other = max(ranked, key=lambda each: each.accuracy) if ranked and all(there) else None
    clearly = better_in(reached[best_at], worst, len(reached) * (len(reached) - 1) // 2)
    return Finding(best_at, means[best_at], worst_at, means[worst_at], other, len(exploration.seeds), clearly)


def _num_better(ones: Sequence[RoundFinished], others: Sequence[RoundFinished]) -> int:
    return sum(one.accuracy > other.accuracy + SAME for one, other in zip(ones, others, strict=True))


def _on_same_images(exploration: Exploration, value: float, strategy: object) -> bool:
    """Whether a strategy is evaluated on the first one's test images: own models are not where scanners differ."""
    first, other = (exploration.config(value, each, 0) for each in (exploration.strategies[0], strategy))
    return by_scanner(first) == by_scanner(other)


def _reached(exploration: Exploration, value: float, strategy: object, runs: Runs) -> list[RoundFinished]:
    """The last round of each seed; empty before all of them are done."""
    done = exploration.done(value, strategy, runs)
    return [state.rounds[-1] for state in done.values()] if len(done) == len(exploration.seeds) else []
