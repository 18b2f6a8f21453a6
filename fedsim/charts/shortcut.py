"""Which models read a hospital's mark."""

import altair as alt
import pandas as pd

from fedsim.analysis.keys import POOLED, ModelKey
from fedsim.analysis.shortcut_frames import MARKS
from fedsim.charts.names import labels, legend, words_of
from fedsim.charts.palette import ALONE_DASHES, POOLED_COLOR, POOLED_DASH, TOGETHER_COLOR, hospital_color, hospital_dash
from fedsim.text.charts import Shortcut

Lines = tuple[tuple[ModelKey, str, int | None], ...]
"""Of each model: its key, what to call it, and its hospital's place in the federation, which gives the colour."""


def shortcut_chart(frame: pd.DataFrame, lines: Lines, height: int = 240) -> alt.LayerChart:
    """Accuracy with the mark on the disease, nowhere, and on all other classes: a line a model. Who reads it falls.

    Args:
        frame: `shortcut_frame`, `named`.
        lines: the models, in order.
        height: px.
    """
    where = [*Shortcut.WHERE.items()]
    order, key = [each.id for each, _, _ in lines], legend([(each.id, title) for each, title, _ in lines])
    base = (
        alt.Chart(frame)
        .transform_calculate(where=words_of("marks", where))
        .encode(
            x=alt.X("marks:N", sort=[*MARKS], title=Shortcut.MARK, scale=alt.Scale(domain=[*MARKS])).axis(
                labelAngle=0, labelExpr=labels(where), labelOverlap=False
            ),
            y=alt.Y("accuracy:Q", title=Shortcut.ACCURACY, scale=alt.Scale(domain=[0, 1])).axis(format=".0%"),
            color=alt.Color("series:N", legend=key, title=None).scale(
                domain=order, range=[_color(each, place) for each, _, place in lines]
            ),
            strokeDash=alt.StrokeDash("series:N", legend=key, title=None).scale(
                domain=order, range=[_dash(each, place) for each, _, place in lines]
            ),
            tooltip=[
                alt.Tooltip("title:N", title=Shortcut.MODEL),
                alt.Tooltip("where:N", title=Shortcut.MARK),
                alt.Tooltip("accuracy:Q", title=Shortcut.ACCURACY, format=".1%"),
            ],
        )
    )
    return (base.mark_line(strokeWidth=3) + base.mark_point(filled=True, size=60)).properties(height=height)


def _color(key: ModelKey, place: int | None) -> str:
    if place is not None:
        return hospital_color(place)
    return POOLED_COLOR if key == POOLED else TOGETHER_COLOR


def _dash(key: ModelKey, place: int | None) -> list[int]:
    if place is not None:
        return hospital_dash(place, ALONE_DASHES)
    return POOLED_DASH if key == POOLED else [1, 0]
