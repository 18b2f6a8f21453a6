"""What runs are compared by: a number of each round, and what becomes of them over a run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from fedsim.analysis.fairness import worst_of
from fedsim.events import RoundFinished
from fedsim.runs.state import RunState

MB = 1e6


@dataclass(frozen=True)
class Metric:
    """A number of a round.

    Attributes:
        of: a round's; None or nan where it has none.
        share: whether it is a fraction in [0, 1], which goes up as the model gets better; all others go down.
        tested: whether it is of the test images, and means nothing beside that of others.
    """

    of: Callable[[RoundFinished], float | None]
    share: bool = True
    tested: bool = True

    @property
    def sign(self) -> int:
        """1 where more is better, -1 where less is."""
        return 1 if self.share else -1


def _sent(finished: RoundFinished) -> float:
    """MB, both ways."""
    return (finished.bytes_up + finished.bytes_down) / MB


METRICS = {
    "accuracy": Metric(lambda each: each.accuracy),
    "worst": Metric(worst_of),
    "auc": Metric(lambda each: each.auc),
    "loss": Metric(lambda each: each.loss, share=False),
    "epsilon": Metric(lambda each: each.epsilon, share=False, tested=False),
    "seconds": Metric(lambda each: each.seconds, share=False, tested=False),
    "bytes": Metric(_sent, share=False, tested=False),
}
"""By their names in an address. worst is the accuracy of the hospital that does worst on its own classes; seconds and
bytes are what the round took, in seconds and MB."""
COSTS: dict[str, Callable[[RoundFinished], float]] = {
    "round": lambda each: float(each.round > 0),
    "seconds": lambda each: each.seconds,
    "bytes": _sent,
}
"""What a curve goes along, as each round adds to it: rounds, seconds of training and evaluation, MB sent both ways."""
VALUES = ("last", "best", "mean")
"""What a run's rounds come to: the last one, the best one, the mean of the last k."""


def series(run: RunState, metric: str) -> list[float]:
    """A number of each round, round 0 first; nan where there is none."""
    told = (METRICS[metric].of(each) for each in run.rounds)
    return [np.nan if each is None else float(each) for each in told]


def along(run: RunState, cost: str) -> list[float]:
    """What it had cost, of `COSTS`, when each round was over; round 0 first."""
    return list(accumulate(COSTS[cost](each) for each in run.rounds))


def smoothed(values: Sequence[float], over: int) -> list[float]:
    """Each with the mean of the last so many, itself among them, in its place; at the start of as many as there are."""
    return [float(np.mean(values[max(0, end - over) : end])) for end in range(1, len(values) + 1)]


def come_to(run: RunState, metric: str, value: str = "last", last: int = 3) -> float:
    """What the rounds of training come to; nan where they have no such number.

    Args:
        run: with a finished round.
        metric: of `METRICS`.
        value: of `VALUES`.
        last: of how many rounds the mean is.
    """
    told = [each for each in series(run, metric)[1:] if not np.isnan(each)]
    if not told:
        return np.nan
    if value == "best":
        return max(told) if METRICS[metric].share else min(told)
    return float(np.mean(told[-last:])) if value == "mean" else told[-1]


def has(runs: Sequence[RunState], metric: str) -> bool:
    """Whether any of them has such a number."""
    return any(not np.isnan(each) for run in runs for each in series(run, metric)[-1:])
