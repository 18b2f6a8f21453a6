"""Curves of groups of runs: along rounds, seconds or bytes, smoothed, with what the seeds are spread over."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from fedsim.analysis.groups import Group, spread_over
from fedsim.analysis.measures import along, series, smoothed

COLUMNS = ["group", "run", "round", "x", "value", "low", "high", "seeds"]
SPREADS = ("range", "sd", "se")
"""What surrounds a mean: the worst to the best seed, a standard deviation or a standard error to both sides."""
FLOOR = 1e-4
"""An error of less is drawn as this: a logarithm has no zero."""


def curves_frame(
    groups: Sequence[Group], metric: str = "accuracy", by: str = "round", smooth: int = 1, spread: str = "range"
) -> pd.DataFrame:
    """A number by what was spent on it.

    Columns: group, run (its id, or "" for the mean of all that have made the round), round, x (of `measures.COSTS`; of
    a mean, their mean), value, low, high (missing for a run), seeds (how many those are); and runs, as `matrix_frame`
    has it. A group's single runs are there unsmoothed where the mean is another line.

    Args:
        groups: theirs alone are the numbers, whoever is shown beside them.
        metric: of `measures.METRICS`.
        by: of `measures.COSTS`.
        smooth: a mean over so many last rounds stands for each.
        spread: of `SPREADS`.
    """
    rows: list[tuple] = []
    for place, group in enumerate(groups):
        lines = [(along(run, by), told := series(run, metric), smoothed(told, smooth)) for run in group.runs]
        for number in range(max(len(run.rounds) for run in group.runs)):
            there = [(x[number], line[number]) for x, _, line in lines if number < len(line)]
            known = [(x, value) for x, value in there if not np.isnan(value)]
            if known:
                middle = float(np.mean([each for each, _ in known]))
                rows.append((place, "", number, middle, *band([value for _, value in known], spread), len(known)))
        if len(group.runs) > 1 or smooth > 1:
            for run, (spent, told, _) in zip(group.runs, lines, strict=True):
                rows += [(place, run.id, number, spent[number], each, np.nan, np.nan, 1)
                         for number, each in enumerate(told) if not np.isnan(each)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.assign(runs=len(frame))


def band(values: Sequence[float], spread: str) -> tuple[float, float, float]:
    """Mean, lower and upper end of the band; the ends are missing for one value.

    Args:
        values: of the seeds, at least one.
        spread: of `SPREADS`.
    """
    mean, sd, se, least, most = spread_over(values)
    if spread == "range":
        return mean, least, most
    half = sd if spread == "sd" else se
    return mean, mean - half, mean + half


def on_a_log_scale(frame: pd.DataFrame, *, share: bool) -> pd.DataFrame:
    """What a logarithm can show: of shares the error, 1 - share, `FLOOR` at least; of others what is above zero.

    Args:
        frame: with value, low and high.
        share: whether they are shares.
    """
    if share:
        frame = frame.assign(value=1 - frame["value"], low=1 - frame["high"], high=1 - frame["low"])
    else:
        frame = frame[frame["value"] > 0]
    return frame.assign(**{name: frame[name].clip(lower=FLOOR) for name in ("value", "low", "high")})
