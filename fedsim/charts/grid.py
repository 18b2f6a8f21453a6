"""A grid of runs: a line with a band a value of the second setting, or a cell a point."""

import altair as alt
import pandas as pd

from fedsim.charts.exploration import accuracy, over_seeds
from fedsim.charts.groups import COLORS, ENTRY, of_groups
from fedsim.charts.palette import DASHES, cell_color, cell_ink
from fedsim.text.format import percent
from fedsim.text.pages.explore import Chart as Points
from fedsim.text.pages.grid import Chart

MOST_LINES = len(COLORS)
ROW_PX, EDGE_PX = 44, 100
"""Of a cell, and of what stands above and below the cells."""


def lines_chart(
    frame: pd.DataFrame, columns: tuple[str, ...], lines: tuple[str, ...], titles: tuple[str, str], height: int = 320
) -> alt.LayerChart | alt.FacetChart:
    """A band from the worst to the best seed, and the mean, a line a value of the second setting.

    Args:
        frame: `grid_frame` with the values' titles: column, and title of the second setting's.
        columns: the first setting's values, in order: they fix the axis.
        lines: the second's; one that is empty where there is none.
        titles: of both settings.
        height: px, without the legend.
    """
    dashes = [DASHES[place % len(DASHES)] for place in range(len(lines))]
    several = len(lines) > 1
    x = alt.X("column:N", title=titles[0], sort=list(columns), scale=alt.Scale(domain=list(columns), padding=0.2)).axis(
        labelAngle=0, labelOverlap=False, labelLimit=120
    )
    color = of_groups(alt.Color, lines, COLORS[: len(lines)], with_legend=several)
    dash = of_groups(alt.StrokeDash, lines, dashes, with_legend=several)
    for channel in (color, dash) if several else ():
        channel["legend"].title = titles[1]
    base = alt.Chart(frame).encode(x=x, color=color)
    band = base.mark_area(opacity=0.15).encode(y=accuracy("low:Q"), y2="high:Q")
    mean = base.mark_line(strokeWidth=3, point=alt.OverlayMarkDef(filled=True, size=70)).encode(
        y=accuracy("accuracy:Q"),
        strokeDash=dash,
        tooltip=_tooltips(*titles),
    )
    return alt.layer(band, mean).properties(height=height + ENTRY * (1 + len(lines)) * several)


def heat_chart(
    frame: pd.DataFrame, columns: tuple[str, ...], rows: tuple[str, ...], titles: tuple[str, str], ink: str
) -> alt.LayerChart:
    """A cell a point, the darker the more accurate.

    Args:
        frame: likewise.
        columns: the first setting's values, in order.
        rows: the second's.
        titles: of both.
        ink: colour of text on the page.
    """
    x = alt.X("column:N", title=titles[0], sort=list(columns), scale=alt.Scale(domain=list(columns))).axis(
        labelAngle=0, labelOverlap=False, labelLimit=120, domain=False, ticks=False
    )
    y = alt.Y("title:N", title=titles[1], sort=list(rows), scale=alt.Scale(domain=list(rows))).axis(
        labelOverlap=False, labelLimit=160, domain=False, ticks=False, titleAngle=0, titleAlign="left",
        titleAnchor="end", titleX=0, titleY=-12,
    )  # fmt: skip
    base = alt.Chart(frame).encode(x=x, y=y, tooltip=_tooltips(*titles))
    cells = base.mark_rect().encode(color=cell_color("accuracy", ink))
    text = base.mark_text(fontSize=13).encode(
        text=alt.Text("accuracy:Q", format=".1%"), color=cell_ink("accuracy", ink)
    )
    return (cells + text).properties(height=EDGE_PX + ROW_PX * len(rows))


def _tooltips(first: str, second: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("column:N", title=first),
        alt.Tooltip("title:N", title=second or str(Chart.LINE)),
        *over_seeds(),
        alt.Tooltip("worst:Q", title=Chart.WORST_HOSPITAL, format=".1%"),
    ]


def describe_grid(frame: pd.DataFrame, title: str) -> str:
    """Either chart in words: the best and the worst point."""
    if frame.empty:
        return Points.SPOKEN_EMPTY
    best, worst = (frame.loc[frame["accuracy"].agg(of)] for of in ("idxmax", "idxmin"))
    said = [
        Chart.SPOKEN_POINT.format(column=each["column"], row=each["title"], share=percent(each["accuracy"], 1))
        for each in (best, worst)
    ]
    return Chart.SPOKEN.format(title=title, points=len(frame), best=said[0], worst=said[1])
