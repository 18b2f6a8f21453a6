"""How far hospitals that cheat get, by round."""

import altair as alt
import pandas as pd

from fedsim.charts.names import legend
from fedsim.charts.palette import DASHES, hospital_color, hospital_dash
from fedsim.text.charts import Success

Aims = tuple[tuple[str, str, int], ...]
"""Of each aim: its id, what to call it, and the place of the first hospital that has it, whose colour it takes."""


def success_chart(frame: pd.DataFrame, aims: Aims, num_rounds: int, height: int = 260) -> alt.LayerChart:
    """Attack success by round, a line an aim.

    Args:
        frame: `success_frame` with the aims' titles.
        aims: the lines, in order.
        num_rounds: the x axis ends there from the start.
        height: px.
    """
    domain = [each for each, _, _ in aims]
    key = legend([(each, title) for each, title, _ in aims])
    base = alt.Chart(frame).encode(
        x=alt.X("round:Q", title=Success.ROUND_AXIS, scale=alt.Scale(domain=[0, num_rounds])).axis(
            tickMinStep=1, format="d", grid=False, labelFlush=True
        ),
        y=alt.Y("share:Q", title=Success.SHARE, scale=alt.Scale(domain=[0, 1])).axis(format=".0%"),
        color=alt.Color("series:N", legend=key, title=None).scale(
            domain=domain, range=[hospital_color(place) for _, _, place in aims]
        ),
        strokeDash=alt.StrokeDash("series:N", legend=key, title=None).scale(
            domain=domain, range=[hospital_dash(number, DASHES) for number, _ in enumerate(aims)]
        ),
        tooltip=[
            alt.Tooltip("title:N", title=Success.AIM),
            alt.Tooltip("round:Q", title=Success.ROUND),
            alt.Tooltip("share:Q", title=Success.SHARE, format=".1%"),
        ],
    )
    return (base.mark_line(strokeWidth=3) + base.mark_point(filled=True, size=45)).properties(height=height)
