"""Groups of runs as points: what each came to, sorted, against a setting, or along all that differs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fedsim.analysis.group_curves import band
from fedsim.analysis.groups import Group, differing
from fedsim.analysis.measures import METRICS, come_to
from fedsim.runs.state import RunState

SEED, NUMBER = "seed", "number"
ABSENT = "–"
"""Stands for a setting that a run has not."""
FEW = 6
"""So many values of a number stand at equal distances: how far they are apart says less than which they are."""
MOST_AXES = 8
DECADES = 2


def bars_frame(groups: Sequence[Group], metric: str, value: str, last: int, spread: str) -> pd.DataFrame:
    """A row a group that has such a number, the best first: group, value, low, high (missing for one seed), seeds."""
    rows = []
    for place, group in enumerate(groups):
        there = [each for run in group.runs if not np.isnan(each := come_to(run, metric, value, last))]
        if there:
            mean, low, high = band(there, spread)
            rows.append((place, mean, *((low, high) if len(there) > 1 else (np.nan, np.nan)), len(there)))
    frame = pd.DataFrame(rows, columns=["group", "value", "low", "high", "seeds"])
    frame = frame.sort_values("value", ascending=not METRICS[metric].share, kind="stable", ignore_index=True)
    return frame.assign(runs=len(frame))


@dataclass(frozen=True)
class Axis:
    """A setting as an axis.

    Attributes:
        name: the setting's, as links have it.
        texts: its values in order, as links have them, where they stand at equal distances.
        ends: least and greatest number, where they stand by their size; None else.
    """

    name: str
    texts: tuple[str, ...]
    ends: tuple[float, float] | None = None

    @property
    def marked(self) -> tuple[str, ...]:
        """The values that are written beside it: each, or the ends."""
        return self.texts if self.ends is None else (self.texts[0], self.texts[-1])

    @property
    def log(self) -> bool:
        """Whether its numbers lie so many decades apart that only a logarithm tells the small ones apart."""
        return self.ends is not None and self.ends[0] > 0 and self.ends[1] / self.ends[0] >= 10**DECADES


def axis_names(groups: Sequence[Group]) -> tuple[str, ...]:
    """The settings that there is something to see along: those that differ, and the seed."""
    return (*differing([group.config for group in groups]), SEED)


def most_telling(groups: Sequence[Group]) -> str:
    """The setting that has most values, the first of these; the seed where nothing else differs."""
    names = axis_names(groups)
    return max(names[:-1], key=lambda name: len(axis_of(groups, name).texts), default=SEED)


def axis_of(groups: Sequence[Group], name: str, few: int = 0) -> Axis:
    """Numbers by their size where all are numbers, and more than a few; everything else at equal distances.

    Args:
        groups: whose.
        name: of a setting, as links have it.
        few: so many numbers stand at equal distances too.
    """
    texts = {text for _, _, text in _texts(groups, name)}
    numbers = {text: number for text in texts if (number := _number(text)) is not None}
    ordered = (*sorted(numbers, key=numbers.__getitem__), *sorted(texts - numbers.keys()))
    if len(numbers) < len(texts) or len(texts) <= max(few, 1):
        return Axis(name, ordered)
    return Axis(name, ordered, (min(numbers.values()), max(numbers.values())))


def points_frame(groups: Sequence[Group], name: str, metric: str, value: str, last: int) -> pd.DataFrame:
    """A row a run that has such a number: run, group, text (the setting's, as links have it), x (missing where it is no
    number), value, seed; and runs.
    """
    rows = [
        (run.id, place, text, np.nan if (x := _number(text)) is None else x, reached, run.config.seed)
        for place, run, text in _texts(groups, name)
        if not np.isnan(reached := come_to(run, metric, value, last))
    ]
    frame = pd.DataFrame(rows, columns=["run", "group", "text", "x", "value", "seed"])
    return frame.assign(runs=len(frame))


def parallel_axes(groups: Sequence[Group]) -> tuple[Axis, ...]:
    """One each setting that differs, so many at most; the seed where none does."""
    names = axis_names(groups)
    return tuple(axis_of(groups, name, FEW) for name in (names[:-1] or names)[: MOST_AXES - 1])


def parallel_frame(groups: Sequence[Group], axes: Sequence[Axis], points: pd.DataFrame) -> pd.DataFrame:
    """Where each run's line crosses the axes, and the marks on these, which are of no run.

    Columns: run ("" for a mark), group (-1 for a mark), setting (`NUMBER` is the metric's axis, the last one), height
    (in [0, 1]), text (the setting's value, as links have it), value (the metric's), and runs.

    Args:
        groups: whose.
        axes: `parallel_axes`.
        points: `points_frame`: only runs of it have a line.
    """
    there, values = set(points["run"]), points["value"]
    rows = [
        (run.id, place, axis.name, _height(axis, text), text, np.nan)
        for axis in axes
        for place, run, text in _texts(groups, axis.name)
        if run.id in there
    ]
    rows += [("", -1, axis.name, _height(axis, text), text, np.nan) for axis in axes for text in axis.marked]
    number = Axis(NUMBER, (), (values.min(), values.max()) if values.nunique() > 1 else None)
    rows += [(its.run, its.group, NUMBER, _between(number, its.value), "", its.value) for its in points.itertuples()]
    rows += [("", -1, NUMBER, _between(number, end), "", end) for end in sorted({values.min(), values.max()})]
    frame = pd.DataFrame(rows, columns=["run", "group", "setting", "height", "text", "value"])
    return frame.assign(runs=len(frame))


def _texts(groups: Sequence[Group], name: str) -> Iterator[tuple[int, RunState, str]]:
    """Each run with its group's place and its value of a setting."""
    for place, group in enumerate(groups):
        of_group = group.config.to_query().get(name, ABSENT)
        yield from ((place, run, str(run.config.seed) if name == SEED else of_group) for run in group.runs)


def _height(axis: Axis, text: str) -> float:
    if axis.ends is not None:
        return _between(axis, float(text))
    return axis.texts.index(text) / (len(axis.texts) - 1) if len(axis.texts) > 1 else 0.5


def _between(axis: Axis, number: float) -> float:
    """How far it is from the lower to the upper end; the middle where these are one."""
    if axis.ends is None:
        return 0.5
    low, high, at = (np.log(each) if axis.log else each for each in (*axis.ends, number))
    return float((at - low) / (high - low))


def _number(text: str) -> float | None:
    try:
        return float(text) if np.isfinite(float(text)) else None
    except ValueError:
        return None
