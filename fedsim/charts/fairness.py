"""How evenly a run serves its hospitals, by round."""

import altair as alt
import pandas as pd

from fedsim.analysis.fairness import SERIES
from fedsim.charts.names import legend
from fedsim.charts.palette import DASHES, TOGETHER_COLOR
from fedsim.text.charts import FAIR, Fairness
from fedsim.text.format import percent


def fairness_chart(frame: pd.DataFrame, num_rounds: int, height: int = 280) -> alt.LayerChart:
    """Accuracy on own classes by round: of the best hospital, the median one and the worst, and what lies between.

    Args:
        frame: `fairness_frame`, `labelled`, with the hospitals' names as text.
        num_rounds: the x axis ends there from the start.
        height: px.
    """
    called = [(each, FAIR[each]) for each in SERIES]
    base = alt.Chart(frame).encode(
        x=alt.X("round:Q", title=Fairness.ROUND_AXIS, scale=alt.Scale(domain=[0, num_rounds])).axis(
            tickMinStep=1, format="d", grid=False, labelFlush=True
        ),
        y=alt.Y("accuracy:Q", title=Fairness.ACCURACY_AXIS, scale=alt.Scale(domain=[0, 1])).axis(format=".0%"),
        tooltip=[
            alt.Tooltip("title:N", title=Fairness.SERIES),
            alt.Tooltip("hospitals:N", title=Fairness.HOSPITALS),
            alt.Tooltip("round:Q", title=Fairness.ROUND),
            alt.Tooltip("accuracy:Q", title=Fairness.ACCURACY, format=".1%"),
            alt.Tooltip("spread:Q", title=Fairness.SPREAD, format=".1%"),
        ],
    )
    dashes = alt.StrokeDash("series:N", legend=legend(called), title=None).scale(
        domain=[*SERIES], range=[DASHES[2], DASHES[0], DASHES[1]]
    )
    lines = base.mark_line(strokeWidth=2.5, color=TOGETHER_COLOR).encode(strokeDash=dashes)
    points = base.mark_point(filled=True, size=30, color=TOGETHER_COLOR)
    return (lines + points).properties(height=height)


def describe_fairness(frame: pd.DataFrame) -> str:
    """The chart in words: where it stands in its last round."""
    if frame.empty:
        return Fairness.SPOKEN_EMPTY
    last = frame[frame["round"] == frame["round"].max()].set_index("series")["accuracy"]
    return Fairness.SPOKEN.format(**{series: percent(last[series]) for series in SERIES})
