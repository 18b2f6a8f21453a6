"""What each group of kept runs came to: a bar each, the best on top, with its interval."""

import altair as alt
import pandas as pd

from fedsim.charts.groups import of_groups, spread
from fedsim.charts.palette import POOLED_COLOR
from fedsim.charts.scales import Scale
from fedsim.language import semicolons
from fedsim.text.pages.kept import Compared
from fedsim.text.pages.views import Charts

ROW, AXIS = 46, 50  # px of each group, its name and number above its bar, so that a phone has room for both; and below


def ranking_chart(
    frame: pd.DataFrame, titles: tuple[str, ...], colors: tuple[str, ...], x: Scale
) -> alt.LayerChart | alt.FacetChart:
    """Bars from zero, the interval as a line, and a mark on each where the base ends.

    Args:
        frame: `bars_frame` with title, told (the number in words) and base (the number of what they are
            compared with, missing where nothing is).
        titles: the groups' in the frame's order.
        colors: theirs.
        x: the number.
    """
    rows = alt.Y("title:N", title=None, axis=None, sort=list(titles), scale=alt.Scale(domain=list(titles)))
    color = of_groups(alt.Color, titles, colors, with_legend=False)
    base = alt.Chart(frame).encode(y=rows)
    value = x.on(alt.X, "value")
    bar = base.mark_bar(height=14, yOffset=11, opacity=0.85).encode(
        x=value,
        color=color,
        tooltip=[
            alt.Tooltip("title:N", title=Compared.GROUP),
            alt.Tooltip("told:N", title=x.title),
            *spread(x),
            alt.Tooltip("seeds:Q", title=Compared.SEEDS),
        ],
    )
    interval = (
        base.transform_filter("isValid(datum.low)")
        .mark_rule(strokeWidth=2, yOffset=11, color=POOLED_COLOR, clip=True)
        .encode(x=x.on(alt.X, "low"), x2="high:Q")
    )
    name = base.mark_text(align="left", yOffset=-8, limit=alt.expr("width - 90")).encode(x=alt.value(0), text="title:N")
    number = base.mark_text(align="right", yOffset=-8).encode(x=alt.value("width"), text="told:N")
    line = (
        base.transform_filter("isValid(datum.base)")
        .mark_tick(thickness=2, height=18, yOffset=11, color=POOLED_COLOR)
        .encode(x=x.on(alt.X, "base"))
    )
    return alt.layer(bar, line, interval, name, number).properties(height=ROW * max(len(titles), 1) + AXIS)


def describe_ranking(frame: pd.DataFrame, metric: str) -> str:
    """The chart in words.

    Args:
        frame: as the chart has it.
        metric: what the number is.
    """
    parts = [Charts.SPOKEN_ONE.format(group=row.title, value=row.told) for row in frame.itertuples()]
    return Charts.SPOKEN_BARS.format(metric=metric, groups=semicolons(parts)) if parts else str(Charts.SPOKEN_EMPTY)
