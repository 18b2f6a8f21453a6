"""What clipping and noise do to the updates: how many are shortened, and what the noise leaves."""

import altair as alt
import numpy as np
import pandas as pd

from fedsim.charts.axes import SHORT, as_wide_as_a_round, by_round, powers
from fedsim.charts.palette import CLIP_COLOR, TOGETHER_COLOR
from fedsim.text.charts import Clipping
from fedsim.text.format import percent, short


def share_chart(frame: pd.DataFrame, num_rounds: int, height: int = 200) -> alt.Chart:
    """The share of updates that are clipped, a bar a round.

    Args:
        frame: `clipping_frame`.
        num_rounds: the axis ends there from the start.
        height: px.
    """
    return (
        as_wide_as_a_round(alt.Chart(frame), 0.4)
        .mark_rect(color=CLIP_COLOR, opacity=0.8)
        .encode(
            x=by_round("start", num_rounds),
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
        x=by_round("round", num_rounds),
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


def signal_range(frame: pd.DataFrame) -> tuple[float, float]:
    """Powers of ten around every signal-to-noise ratio, with 1 well inside."""
    ratios = frame["signal_to_noise"].dropna()
    ratios = ratios[ratios > 0]
    low, high = np.log10(ratios.min() if len(ratios) else 1.0), np.log10(ratios.max() if len(ratios) else 1.0)
    return float(10.0 ** min(-1, np.floor(low))), float(10.0 ** max(1, np.ceil(high)))


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
    return Clipping.SIGNAL_SPOKEN.format(first=short(ratios.iloc[0], 2), last=short(ratios.iloc[-1], 2))
