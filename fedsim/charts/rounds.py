"""Curves by round or epoch."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from fedsim.analysis.frames import TOGETHER
from fedsim.charts.palette import (
    ALONE_DASHES,
    COLUMNS,
    DASHES,
    HOSPITAL_COLORS,
    POOLED_COLOR,
    TOGETHER_COLOR,
    hospital_color,
)


def accuracy_chart(frame: pd.DataFrame, hospitals: Sequence[str], num_rounds: int, height: int = 280) -> alt.LayerChart:
    """Test accuracy by round: the federation's over all classes, thick, and a line a hospital over its own.

    Args:
        frame: `accuracy_frame`.
        hospitals: names, in order: they fix the colours.
        num_rounds: the x axis ends there from the start, so that it does not move.
        height: px.
    """
    chart = _rounds(frame, "accuracy", "Test accuracy", _series_color(hospitals), num_rounds)
    y = alt.Y("accuracy:Q", title="Test accuracy", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%"))
    lines = chart.mark_line().encode(
        y=y,
        strokeWidth=alt.condition(alt.datum.series == TOGETHER, alt.value(4), alt.value(1.8)),
        strokeDash=_series_dash(hospitals),
    )
    points = chart.mark_point(filled=True).encode(
        y=y, size=alt.condition(alt.datum.series == TOGETHER, alt.value(55), alt.value(22))
    )
    return (lines + points).properties(height=height)


def comparison_chart(
    frame: pd.DataFrame, alone: Sequence[str], together: str, pooled: str, num_rounds: float, height: int = 280
) -> alt.LayerChart:
    """Test accuracy over all classes by round: together, thick; alone, dashed in each hospital's colour; and pooled.

    Args:
        frame: `curve_frame`.
        alone: what the hospitals' own models are called, in order: they fix the colours.
        together: what the federation's is called.
        pooled: what the pooled one is called.
        num_rounds: the x axis ends there from the start.
        height: px.
    """
    colors = [TOGETHER_COLOR, *map(hospital_color, range(len(alone))), POOLED_COLOR]
    domain = [together, *alone, pooled]
    legend = alt.Legend(orient="top", columns=COLUMNS, symbolType="stroke", symbolSize=300, symbolStrokeWidth=3)
    color = alt.Color("series:N", scale=alt.Scale(domain=domain, range=colors), title=None, legend=legend)
    chart = _rounds(frame, "accuracy", "Test accuracy", color, num_rounds)
    y = alt.Y("accuracy:Q", title="Test accuracy", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%"))
    cycle = [ALONE_DASHES[i // len(HOSPITAL_COLORS) % len(ALONE_DASHES)] for i in range(len(alone))]
    dashes = [DASHES[0], *cycle, DASHES[0]]
    dash = alt.StrokeDash("series:N", scale=alt.Scale(domain=domain, range=dashes), legend=None)
    thick = alt.datum.series == together
    lines = chart.mark_line().encode(
        y=y, strokeDash=dash, strokeWidth=alt.condition(thick, alt.value(4), alt.value(1.8))
    )
    points = chart.mark_point(filled=True).encode(y=y, size=alt.condition(thick, alt.value(55), alt.value(16)))
    return (lines + points).properties(height=height)


def learning_chart(frame: pd.DataFrame, measured: Sequence[str], color: str, num_epochs: int, height: int) -> alt.Chart:
    """How a model that trains by itself learns: on its own images, dashed on validation ones, thick on the test set.

    Args:
        frame: `learning_frame`.
        measured: what accuracy is measured on, in this order: the test set is last.
        color: the model's.
        num_epochs: the x axis ends there from the start.
        height: px.
    """
    domain = list(measured)
    return (
        alt.Chart(frame)
        .mark_line(color=color)
        .encode(
            x=alt.X("epoch:Q", title="Epoch", scale=alt.Scale(domain=[1, max(2, num_epochs)])).axis(
                tickMinStep=1, format="d", grid=False
            ),
            y=alt.Y("accuracy:Q", title=None, scale=alt.Scale(domain=[0, 1])).axis(format=".0%", tickCount=3),
            strokeWidth=alt.condition(alt.datum.measured == domain[-1], alt.value(3.5), alt.value(1.3)),
            strokeDash=alt.StrokeDash(
                "measured:N", scale=alt.Scale(domain=domain, range=[[1, 0], [5, 3], [1, 0]]), legend=None
            ),
            tooltip=[
                alt.Tooltip("measured:N", title="Measured on"),
                alt.Tooltip("epoch:Q", title="Epoch"),
                alt.Tooltip("accuracy:Q", title="Accuracy", format=".1%"),
            ],
        )
        .properties(height=height)
    )


def loss_chart(frame: pd.DataFrame, num_rounds: int, height: int = 280) -> alt.LayerChart:
    """The federation's test loss by round.

    Args:
        frame: `loss_frame`.
        num_rounds: the x axis ends there from the start.
        height: px.
    """
    chart = _rounds(frame, "loss", "Test loss (nats)", alt.value(TOGETHER_COLOR), num_rounds)
    y = alt.Y("loss:Q", title="Test loss (nats)", scale=alt.Scale(zero=True))
    return (chart.mark_line(strokeWidth=4).encode(y=y) + chart.mark_point(filled=True, size=55).encode(y=y)).properties(
        height=height
    )


def describe_accuracy(frame: pd.DataFrame) -> str:
    """The accuracy chart in words, for screen readers."""
    together = frame[frame["series"] == TOGETHER]
    if together.empty:
        return "Test accuracy by round; no round is finished yet."
    first, last = together.iloc[0], together.iloc[-1]
    return (
        f"Test accuracy by round: {first['accuracy']:.0%} before training, {last['accuracy']:.0%} on all classes "
        f"after round {int(last['round'])}."
    )


def describe_loss(frame: pd.DataFrame) -> str:
    """The loss chart in words."""
    if frame.empty:
        return "Test loss by round; no round is finished yet."
    return f"Test loss by round: {frame['loss'].iloc[0]:.2f} before training, now {frame['loss'].iloc[-1]:.2f}."


def _rounds(frame: pd.DataFrame, value: str, title: str, color: Any, num_rounds: float) -> alt.Chart:
    return alt.Chart(frame).encode(
        x=alt.X("round:Q", title="Round (0 is before training)", scale=alt.Scale(domain=[0, num_rounds])).axis(
            tickMinStep=1, format="d", grid=False, labelFlush=True
        ),
        color=color,
        tooltip=[
            alt.Tooltip("series:N", title="Classes of"),
            alt.Tooltip("round:Q", title="Round"),
            alt.Tooltip(f"{value}:Q", title=title, format=".1%" if value == "accuracy" else ".3f"),
        ],
    )


def _series_color(hospitals: Sequence[str]) -> alt.Color:
    colors = [TOGETHER_COLOR, *map(hospital_color, range(len(hospitals)))]
    return alt.Color(
        "series:N",
        scale=alt.Scale(domain=[TOGETHER, *hospitals], range=colors),
        title=None,
        legend=alt.Legend(orient="top", columns=COLUMNS, symbolStrokeWidth=3),
    )


def _series_dash(hospitals: Sequence[str]) -> alt.StrokeDash:
    """Solid for the federation and the first hospitals; dashes tell apart those that share a colour."""
    dashes = [DASHES[0], *(DASHES[(i // len(HOSPITAL_COLORS)) % len(DASHES)] for i in range(len(hospitals)))]
    return alt.StrokeDash("series:N", scale=alt.Scale(domain=[TOGETHER, *hospitals], range=dashes), legend=None)
