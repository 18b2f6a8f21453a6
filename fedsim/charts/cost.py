"""What privacy costs: accuracy against epsilon."""

import altair as alt
import numpy as np
import pandas as pd

from fedsim.charts.axes import SHORT, powers
from fedsim.charts.palette import TOGETHER_COLOR
from fedsim.language import commas
from fedsim.runs.sweep import CLIPPED, NOISY, PLAIN
from fedsim.text.charts import Cost
from fedsim.text.format import exact, percent, short

SHORT_LABEL = "width < 420 ? datum.short : datum.label"
"""On a phone there is no room for all of it; the tooltip has the rest."""


def cost_chart(
    frame: pd.DataFrame, domain: tuple[float, float], ink: str, height: int = 340
) -> alt.LayerChart | alt.FacetChart:
    """Accuracy against epsilon on a log axis: a point a noise multiplier, a band from the worst to the best seed.

    Runs without a promise have no place on the axis: they are lines across.

    Args:
        frame: `cost_frame`.
        domain: of the axis, powers of ten.
        ink: colour of text and of the lines across.
        height: px.
    """
    base = alt.Chart(frame).encode(y=_accuracy("accuracy:Q"), tooltip=_cost_tooltips())
    noisy = base.transform_filter(f"datum.kind == '{NOISY}'").encode(x=_epsilon(domain))
    band = noisy.mark_area(color=TOGETHER_COLOR, opacity=0.18).encode(y=_accuracy("low:Q"), y2="high:Q")
    spread = noisy.mark_rule(color=TOGETHER_COLOR, strokeWidth=2).encode(y=_accuracy("low:Q"), y2="high:Q")
    line = noisy.mark_line(color=TOGETHER_COLOR, strokeWidth=3)
    points = noisy.mark_point(color=TOGETHER_COLOR, filled=True, size=90, opacity=1)
    names = noisy.mark_text(dy=16, fontSize=12, color=ink).encode(text=alt.Text("noise:Q", format="~g"))
    return alt.layer(
        *_across(base, PLAIN, [6, 3], ink), *_across(base, CLIPPED, [2, 2], ink), band, spread, line, points, names
    ).properties(height=height)


def _epsilon(domain: tuple[float, float]) -> alt.X:
    return alt.X(
        "epsilon:Q",
        title=Cost.EPSILON_AXIS,
        scale=alt.Scale(type="log", domain=list(domain), nice=False),
        axis=alt.Axis(values=powers(domain), labelExpr=SHORT, grid=False, labelFlushOffset=-4),
    )


def _accuracy(field: str) -> alt.Y:
    return alt.Y(field, title=Cost.ACCURACY_AXIS, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%"))


def _cost_tooltips() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("noise:Q", title=Cost.NOISE, format="~g"),
        alt.Tooltip("epsilon:Q", title="ε", format=",.3~r"),
        alt.Tooltip("delta:Q", title="δ", format=".2~g"),
        alt.Tooltip("said:N", title=Cost.ACCURACY),
        alt.Tooltip("seeds:Q", title=Cost.SEEDS),
    ]


def _across(base: alt.Chart, kind: str, dash: list[int], ink: str) -> list[alt.Chart]:
    """A line at a reference's accuracy, with its name: over the upper line, under the lower."""
    chart = base.transform_filter(f"datum.kind == '{kind}'").encode(
        tooltip=[alt.Tooltip("label:N", title=Cost.RUNS), *_cost_tooltips()[3:]]
    )
    texts = [
        chart.transform_filter(where)
        .transform_calculate(text=SHORT_LABEL)
        .mark_text(align="left", dx=6, dy=dy, fontSize=12, color=ink)
        .encode(x=alt.value(0), text="text:N")
        for where, dy in (("datum.upper", -9), ("!datum.upper", 11))
    ]
    return [chart.mark_rule(strokeDash=dash, color=ink, opacity=0.7, strokeWidth=1.5), *texts]


def cost_chart_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """`cost_frame` with what the chart writes: label, short (the label on a phone) and said."""
    labels = {PLAIN: Cost.PLAIN, CLIPPED: Cost.CLIPPED, NOISY: ""}
    shorter = labels | {CLIPPED: Cost.CLIPPED_SHORT}
    said = [
        percent(mean, 1, None if np.isnan(sd) else sd)
        for mean, sd in zip(frame["accuracy"], frame["sd"], strict=True)
    ]  # fmt: skip
    label, short = (
        [words[kind].format(share=percent(mean)) for kind, mean in zip(frame["kind"], frame["accuracy"], strict=True)]
        for words in (labels, shorter)
    )
    return frame.assign(label=label, short=short, said=said)[[*frame.columns[:-1], "label", "short", "said", "runs"]]


def describe_cost(frame: pd.DataFrame) -> str:
    """The trade-off in words: each point, and the lines across."""
    parts = [
        Cost.SPOKEN_POINT.format(epsilon=short(row.epsilon), noise=exact(row.noise), share=percent(row.accuracy))
        for row in frame[frame["kind"] == NOISY].sort_values("epsilon").itertuples()
    ]
    parts += [
        words.format(share=percent(mean))
        for kind, words in ((PLAIN, Cost.SPOKEN_PLAIN), (CLIPPED, Cost.SPOKEN_CLIPPED))
        for mean in frame["accuracy"][frame["kind"] == kind]
    ]
    return Cost.SPOKEN.format(points=commas(parts)) if parts else Cost.SPOKEN_EMPTY
