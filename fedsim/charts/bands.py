"""Accuracy by round where hospitals are many: a band in place of a line each."""

from typing import Any

import altair as alt
import pandas as pd

from fedsim.analysis.bands import BAND
from fedsim.analysis.keys import POOLED, TOGETHER
from fedsim.charts.names import words_of
from fedsim.charts.palette import HOSPITAL_COLORS, POOLED_COLOR, POOLED_DASH, SOLID, TOGETHER_COLOR
from fedsim.text.charts import Bands, Rounds
from fedsim.text.format import percent
from fedsim.text.models import title

BAND_COLOR = HOSPITAL_COLORS[1]


def bands_chart(frame: pd.DataFrame, num_rounds: float, height: int = 280) -> alt.LayerChart:
    """From the least to the greatest, stronger the middle half, dashed the median; the models are lines.

    Args:
        frame: `own_bands` or `alone_bands`.
        num_rounds: the x axis ends there from the start.
        height: px.
    """
    share = alt.Axis(format=".0%")
    x = alt.X("round:Q", title=Rounds.ROUND_AXIS, scale=alt.Scale(domain=[0, num_rounds])).axis(
        tickMinStep=1, format="d", grid=False, labelFlush=True
    )
    y: dict[str, Any] = {"scale": alt.Scale(domain=[0, 1]), "title": Rounds.TEST_ACCURACY, "axis": share}
    names = ((Bands.LEAST, "low"), (Bands.MEDIAN, "middle"), (Bands.MOST, "high"))
    lines = {BAND: Bands.ALL, **{key.id: title(key) for key in (TOGETHER, POOLED)}}
    called = alt.Tooltip("called:N", title=Bands.LINE)
    tooltip = [
        called,
        alt.Tooltip("round:Q", title=Rounds.ROUND),
        *(alt.Tooltip(f"{name}:Q", title=said, format=".1%") for said, name in names),
    ]
    chart = alt.Chart(frame).transform_calculate(called=words_of("series", lines.items()))
    band = chart.transform_filter(alt.datum.series == BAND).encode(x=x, tooltip=tooltip)
    area = band.mark_area(color=BAND_COLOR)
    whole = area.encode(y=alt.Y("low:Q", **y), y2="high:Q", opacity=alt.value(0.25))
    half = area.encode(y=alt.Y("lower:Q", **y), y2="upper:Q", opacity=alt.value(0.45))
    median = band.mark_line(color=BAND_COLOR, strokeDash=[6, 3], point={"color": BAND_COLOR, "size": 25})
    ids = [TOGETHER.id, POOLED.id]
    color = alt.Color("series:N", legend=None).scale(domain=ids, range=[TOGETHER_COLOR, POOLED_COLOR])
    dash = alt.StrokeDash("series:N", legend=None).scale(domain=ids, range=[SOLID, POOLED_DASH])
    models = (
        chart.transform_filter(alt.datum.series != BAND)
        .mark_line(point={"filled": True, "size": 45})
        .encode(
            x=x,
            y=alt.Y("accuracy:Q", **y),
            color=color,
            strokeDash=dash,
            strokeWidth=alt.condition(alt.datum.series == TOGETHER.id, alt.value(4), alt.value(2)),
            tooltip=[
                called,
                alt.Tooltip("round:Q", title=Rounds.ROUND),
                alt.Tooltip("accuracy:Q", title=Rounds.TEST_ACCURACY, format=".1%"),
            ],
        )
    )
    return (whole + half + median.encode(y=alt.Y("middle:Q", **y)) + models).properties(height=height)


def describe_bands(frame: pd.DataFrame) -> str:
    """The chart in words."""
    together, band = (frame[frame["series"] == series] for series in (TOGETHER.id, BAND))
    if together.empty:
        return Rounds.ACCURACY_SPOKEN_EMPTY
    last = together.iloc[-1]
    now = {"now": percent(last["accuracy"]), "round": int(last["round"])}
    if band.empty:
        return Bands.SPOKEN_WITHOUT.format(**now)
    spread = {name: percent(band.iloc[-1][name]) for name in ("low", "middle", "high")}
    return Bands.SPOKEN.format(**now, **spread)
