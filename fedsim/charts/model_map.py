"""Where all models of a run are, on a plane."""

import altair as alt
import pandas as pd

from fedsim.analysis.keys import TOGETHER
from fedsim.charts.axes import around
from fedsim.charts.names import colors, dots, ids, shapes
from fedsim.text.charts import ModelMap
from fedsim.text.format import number
from fedsim.text.models import Titles

TITLE_PX = 12
"""Between the axis, which has no numbers, and its title: a dot may lie on the edge."""
Ends = tuple[tuple[float, float], tuple[float, float]]


def map_chart(
    frame: pd.DataFrame, called: Titles, ends: Ends, height: int = 340, *, legend: bool = False
) -> alt.LayerChart:
    """A dot a hospital and round; a line for the shared model, from a hollow dot to a large one.

    Args:
        frame: `ModelMap.frame`, `named`.
        called: the models, in order: the hospitals' places fix the colours.
        ends: of both axes: `map_ends`.
        height: px.
        legend: whether it says whose colour is which; the page does so beside it.
    """
    whose = dots([(key.id, key.hospital or name) for key, name in called]) if legend else None
    axes = [alt.Scale(domain=list(each), nice=False, zero=False) for each in ends]
    base = alt.Chart(frame).encode(
        x=alt.X("x:Q", title=ModelMap.FIRST, scale=axes[0]).axis(labels=False, ticks=False, grid=False),
        y=alt.Y("y:Q", title=ModelMap.SECOND, scale=axes[1]).axis(
            labels=False, ticks=False, grid=False, titlePadding=TITLE_PX
        ),
        color=alt.Color("series:N", title=None, legend=whose).scale(domain=ids(called), range=colors(called)),
        tooltip=[
            alt.Tooltip("title:N", title=ModelMap.MODEL),
            alt.Tooltip("round:Q", title=ModelMap.ROUND),
            alt.Tooltip("x:Q", title=ModelMap.FIRST, format=".2f"),
            alt.Tooltip("y:Q", title=ModelMap.SECOND, format=".2f"),
        ],
    )
    is_shared = f"datum.series === '{TOGETHER.id}'"
    hospitals = base.transform_filter(f"!({is_shared})").mark_point(filled=True, size=38, opacity=0.75)
    hospitals = hospitals.encode(
        shape=alt.Shape("series:N", title=None, legend=whose).scale(domain=ids(called), range=shapes(called))
    )
    shared = base.transform_filter(is_shared)
    path = shared.mark_line(strokeWidth=3, point=alt.OverlayMarkDef(filled=True, size=30)).encode(order="round:Q")
    start = shared.transform_filter("datum.round === 0").mark_point(size=110, strokeWidth=3, filled=False)
    end = (
        shared.transform_joinaggregate(last="max(round)")
        .transform_filter("datum.round === datum.last && datum.round > 0")
        .mark_point(size=130, filled=True, opacity=1)
    )
    return (hospitals + path + start + end).properties(height=height)


def map_ends(frame: pd.DataFrame) -> Ends:
    """Round numbers around all points, with nothing on the edge."""
    x, y = (around([*frame[axis], *(frame[axis] * 1.05)]) for axis in ("x", "y"))
    return x, y


def describe_map(frame: pd.DataFrame) -> str:
    """The map in words: how many models are on it."""
    hospitals = frame[frame["series"] != TOGETHER.id]
    if hospitals.empty:
        return ModelMap.SPOKEN_EMPTY
    return ModelMap.SPOKEN.format(models=number(len(hospitals)), hospitals=number(hospitals["series"].nunique()))
