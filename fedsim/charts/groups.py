"""Kept runs side by side: a number along rounds, seconds or bytes, a line a group, its single runs faint behind."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from fedsim.charts.names import legend
from fedsim.charts.palette import DASHES, HOSPITAL_COLORS, TOGETHER_COLOR
from fedsim.charts.scales import Scale
from fedsim.language import semicolons
from fedsim.text.measures import told
from fedsim.text.pages.kept import Compared
from fedsim.text.pages.views import Charts

COLORS = (TOGETHER_COLOR, *HOSPITAL_COLORS[:5])
"""Of groups, in order: no hospital has a line where they are drawn. Those without one are grey, `POOLED_COLOR`."""
MOST_LETTERS = 44
HEIGHT, ENTRY = 320, 20  # px of a chart, and of its legend for each group: on a phone each has a line of its own


def groups_chart(
    frame: pd.DataFrame, titles: tuple[str, ...], colors: tuple[str, ...], x: Scale, y: Scale, height: int = HEIGHT
) -> alt.LayerChart | alt.FacetChart:
    """A band around each mean, the single runs, and the mean; of groups without a colour a thin mean alone.

    Args:
        frame: `curves_frame` with title (the legend's entry), called (what the group is called; of a single run
            nothing, which no pointer is told of) and colored.
        titles: the legend's entries, in order.
        colors: theirs.
        x: what they go along.
        y: the number.
        height: px, without the legend.
    """
    dashes = [DASHES[place % len(DASHES)] for place in range(len(titles))]
    base = alt.Chart(frame).encode(
        x=x.on(alt.X, "x"),
        color=of_groups(alt.Color, titles, colors),
        detail=["run:N", "group:N"],
    )
    value = y.on(alt.Y, "value")
    tooltip = [
        alt.Tooltip("called:N", title=Compared.GROUP),
        alt.Tooltip("round:Q", title=Compared.ROUND),
        *([] if x.whole else [alt.Tooltip("x:Q", title=x.title, format=x.format)]),
        alt.Tooltip("value:Q", title=y.title, format=y.format),
        *spread(y),
        alt.Tooltip("seeds:Q", title=Compared.SEEDS),
    ]
    others = base.transform_filter("!datum.colored && datum.run === ''").mark_line(strokeWidth=1.5, clip=True)
    base = base.transform_filter("datum.colored")
    means = base.transform_filter("datum.run === ''")
    several = means.transform_filter("datum.seeds > 1")
    band = several.mark_area(opacity=0.15, clip=True).encode(y=y.on(alt.Y, "low"), y2="high:Q")
    single = base.transform_filter("datum.run !== ''").mark_line(strokeWidth=1, opacity=0.35, clip=True).encode(y=value)
    mean = means.mark_line(strokeWidth=3, point=alt.OverlayMarkDef(filled=True, size=30)).encode(
        y=value,
        strokeDash=of_groups(alt.StrokeDash, titles, dashes),
        tooltip=tooltip,
    )
    others = others.encode(y=value, tooltip=tooltip)
    return alt.layer(others, band, single, mean).properties(height=height + ENTRY * len(titles))


def spread(value: Scale) -> list[alt.Tooltip]:
    """What a pointer is told of a band or an interval."""
    ends = (("low", Compared.LOW), ("high", Compared.HIGH))
    return [alt.Tooltip(f"{field}:Q", title=title, format=value.format) for field, title in ends]


def of_groups(channel: Any, titles: tuple[str, ...], values: Sequence, *, with_legend: bool = True) -> Any:
    """What tells groups apart."""
    key = legend([(title, title) for title in titles], MOST_LETTERS) if with_legend else None
    if key:
        key.symbolOpacity = 1  # else that of what is drawn first
    return channel("title:N", title=None, legend=key).scale(domain=list(titles), range=list(values))


def describe_groups(frame: pd.DataFrame, metric: str, title: str, by: str) -> str:
    """The chart in words: where each group's mean ends.

    Args:
        frame: as the chart has it.
        metric: of `measures.METRICS`.
        title: the y axis's.
        by: the x axis's.
    """
    ends = frame[frame["run"] == ""].groupby("called", sort=False).last()
    parts = [Charts.SPOKEN_ONE.format(group=group, value=told(metric, row.value)) for group, row in ends.iterrows()]
    said = Charts.SPOKEN_CURVES.format(metric=title, by=by, groups=semicolons(parts))
    return said if parts else str(Charts.SPOKEN_EMPTY)
