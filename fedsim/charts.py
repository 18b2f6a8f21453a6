"""Charts: pure functions from a tidy table of `fedsim.runs.frames` to an Altair chart.

An empty table draws empty axes. One meaning a colour: `TOGETHER_COLOR` is the federation, and a hospital keeps its
colour everywhere. The palette is Okabe and Ito's for colour-blind readers (https://jfly.uni-koeln.de/color/).
"""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from fedsim.runs.frames import TOGETHER

TOGETHER_COLOR = "#2f7de1"
HOSPITAL_COLORS = ("#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#b0a32c", "#8a6fd1", "#7f8c8d")
CLASS_COLORS = ("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#d55e00", "#0072b2", "#8a6fd1", "#7f8c8d")
DASHES = ([1, 0], [6, 3], [2, 2])
MATRIX_SCALE = alt.Scale(domain=[0, 1], range=["rgba(47,125,225,0.04)", "#2f7de1"])
NEVER_COLOR = "#d55e00"


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


def confusion_chart(
    frame: pd.DataFrame, classes: Sequence[str], *, shares: bool, ink: str, height: int = 280, small: bool = False
) -> alt.LayerChart:
    """A confusion matrix: what each scan truly shows, by row, against what the model says, by column.

    Args:
        frame: `matrix_frame`; rows of classes that the model's hospital has never seen are outlined.
        classes: names, in label order.
        shares: write the share of the true class, else the count.
        ink: colour of text on pale cells.
        height: px.
        small: leave out the axis titles.
    """
    order, angle = list(classes), 0 if len(classes) <= 5 and not small else -45
    base = alt.Chart(frame).encode(
        x=alt.X(
            "predicted:N", sort=order, title=None if small else "The model says", scale=alt.Scale(domain=order)
        ).axis(labelAngle=angle, orient="bottom"),
        y=alt.Y("true:N", sort=order, title=None if small else "The scan shows", scale=alt.Scale(domain=order)),
        tooltip=[
            alt.Tooltip("true:N", title="The scan shows"),
            alt.Tooltip("predicted:N", title="The model says"),
            alt.Tooltip("count:Q", title="Test images"),
            alt.Tooltip("share:Q", title="Share of that class", format=".1%"),
        ],
    )
    cells = base.mark_rect(stroke=None).encode(color=alt.Color("share:Q", scale=MATRIX_SCALE, legend=None))
    blind = base.transform_filter("!datum.seen").mark_rect(filled=False, stroke=NEVER_COLOR, strokeWidth=2)
    text = base.mark_text(fontSize=_font_size(len(classes), small)).encode(
        text=alt.Text("share:Q", format=".0%") if shares else alt.Text("count:Q", format=",d"),
        color=alt.condition("datum.share > 0.55", alt.value("white"), alt.value(ink)),
    )
    return (cells + blind + text).properties(height=height)


def counts_chart(frame: pd.DataFrame, hospitals: Sequence[str], classes: Sequence[str], height: int) -> alt.LayerChart:
    """Images of each class at each hospital: a stacked bar a hospital.

    Args:
        frame: `counts_frame`.
        hospitals: names, in order.
        classes: names, in label order: they fix the colours.
        height: px.
    """
    colors = [CLASS_COLORS[i % len(CLASS_COLORS)] for i in range(len(classes))]
    return (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X("images:Q", title=None, axis=alt.Axis(format=",d", tickCount=4)),
            y=alt.Y("hospital:N", sort=list(hospitals), title=None, scale=alt.Scale(domain=list(hospitals))),
            color=alt.Color("class:N", scale=alt.Scale(domain=list(classes), range=colors), title=None).legend(
                orient="top", columns=6
            ),
            order=alt.Order("order:Q"),
            tooltip=["hospital:N", "class:N", alt.Tooltip("images:Q", format=",d")],
        )
        .properties(height=height)
    )


def describe_counts(frame: pd.DataFrame) -> str:
    """The bars in words: each hospital's images, and the classes that it has none of."""
    parts = []
    for name, rows in frame.groupby("hospital", sort=False):
        missing = ", ".join(rows["class"][rows["images"] == 0])
        parts.append(f"{name} has {rows['images'].sum():,}" + (f", none of {missing}" if missing else ""))
    return f"Images of each class at each hospital: {'; '.join(parts)}."


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


def describe_matrix(frame: pd.DataFrame, whose: str) -> str:
    """A confusion matrix in words: the share of each class that is recognised."""
    right = frame[frame["true"] == frame["predicted"]] if len(frame) else frame
    parts = [f"{row.true} {row.share:.0%}" for row in right.itertuples()]
    return f"Confusion matrix of {whose}. Recognised: {', '.join(parts) or 'no round is finished yet'}."


def _rounds(frame: pd.DataFrame, value: str, title: str, color: Any, num_rounds: int) -> alt.Chart:
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
    colors = [TOGETHER_COLOR, *(HOSPITAL_COLORS[i % len(HOSPITAL_COLORS)] for i in range(len(hospitals)))]
    return alt.Color(
        "series:N",
        scale=alt.Scale(domain=[TOGETHER, *hospitals], range=colors),
        title=None,
        legend=alt.Legend(orient="top", columns=8, symbolStrokeWidth=3),
    )


def _series_dash(hospitals: Sequence[str]) -> alt.StrokeDash:
    """Solid for the federation and the first hospitals; dashes tell apart those that share a colour."""
    dashes = [DASHES[0], *(DASHES[(i // len(HOSPITAL_COLORS)) % len(DASHES)] for i in range(len(hospitals)))]
    return alt.StrokeDash("series:N", scale=alt.Scale(domain=[TOGETHER, *hospitals], range=dashes), legend=None)


def _font_size(num_classes: int, small: bool) -> int:
    return max(7, (11 if small else 14) - max(0, num_classes - 4))
