"""How long the updates are, by round."""

from collections.abc import Sequence
from typing import NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from fedsim.charts.axes import STEPS, around, as_wide_as_a_round, by_round, top
from fedsim.charts.names import dots
from fedsim.charts.palette import CLIP_COLOR, TOGETHER_COLOR, hospital_color, hospital_shape
from fedsim.text.charts import Clipping
from fedsim.text.format import short

MANY_HOSPITALS = 8
"""From this many on, a round's updates are counted in bins; fewer are dots in their hospitals' colours."""
NORM_BINS = 15
COUNT_COLORS = ["rgba(47,125,225,0.2)", TOGETHER_COLOR]


class Lengths(NamedTuple):
    """Where the axis of lengths begins and ends, and where the bins do."""

    axis: tuple[float, float]
    bins: tuple[float, float]


def norms_chart(
    frame: pd.DataFrame, hospitals: Sequence[str], num_rounds: int, ends: Lengths, height: int = 280, *,
    legend: bool = False,
) -> alt.LayerChart:  # fmt: skip
    """The length of every update by round, and the clip norm in force.

    Whose colour is which, the page says: a legend of long names would leave a chart on a phone no room.

    Args:
        frame: `marks` of a `norm_frame`.
        hospitals: names, in order: they fix the colours. `MANY_HOSPITALS` or more are counted in bins.
        num_rounds: the axis ends there from the start.
        ends: of the axis: `lengths`.
        height: px.
        legend: whether it says whose colour is which all the same.
    """
    scale = alt.Scale(domain=list(ends.axis), nice=False)
    many = len(hospitals) >= MANY_HOSPITALS
    updates = (
        _counted(frame, len(hospitals), num_rounds, ends)
        if many
        else _dots(frame, hospitals, num_rounds, scale, legend=legend)
    )
    clip = (
        as_wide_as_a_round(alt.Chart(frame).transform_filter("isValid(datum.clip_norm)"), 0.5)
        .mark_rule(color=CLIP_COLOR, strokeWidth=2)
        .encode(
            x=by_round("start", num_rounds),
            x2="end:Q",
            y=alt.Y("clip_norm:Q", title=Clipping.LENGTH_AXIS, scale=scale),
            tooltip=[
                alt.Tooltip("round:Q", title=Clipping.ROUND),
                alt.Tooltip("clip_norm:Q", title=Clipping.CLIP_NORM, format=".3~f"),
            ],
        )
    )
    return (updates + clip).properties(height=height)


def _dots(
    frame: pd.DataFrame, hospitals: Sequence[str], num_rounds: int, scale: alt.Scale, *, legend: bool
) -> alt.Chart:
    called = dots([(name, name) for name in hospitals]) if legend else None
    color, shape = (
        channel("hospital:N", title=None, legend=called).scale(
            domain=list(hospitals), range=list(map(look, range(len(hospitals))))
        )
        for channel, look in ((alt.Color, hospital_color), (alt.Shape, hospital_shape))
    )
    return (
        alt.Chart(frame)
        .mark_point(filled=True, size=60, opacity=0.9)
        .encode(
            x=by_round("round", num_rounds),
            y=alt.Y("norm:Q", title=Clipping.LENGTH_AXIS, scale=scale),
            color=color,
            shape=shape,
            tooltip=[
                alt.Tooltip("hospital:N", title=Clipping.HOSPITAL),
                alt.Tooltip("round:Q", title=Clipping.ROUND),
                alt.Tooltip("norm:Q", title=Clipping.LENGTH, format=".3~f"),
                alt.Tooltip("clip_norm:Q", title=Clipping.CLIP_NORM, format=".3~f"),
            ],
        )
    )


def _counted(frame: pd.DataFrame, num_hospitals: int, num_rounds: int, ends: Lengths) -> alt.Chart:
    """A histogram a round, seen from above."""
    counts = alt.Scale(domain=[1, num_hospitals], range=COUNT_COLORS)
    return (
        as_wide_as_a_round(alt.Chart(frame), 0.48)
        .mark_rect()
        .encode(
            x=by_round("start", num_rounds),
            x2="end:Q",
            y=alt.Y("low:Q", title=Clipping.LENGTH_AXIS, scale=alt.Scale(domain=list(ends.axis), nice=False)),
            y2="high:Q",
            color=alt.Color("updates:Q", title=Clipping.HOSPITALS, scale=counts).legend(
                orient="top", tickMinStep=1, format="d", gradientLength=120
            ),
            tooltip=[
                alt.Tooltip("round:Q", title=Clipping.ROUND),
                alt.Tooltip("low:Q", title=Clipping.LENGTH_FROM, format=".3~f"),
                alt.Tooltip("high:Q", title=Clipping.LENGTH_TO, format=".3~f"),
                alt.Tooltip("updates:Q", title=Clipping.HOSPITALS),
            ],
        )
    )


def marks(frame: pd.DataFrame, num_hospitals: int, ends: Lengths) -> pd.DataFrame:
    """What the chart has a mark for: every update, or where hospitals are many, how many each round has in each bin.

    Columns of bins: low, high, updates, clip_norm, round.
    """
    if num_hospitals < MANY_HOSPITALS:
        return frame
    low, high = ends.bins
    width = top([(high - low) / NORM_BINS], STEPS)
    place = ((frame["norm"] - low) // width).clip(upper=np.ceil((high - low) / width) - 1)
    counted = frame.assign(low=low + place * width, high=low + (place + 1) * width)
    together = counted.groupby(["round", "low", "high"], sort=False, as_index=False)
    bins = together.agg(updates=("norm", "size"), clip_norm=("clip_norm", "first"))
    return bins[["low", "high", "updates", "clip_norm", "round"]]


def lengths(frame: pd.DataFrame, num_hospitals: int) -> Lengths:
    """Round numbers around every length of `norm_frame` and every clip norm: from 0 on; of many, as near as they go."""
    norms = frame["norm"].dropna().tolist()
    both = [*norms, *frame["clip_norm"].dropna()]
    return Lengths(around(both) if num_hospitals >= MANY_HOSPITALS else (0.0, top(both)), around(norms))


def describe_norms(frame: pd.DataFrame) -> str:
    """The lengths in words."""
    if frame.empty:
        return Clipping.NORMS_SPOKEN_EMPTY
    clip = frame["clip_norm"].dropna()
    last = frame["norm"][frame["round"] == frame["round"].max()]
    low, high = short(last.min()), short(last.max())
    if clip.empty:
        return Clipping.NORMS_SPOKEN.format(low=low, high=high)
    return Clipping.NORMS_SPOKEN_CLIP.format(low=low, high=high, clip=short(clip.iloc[-1]))
