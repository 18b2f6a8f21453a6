"""Kept runs side by side: accuracy by round, a thick line a group, its single runs faint behind it."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from fedsim.charts.axes import by_round
from fedsim.charts.names import legend
from fedsim.charts.palette import DASHES, HOSPITAL_COLORS, TOGETHER_COLOR
from fedsim.text.format import percent
from fedsim.text.pages.kept import Compared

COLORS = (TOGETHER_COLOR, *HOSPITAL_COLORS[:5])
"""Of groups, in order: no hospital has a line where they are drawn."""
MOST = len(COLORS)


def groups_chart(
    frame: pd.DataFrame, titles: tuple[str, ...], num_rounds: int, height: int = 360
) -> alt.LayerChart | alt.FacetChart:
    """A band from the worst to the best seed, the single runs, and their mean.

    Args:
        frame: `curves_frame` with a column title.
        titles: the groups', in order.
        num_rounds: the x axis ends there.
        height: px.
    """
    dashes = [DASHES[place % len(DASHES)] for place in range(len(titles))]
    base = alt.Chart(frame).encode(
        x=by_round("round", num_rounds),
        color=_told(alt.Color, titles, COLORS),
        detail="run:N",
    )
    y = _accuracy("accuracy:Q")
    means = base.transform_filter("datum.run === ''")
    several = means.transform_filter("datum.seeds > 1")
    band = several.mark_area(opacity=0.15).encode(y=_accuracy("low:Q"), y2="high:Q")
    single = base.transform_filter("datum.run !== ''").mark_line(strokeWidth=1, opacity=0.35).encode(y=y)
    mean = means.mark_line(strokeWidth=3, point=alt.OverlayMarkDef(filled=True, size=30)).encode(
        y=y,
        strokeDash=_told(alt.StrokeDash, titles, dashes),
        tooltip=[
            alt.Tooltip("title:N", title=Compared.GROUP),
            alt.Tooltip("round:Q", title=Compared.ROUND),
            alt.Tooltip("accuracy:Q", title=Compared.ACCURACY, format=".1%"),
            alt.Tooltip("seeds:Q", title=Compared.SEEDS),
        ],
    )
    return alt.layer(band, single, mean).properties(height=height)


def _told(channel: Any, titles: tuple[str, ...], values: Sequence) -> Any:
    key = legend([(title, title) for title in titles])
    key.symbolOpacity = 1  # else the band's, which is drawn first
    return channel("title:N", title=None, legend=key).scale(domain=list(titles), range=list(values[: len(titles)]))


def _accuracy(field: str) -> alt.Y:
    return alt.Y(field, title=Compared.ACCURACY, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%"))


def describe_groups(frame: pd.DataFrame) -> str:
    """The chart in words: where each group's mean ends."""
    ends = frame[frame["run"] == ""].groupby("title", sort=False).last()
    parts = [Compared.SPOKEN_ONE.format(group=title, share=percent(row.accuracy)) for title, row in ends.iterrows()]
    return Compared.SPOKEN.format(groups="; ".join(parts)) if parts else str(Compared.SPOKEN_EMPTY)
