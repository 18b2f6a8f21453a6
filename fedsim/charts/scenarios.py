"""A scenario's picture: a bar a run, and the visitor's own on it."""

import altair as alt
import pandas as pd

from fedsim.charts.names import labels, words_of
from fedsim.charts.palette import TOGETHER_COLOR
from fedsim.language import semicolons
from fedsim.text.charts import Scenarios
from fedsim.text.format import percent

Bars = tuple[tuple[str, str], ...]
"""Of each bar: its id, and what to call it."""
BAR_PX, AXIS_PX, LABEL_PX = 32, 64, 170
ROOM = 1.15
"""Where the axis ends: a number stands behind the longest bar."""


def scenario_chart(frame: pd.DataFrame, bars: Bars, axis: str, ink: str) -> alt.LayerChart | alt.FacetChart:
    """The mean of the seeds as a bar, a rule from the worst to the best, and a mark where the visitor's own run is.

    Args:
        frame: `scenario_frame`.
        bars: from top to bottom.
        axis: what the bars are long in.
        ink: the colour of text on the page.
    """
    scale, shares = alt.Scale(domain=[each for each, _ in bars]), alt.Scale(domain=[0, ROOM])
    y = alt.Y("bar:N", title=None, scale=scale, sort=None).axis(
        labelExpr=labels(bars), labelLimit=LABEL_PX, domain=False, ticks=False, labelPadding=6
    )
    base = alt.Chart(frame).transform_calculate(called=words_of("bar", bars)).encode(y=y, tooltip=_tooltips())
    share = alt.X("mean:Q", title=axis, scale=shares).axis(format=".0%", grid=False, values=[0, 0.25, 0.5, 0.75, 1])
    bar = base.mark_bar(color=TOGETHER_COLOR, opacity=0.75, height=BAR_PX - 14).encode(x=share)
    spread = base.mark_rule(color=ink, strokeWidth=2).encode(x=alt.X("low:Q", scale=shares), x2="high:Q")
    number = base.mark_text(align="left", dx=7, fontWeight="bold", color=ink).encode(
        x=alt.X("high:Q", scale=shares), text=alt.Text("mean:Q", format=".0%")
    )
    yours = base.mark_point(
        shape="triangle-down", filled=True, color=ink, size=90, opacity=1, yOffset=-(BAR_PX - 14) / 2
    ).encode(x=alt.X("yours:Q", scale=shares))
    return alt.layer(bar, spread, number, yours).properties(height=AXIS_PX + BAR_PX * len(bars))


def _tooltips() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("called:N", title=Scenarios.RUN),
        alt.Tooltip("mean:Q", title=Scenarios.MEAN, format=".1%"),
        alt.Tooltip("low:Q", title=Scenarios.WORST, format=".1%"),
        alt.Tooltip("high:Q", title=Scenarios.BEST, format=".1%"),
        alt.Tooltip("yours:Q", title=Scenarios.YOURS, format=".1%"),
    ]


def describe_scenario(frame: pd.DataFrame, bars: Bars, axis: str) -> str:
    """The chart in words: each bar, and the visitor's own."""
    called = dict(bars)
    said = [
        (Scenarios.SPOKEN_OWN if row.yours == row.yours else Scenarios.SPOKEN_BAR).format(
            bar=called[row.bar], share=percent(row.mean), own=percent(row.yours) if row.yours == row.yours else ""
        )
        for row in frame.itertuples()
    ]
    return Scenarios.SPOKEN.format(axis=axis, bars=semicolons(said))
