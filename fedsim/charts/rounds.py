"""Curves by round or epoch."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from fedsim.analysis.keys import POOLED, TOGETHER
from fedsim.charts.ends import end_labels, room
from fedsim.charts.names import colors, ids, places
from fedsim.charts.palette import ALONE_DASHES, POOLED_DASH, SOLID, TOGETHER_COLOR, hospital_dash
from fedsim.text.charts import Rounds
from fedsim.text.format import decimals, percent
from fedsim.text.models import Titles

ACCURACY = alt.Scale(domain=[0, 1])
FAINT = 0.3
"""Opacity of the lines that have no label, where they are many."""


def accuracy_chart(frame: pd.DataFrame, called: Titles, num_rounds: int, height: int = 280) -> alt.LayerChart:
    """Test accuracy by round: the federation's over all classes, thick, and a dashed line a hospital over its own.

    Args:
        frame: `accuracy_frame`, `named` and `with_ends`.
        called: the lines, in order: the hospitals' places fix colours and dashes.
        num_rounds: the x axis ends there from the start, so that it does not move.
        height: px.
    """
    return _accuracies(frame, called, num_rounds, 22).properties(height=height)


def comparison_chart(frame: pd.DataFrame, called: Titles, num_rounds: float, height: int = 280) -> alt.LayerChart:
    """Test accuracy over all classes by round: together, thick; alone, dashed in each hospital's colour; and pooled.

    Args:
        frame: `curve_frame`, `named` and `with_ends`.
        called: the models, in order: the hospitals' places fix colours and dashes.
        num_rounds: the x axis ends there from the start.
        height: px.
    """
    return _accuracies(frame, called, num_rounds, 16).properties(height=height)


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
    # One epoch makes no line.
    points = alt.OverlayMarkDef(filled=True, size=40, color=color) if num_epochs == 1 else False
    return (
        alt.Chart(frame)
        .mark_line(color=color, point=points)
        .encode(
            x=alt.X("epoch:Q", title=Rounds.EPOCH, scale=alt.Scale(domain=[1, max(2, num_epochs)])).axis(
                tickMinStep=1, format="d", grid=False
            ),
            y=alt.Y("accuracy:Q", title=None, scale=alt.Scale(domain=[0, 1])).axis(format=".0%", tickCount=3),
            strokeWidth=alt.condition(alt.datum.measured == domain[-1], alt.value(3.5), alt.value(1.3)),
            strokeDash=alt.StrokeDash(
                "measured:N", scale=alt.Scale(domain=domain, range=[[1, 0], [5, 3], [1, 0]]), legend=None
            ),
            tooltip=[
                alt.Tooltip("title:N", title=Rounds.MEASURED_ON),
                alt.Tooltip("epoch:Q", title=Rounds.EPOCH),
                alt.Tooltip("accuracy:Q", title=Rounds.ACCURACY, format=".1%"),
            ],
        )
        .properties(height=height)
    )


def loss_chart(frame: pd.DataFrame, num_rounds: int, most: float, height: int = 280) -> alt.LayerChart:
    """The federation's test loss by round.

    Args:
        frame: `loss_frame`.
        num_rounds: the x axis ends there from the start.
        most: the y axis ends there: `top` of the losses.
        height: px.
    """
    chart = _rounds(frame, "loss", Rounds.TEST_LOSS, num_rounds).encode(color=alt.value(TOGETHER_COLOR))
    y = alt.Y("loss:Q", title=Rounds.TEST_LOSS, scale=alt.Scale(domain=[0, most]))
    return (chart.mark_line(strokeWidth=4).encode(y=y) + chart.mark_point(filled=True, size=55).encode(y=y)).properties(
        height=height
    )


def describe_accuracy(frame: pd.DataFrame, on_classes: str) -> str:
    """The accuracy chart in words, for screen readers; on which classes it is, `text.tested` says."""
    together = frame[frame["series"] == TOGETHER.id]
    if together.empty:
        return Rounds.ACCURACY_SPOKEN_EMPTY
    first, last = together.iloc[0], together.iloc[-1]
    before, now = percent(first["accuracy"]), percent(last["accuracy"])
    return Rounds.ACCURACY_SPOKEN.format(before=before, now=now, on_classes=on_classes, round=int(last["round"]))


def describe_loss(frame: pd.DataFrame) -> str:
    """The loss chart in words."""
    if frame.empty:
        return Rounds.LOSS_SPOKEN_EMPTY
    before, now = frame["loss"].iloc[0], frame["loss"].iloc[-1]
    return Rounds.LOSS_SPOKEN.format(before=decimals(before, 2), now=decimals(now, 2))


def _rounds(frame: pd.DataFrame, value: str, title: str, num_rounds: float, labels_px: int = 0) -> alt.Chart:
    """The axis by round and what a pointer is told; on the right there is room for labels."""
    scale = alt.Scale(domain=[0, num_rounds])
    if labels_px:
        scale.range = [0, alt.expr(f"width - {labels_px}")]
    return alt.Chart(frame).encode(
        x=alt.X("round:Q", title=Rounds.ROUND_AXIS, scale=scale).axis(
            tickMinStep=1, format="d", grid=False, labelFlush=True
        ),
        tooltip=[
            *([alt.Tooltip("title:N", title=Rounds.MODEL)] if value == "accuracy" else []),
            alt.Tooltip("round:Q", title=Rounds.ROUND),
            alt.Tooltip(f"{value}:Q", title=title, format=".1%" if value == "accuracy" else ".3f"),
        ],
    )


def _accuracies(frame: pd.DataFrame, called: Titles, num_rounds: float, dot: int) -> alt.LayerChart:
    """Lines with dots, labelled where they end; where they are many, those without a label are faint."""
    looks = [
        channel("series:N", scale=alt.Scale(domain=ids(called), range=range_), title=None, legend=None)
        for channel, range_ in ((alt.Color, colors(called)), (alt.StrokeDash, _dashes(called)))
    ]
    chart = _rounds(frame, "accuracy", Rounds.TEST_ACCURACY, num_rounds, room(called)).encode(
        *looks,
        y=alt.Y("accuracy:Q", title=Rounds.TEST_ACCURACY, scale=ACCURACY, axis=alt.Axis(format=".0%")),
        opacity=alt.condition(alt.datum.labelled, alt.value(1.0), alt.value(FAINT)),
    )
    thick = alt.datum.series == TOGETHER.id
    lines = chart.mark_line().encode(strokeWidth=alt.condition(thick, alt.value(4), alt.value(1.8)))
    points = chart.mark_point(filled=True).encode(size=alt.condition(thick, alt.value(55), alt.value(dot)))
    return lines + points + end_labels(frame, looks, ACCURACY, room(called))


def _dashes(called: Titles) -> list:
    """Solid for what is no single hospital's; a hospital's go by its place."""
    keys = [key for key, _ in called]
    shared = [POOLED_DASH if key == POOLED else SOLID for key in keys]
    return [
        one if place is None else hospital_dash(place, ALONE_DASHES)
        for one, place in zip(shared, places(keys), strict=True)
    ]
