"""Curves by round or epoch."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from fedsim.analysis.keys import TOGETHER
from fedsim.charts.names import colors, ids, model_labels, places
from fedsim.charts.palette import (
    ALONE_DASHES,
    COLUMNS,
    DASHES,
    HOSPITAL_COLORS,
    TOGETHER_COLOR,
)
from fedsim.text.models import Titles


def accuracy_chart(frame: pd.DataFrame, called: Titles, num_rounds: int, height: int = 280) -> alt.LayerChart:
    """Test accuracy by round: the federation's over all classes, thick, and a line a hospital over its own.

    Args:
        frame: `accuracy_frame`, `named`.
        called: the lines, in order: the hospitals' places fix the colours.
        num_rounds: the x axis ends there from the start, so that it does not move.
        height: px.
    """
    legend = alt.Legend(orient="top", columns=COLUMNS, symbolStrokeWidth=3, labelExpr=model_labels(called))
    return _accuracies(frame, called, num_rounds, legend, DASHES, 22).properties(height=height)


def comparison_chart(frame: pd.DataFrame, called: Titles, num_rounds: float, height: int = 280) -> alt.LayerChart:
    """Test accuracy over all classes by round: together, thick; alone, dashed in each hospital's colour; and pooled.

    Args:
        frame: `curve_frame`, `named`.
        called: the models, in order: the hospitals' places fix the colours.
        num_rounds: the x axis ends there from the start.
        height: px.
    """
    legend = alt.Legend(
        orient="top", columns=COLUMNS, symbolType="stroke", symbolSize=300, symbolStrokeWidth=3,
        labelExpr=model_labels(called),
    )  # fmt: skip
    return _accuracies(frame, called, num_rounds, legend, ALONE_DASHES, 16).properties(height=height)


def learning_chart(frame: pd.DataFrame, measured: Sequence[str], color: str, num_epochs: int, height: int) -> alt.Chart:
    """How a model that trains by itself learns: on its own images, dashed on validation ones, thick on the test set.

    Args:
        frame: `learning_frame`, `labelled`.
        measured: what accuracy is measured on, in this order: the test set is last.
        color: the model's.
        num_epochs: the x axis ends there from the start.
        height: px.
    """
    domain = [str(each) for each in measured]  # in an expression, an enum would be written as its repr
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
                alt.Tooltip("title:N", title="Measured on"),
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
    together = frame[frame["series"] == TOGETHER.id]
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
            *([alt.Tooltip("title:N", title="Model")] if value == "accuracy" else []),
            alt.Tooltip("round:Q", title="Round"),
            alt.Tooltip(f"{value}:Q", title=title, format=".1%" if value == "accuracy" else ".3f"),
        ],
    )


def _accuracies(
    frame: pd.DataFrame, called: Titles, num_rounds: float, legend: alt.Legend, dashes: Sequence, dot: int
) -> alt.LayerChart:
    """Lines with dots; the shared model over all classes is thick."""
    domain = ids(called)
    color = alt.Color("series:N", scale=alt.Scale(domain=domain, range=colors(called)), title=None, legend=legend)
    chart = _rounds(frame, "accuracy", "Test accuracy", color, num_rounds)
    y = alt.Y("accuracy:Q", title="Test accuracy", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%"))
    dash = alt.StrokeDash("series:N", scale=alt.Scale(domain=domain, range=_dashes(called, dashes)), legend=None)
    thick = alt.datum.series == TOGETHER.id
    lines = chart.mark_line().encode(
        y=y, strokeDash=dash, strokeWidth=alt.condition(thick, alt.value(4), alt.value(1.8))
    )
    points = chart.mark_point(filled=True).encode(y=y, size=alt.condition(thick, alt.value(55), alt.value(dot)))
    return lines + points


def _dashes(called: Titles, dashes: Sequence) -> list:
    """Solid for what is no single hospital's; the hospitals' tell apart those that share a colour."""
    return [
        DASHES[0] if place is None else dashes[place // len(HOSPITAL_COLORS) % len(dashes)]
        for place in places([key for key, _ in called])
    ]
