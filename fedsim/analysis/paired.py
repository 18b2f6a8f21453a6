"""One group of kept runs beside another, seed by seed, in the number that runs are compared by."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from fedsim.analysis.evidence import Gap, compare, gap_of
from fedsim.analysis.groups import LAST, Group
from fedsim.analysis.measures import METRICS, come_to
from fedsim.runs.state import RunState

NEGLIGIBLE = 0.01
"""A difference of less is told as negligible, however sure it is: of a share so much of it, of others this part of what
it is compared with."""


class Apart(StrEnum):
    """Why two groups are not compared."""

    SEEDS = "seeds"
    IMAGES = "images"
    NUMBER = "number"


@dataclass(frozen=True)
class Paired:
    """By how much one group is better than another.

    Attributes:
        metric: of `measures.METRICS`.
        gap: the mean over the seeds of by how much it is better, less than 0 where it is worse, whichever way the
            metric gets better. Its 95 % interval (`analysis.evidence`) is missing (nan) where there is none: one seed,
            and another number than the accuracy after the last round.
        beside: the mean of what it is compared with.
        seeds: how many both have.
        effect: Cohen's d of paired differences: their mean over their standard deviation; None with one seed, or where
            all are the same.
    """

    metric: str
    gap: Gap
    beside: float
    seeds: int
    effect: float | None

    @property
    def sure(self) -> bool:
        """Whether anything says how sure it is."""
        return not np.isnan(self.gap.low)

    @property
    def negligible(self) -> bool:
        whole = 1.0 if METRICS[self.metric].share else abs(self.beside)
        return abs(self.gap.mean) < NEGLIGIBLE * whole


def paired(one: Group, other: Group, metric: str = "accuracy", value: str = "last", last: int = LAST) -> Paired | Apart:
    """The difference over the seeds that both have, or why there is none.

    Args:
        one: a group.
        other: what it is compared with.
        metric: of `measures.METRICS`.
        value: what stands for a run, of `measures.VALUES`.
        last: of how many rounds a mean is.
    """
    ones, others = ({run.config.seed: run for run in group.runs} for group in (one, other))
    if not (seeds := sorted(ones.keys() & others.keys())):
        return Apart.SEEDS
    pairs = [(ones[seed], others[seed]) for seed in seeds]
    num_test = _num_test(pairs)
    if METRICS[metric].tested and num_test is None:
        return Apart.IMAGES
    numbers = np.array([[come_to(run, metric, value, last) for run in pair] for pair in pairs])
    there = np.isfinite(numbers).all(axis=1)
    if not there.any():
        return Apart.NUMBER
    pairs, numbers = [pair for pair, known in zip(pairs, there, strict=True) if known], numbers[there]
    better = METRICS[metric].sign * (numbers[:, 0] - numbers[:, 1])
    spread = float(better.std(ddof=1)) if len(better) > 1 else 0.0
    return Paired(
        metric,
        _gap(pairs, better, metric, value, num_test),
        float(numbers[:, 1].mean()),
        len(better),
        float(better.mean()) / spread if spread > 0 else None,
    )


def _num_test(pairs: Sequence[tuple[RunState, RunState]]) -> int | None:
    """How many test images all have answered, as many of each class; None where these are not the same."""
    tested = {tuple(map(sum, run.rounds[-1].confusion_matrix)) for pair in pairs for run in pair}
    return sum(tested.pop()) if len(tested) == 1 else None


def _gap(
    pairs: Sequence[tuple[RunState, RunState]], better: np.ndarray, metric: str, value: str, num_test: int | None
) -> Gap:
    """One run beside another has an interval over the test images, which only the last round's accuracy tells."""
    if len(better) > 1:
        return gap_of(better, 1 / max(1, num_test or 1) if METRICS[metric].share else 0.0)
    if (metric, value) == ("accuracy", "last"):
        ((one, other),) = pairs
        return compare([one.rounds[-1]], [other.rounds[-1]])
    return Gap(float(better[0]), np.nan, np.nan)
