"""The shared model at a hospital that never takes part: as it comes, after a little training there, and it alone."""

import altair as alt
import pandas as pd

from fedsim.analysis.newcomer_frames import ALONE, CAME, TUNED
from fedsim.charts.names import legend
from fedsim.charts.palette import ALONE_DASHES, SOLID, TOGETHER_COLOR, hospital_color
from fedsim.text.charts import Newcomers
from fedsim.text.newcomers import SERIES


def newcomer_chart(frame: pd.DataFrame, place: int, last_round: float, height: int = 320) -> alt.LayerChart:
    """Accuracy there by round, a line each of the three.

    Args:
        frame: `newcomer_frame` with the titles of its series.
        place: the hospital's, whose colour its two lines have.
        last_round: the x axis ends there from the start.
        height: px.
    """
    own, series = hospital_color(place), [CAME, TUNED, ALONE]
    key = legend([(each, SERIES[each]) for each in series])
    base = alt.Chart(frame).encode(
        x=alt.X("round:Q", title=Newcomers.ROUND_AXIS, scale=alt.Scale(domain=[0, last_round])).axis(
            tickMinStep=1, format="d", grid=False, labelFlush=True
        ),
        y=alt.Y("accuracy:Q", title=Newcomers.ACCURACY, scale=alt.Scale(domain=[0, 1])).axis(format=".0%"),
        color=alt.Color("series:N", legend=key, title=None).scale(domain=series, range=[TOGETHER_COLOR, own, own]),
        strokeDash=alt.StrokeDash("series:N", legend=key, title=None).scale(
            domain=series, range=[SOLID, ALONE_DASHES[2], ALONE_DASHES[0]]
        ),
        tooltip=[
            alt.Tooltip("title:N", title=Newcomers.MODEL),
            alt.Tooltip("round:Q", title=Newcomers.ROUND),
            alt.Tooltip("accuracy:Q", title=Newcomers.ACCURACY, format=".1%"),
            alt.Tooltip("on_all:Q", title=Newcomers.ON_ALL, format=".1%"),
        ],
    )
    return (base.mark_line(strokeWidth=3) + base.mark_point(filled=True, size=45)).properties(height=height)
