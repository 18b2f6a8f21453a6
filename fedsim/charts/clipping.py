"""What clipping and noise do to the updates: how long they are, how many are shortened, what the noise leaves."""

from collections.abc import Sequence
from typing import NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from fedsim.charts.axes import SHORT, around, powers, top
from fedsim.charts.palette import COLUMNS, POOLED_COLOR, TOGETHER_COLOR, hospital_color
from fedsim.text.charts import Clipping
from fedsim.text.format import percent

MANY_HOSPITALS = 8
"""From this many on, a round's updates are counted in bins; fewer are dots in their hospitals' colours."""
NORM_BINS = 15
CLIP_COLOR = POOLED_COLOR
COUNT_COLORS = ["rgba(47,125,225,0.2)", TOGETHER_COLOR]


class Lengths(NamedTuple):
    """Where the axis of lengths begins and ends, and where the bins do."""

    axis: tuple[float, float]
    bins: tuple[float, float]


def norms_chart(
    frame: pd.DataFrame, hospitals: Sequence[str], num_rounds: int, ends: Lengths, height: int = 280
) -> alt.LayerChart:
    """The length of every update by round, and the clip norm in force.

    Args:
        frame: `norm_frame`.
        hospitals: names, in order: they fix the colours. `MANY_HOSPITALS` or more are counted in bins.
        num_rounds: the axis ends there from the start.
        ends: of the axis: `lengths`.
        height: px.
    """
    scale = alt.Scale(domain=list(ends.axis), nice=False)
    many = len(hospitals) >= MANY_HOSPITALS
    updates = _counted(frame, len(hospitals), num_rounds, ends) if many else _dots(frame, hospitals, num_rounds, scale)
    clip = (
        _as_wide_as_a_round(alt.Chart(frame).transform_filter("isValid(datum.clip_norm)"), 0.5)
        .mark_rule(color=CLIP_COLOR, strokeWidth=2)
        .encode(
            x=_round("start", num_rounds),
            x2="end:Q",
            y=alt.Y("clip_norm:Q", title=Clipping.LENGTH_AXIS, scale=scale),
            tooltip=[
                alt.Tooltip("round:Q", title=Clipping.ROUND),
                alt.Tooltip("clip_norm:Q", title=Clipping.CLIP_NORM, format=".3~f"),
            ],
        )
    )
    return (updates + clip).properties(height=height)


def _as_wide_as_a_round(chart: alt.Chart, half: float) -> alt.Chart:
    return chart.transform_calculate(start=f"datum.round - {half}", end=f"datum.round + {half}")


def _round(field: str, num_rounds: int) -> alt.X:
    """Half a round of room at both ends, for marks as wide as a round."""
    scale = alt.Scale(domain=[0.5, num_rounds + 0.5], nice=False)
    return alt.X(f"{field}:Q", title=Clipping.ROUND, scale=scale).axis(tickMinStep=1, format="d", grid=False)


def _dots(frame: pd.DataFrame, hospitals: Sequence[str], num_rounds: int, scale: alt.Scale) -> alt.Chart:
    colors = list(map(hospital_color, range(len(hospitals))))
    looks = alt.Scale(domain=list(hospitals), range=colors)
    return (
        alt.Chart(frame)
        .mark_point(filled=True, size=60, opacity=0.9)
        .encode(
            x=_round("round", num_rounds),
            y=alt.Y("norm:Q", title=Clipping.LENGTH_AXIS, scale=scale),
            color=alt.Color("hospital:N", scale=looks, title=None).legend(orient="top", columns=COLUMNS),
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
    binned = (
        alt.Chart(frame)
        .transform_bin(["low", "high"], "norm", bin=alt.BinParams(maxbins=NORM_BINS, extent=list(ends.bins)))
        .transform_aggregate(updates="count()", groupby=["round", "low", "high"])
    )
    return (
        _as_wide_as_a_round(binned, 0.48)
        .mark_rect()
        .encode(
            x=_round("start", num_rounds),
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


def share_chart(frame: pd.DataFrame, num_rounds: int, height: int = 200) -> alt.Chart:
    """The share of updates that are clipped, a bar a round.

    Args:
        frame: `clipping_frame`.
        num_rounds: the axis ends there from the start.
        height: px.
    """
    return (
        _as_wide_as_a_round(alt.Chart(frame), 0.4)
        .mark_rect(color=CLIP_COLOR, opacity=0.8)
        .encode(
            x=_round("start", num_rounds),
            x2="end:Q",
            y=alt.Y(
                "share:Q", title=Clipping.CLIPPED_AXIS, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%")
            ),
            y2=alt.datum(0),
            tooltip=[
                alt.Tooltip("round:Q", title=Clipping.ROUND),
                alt.Tooltip("clipped:Q", title=Clipping.CLIPPED),
                alt.Tooltip("updates:Q", title=Clipping.UPDATES),
                alt.Tooltip("clip_norm:Q", title=Clipping.CLIP_NORM, format=".3~f"),
            ],
        )
        .properties(height=height)
    )


def signal_chart(
    frame: pd.DataFrame, num_rounds: int, domain: tuple[float, float], ink: str, height: int = 200
) -> alt.LayerChart:
    """What noise leaves of the average update, by round, on a log axis; below the line at 1 there is more noise.

    Args:
        frame: `clipping_frame`.
        num_rounds: the axis ends there from the start.
        domain: of the log axis, powers of ten: `signal_range`.
        ink: colour of the line at 1.
        height: px.
    """
    scale = alt.Scale(type="log", domain=list(domain), nice=False)
    base = alt.Chart(frame).encode(
        x=_round("round", num_rounds),
        y=alt.Y("signal_to_noise:Q", title=Clipping.SIGNAL_AXIS, scale=scale).axis(
            values=powers(domain), labelExpr=SHORT
        ),
        tooltip=[
            alt.Tooltip("round:Q", title=Clipping.ROUND),
            alt.Tooltip("signal_to_noise:Q", title=Clipping.SIGNAL, format=".3~g"),
            alt.Tooltip("noise_std:Q", title=Clipping.NOISE, format=".3~g"),
            alt.Tooltip("clip_norm:Q", title=Clipping.CLIP_NORM, format=".3~g"),
        ],
    )
    even = (
        alt.Chart(frame)
        .transform_aggregate(rounds="count()")
        .mark_rule(color=ink, strokeDash=[6, 3], opacity=0.7)
        .encode(y=alt.datum(1))
    )
    line = base.mark_line(strokeWidth=3, color=TOGETHER_COLOR)
    return (even + line + base.mark_point(filled=True, size=55, color=TOGETHER_COLOR)).properties(height=height)


def lengths(frame: pd.DataFrame, num_hospitals: int) -> Lengths:
    """Round numbers around every length of `norm_frame` and every clip norm: from 0 on; of many, as near as they go."""
    norms = frame["norm"].dropna().tolist()
    both = [*norms, *frame["clip_norm"].dropna()]
    return Lengths(around(both) if num_hospitals >= MANY_HOSPITALS else (0.0, top(both)), around(norms))


def signal_range(frame: pd.DataFrame) -> tuple[float, float]:
    """Powers of ten around every signal-to-noise ratio, with 1 well inside."""
    ratios = frame["signal_to_noise"].dropna()
    ratios = ratios[ratios > 0]
    low, high = np.log10(ratios.min() if len(ratios) else 1.0), np.log10(ratios.max() if len(ratios) else 1.0)
    return float(10.0 ** min(-1, np.floor(low))), float(10.0 ** max(1, np.ceil(high)))


def describe_norms(frame: pd.DataFrame) -> str:
    """The lengths in words."""
    if frame.empty:
        return Clipping.NORMS_SPOKEN_EMPTY
    clip = frame["clip_norm"].dropna()
    last = frame["norm"][frame["round"] == frame["round"].max()]
    low, high = f"{last.min():.3g}", f"{last.max():.3g}"
    if clip.empty:
        return Clipping.NORMS_SPOKEN.format(low=low, high=high)
    return Clipping.NORMS_SPOKEN_CLIP.format(low=low, high=high, clip=f"{clip.iloc[-1]:.3g}")


def describe_clipping(frame: pd.DataFrame) -> str:
    """The shares that are clipped, in words."""
    shares = frame["share"].dropna()
    if shares.empty:
        return Clipping.CLIPPED_SPOKEN_EMPTY
    return Clipping.CLIPPED_SPOKEN.format(first=percent(shares.iloc[0]), last=percent(shares.iloc[-1]))


def describe_signal(frame: pd.DataFrame) -> str:
    """The signal-to-noise ratio in words."""
    ratios = frame["signal_to_noise"].dropna()
    if ratios.empty:
        return Clipping.SIGNAL_SPOKEN_EMPTY
    return Clipping.SIGNAL_SPOKEN.format(first=f"{ratios.iloc[0]:.2g}", last=f"{ratios.iloc[-1]:.2g}")
