"""How strategies cope: accuracy against what is moved, a line a strategy."""

from typing import Any

import altair as alt
import pandas as pd

from fedsim.charts.names import legend
from fedsim.charts.palette import DASHES, HOSPITAL_COLORS, SHAPES, TOGETHER_COLOR
from fedsim.language import commas, semicolons
from fedsim.text.format import exact, percent
from fedsim.text.pages.explore import Chart

COLORS = (TOGETHER_COLOR, *HOSPITAL_COLORS[:3])
"""Of strategies, in order: no hospital has a line where they are drawn."""
MOST = len(COLORS)


def exploration_chart(
    frame: pd.DataFrame,
    titles: tuple[str, ...],
    values: tuple[float, ...],
    axis: str,
    *,
    log: bool,
    differ: bool = False,
    height: int = 360,
) -> alt.LayerChart | alt.FacetChart:
    """A point a value, a rule from the worst to the best seed.

    Args:
        frame: `exploration_frame` with a column title.
        titles: the strategies', in order.
        values: where the axis has its marks, one at least, ascending.
        axis: its title.
        log: whether it is logarithmic.
        differ: whether hospitals differ more at one value than at another, and the tooltip says how much.
        height: px.
    """
    scale = alt.Scale(type="log" if log else "linear", nice=False, zero=False, domain=_room(values, log=log))
    x = alt.X("value:Q", title=axis, scale=scale).axis(values=list(values), format="~g", grid=False, labelFlush=True)
    base = alt.Chart(frame).encode(x=x, color=_told(alt.Color, titles, COLORS), tooltip=_tooltips(axis, differ=differ))
    spread = base.mark_rule(strokeWidth=2, opacity=0.5).encode(y=accuracy("low:Q"), y2="high:Q")
    line = base.mark_line(strokeWidth=3).encode(
        y=accuracy("accuracy:Q"), strokeDash=_told(alt.StrokeDash, titles, DASHES)
    )
    # Shapes are marks and no channel: the legend's pieces of line would become shapes too.
    points = [
        base.transform_filter(alt.datum.title == title)
        .mark_point(filled=True, size=110, opacity=1, shape=shape)
        .encode(y=accuracy("accuracy:Q"))
        for title, shape in zip(titles, SHAPES, strict=False)
    ]
    return alt.layer(spread, line, *points).properties(height=height)


def _room(values: tuple[float, ...], *, log: bool) -> list[float]:
    """The axis with some room at both ends, where the points at them are drawn."""
    first, last = values[0], values[-1]
    if log:
        return [first / 1.3, last * 1.3]
    room = 0.04 * (last - first or 1)
    return [first - room, last + room]


def _told(channel: Any, titles: tuple[str, ...], values: tuple[Any, ...]) -> Any:
    """What tells the strategies apart."""
    names, key = list(titles), legend([(title, title) for title in titles])
    key.symbolOpacity = 1  # else that of what is drawn first
    return channel("title:N", title=None, legend=key).scale(domain=names, range=list(values[: len(names)]))


def accuracy(field: str) -> alt.Y:
    """The axis of what runs came to."""
    return alt.Y(field, title=Chart.ACCURACY, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%"))


def _tooltips(axis: str, *, differ: bool) -> list[alt.Tooltip]:
    how_different = alt.Tooltip("heterogeneity:Q", title=Chart.HETEROGENEITY, format=".2f")
    return [
        alt.Tooltip("title:N", title=Chart.STRATEGY),
        alt.Tooltip("value:Q", title=axis, format="~g"),
        *over_seeds(),
        *([how_different] if differ else []),
    ]


def over_seeds() -> list[alt.Tooltip]:
    """The mean of a point's runs, the worst and the best of them, and how many they are."""
    return [
        alt.Tooltip("accuracy:Q", title=Chart.ACCURACY, format=".1%"),
        alt.Tooltip("low:Q", title=Chart.WORST, format=".1%"),
        alt.Tooltip("high:Q", title=Chart.BEST, format=".1%"),
        alt.Tooltip("seeds:Q", title=Chart.SEEDS),
    ]


def describe_exploration(frame: pd.DataFrame, axis: str) -> str:
    """The chart in words: each line's points."""
    if frame.empty:
        return Chart.SPOKEN_EMPTY
    lines = [
        Chart.SPOKEN_LINE.format(
            strategy=title,
            points=commas(
                Chart.SPOKEN_POINT.format(value=exact(row.value), share=percent(row.accuracy))
                for row in rows.itertuples()
            ),
        )
        for title, rows in frame.groupby("title", sort=False)
    ]
    return Chart.SPOKEN.format(axis=axis, lines=semicolons(lines))
