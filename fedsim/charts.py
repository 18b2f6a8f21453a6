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
POOLED_COLOR = "#7a8291"
HOSPITAL_COLORS = ("#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#b0a32c", "#8a6fd1", "#7f8c8d")
CLASS_COLORS = ("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#d55e00", "#0072b2", "#8a6fd1", "#7f8c8d")
DASHES = ([1, 0], [6, 3], [2, 2])
ALONE_DASHES = ([6, 3], [2, 2], [8, 2, 2, 2])
MATRIX_SCALE = alt.Scale(domain=[0, 1], range=["rgba(47,125,225,0.04)", "#2f7de1"])
NEVER_COLOR = "#d55e00"
COLUMNS = alt.expr("width < 420 ? 3 : 8")  # of a legend: on a phone it wraps
MAX_FLAT_CHARACTERS = 40  # class names that need more in a row are slanted, so that they fit on a phone
EVEN = 0.8  # classes are alike where the rarest has this share of the most common one's images


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
    colors = [TOGETHER_COLOR, *(HOSPITAL_COLORS[i % len(HOSPITAL_COLORS)] for i in range(len(alone))), POOLED_COLOR]
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
        ).axis(labelAngle=angle, orient="bottom", labelOverlap=False),
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
            y=alt.Y("hospital:N", sort=list(hospitals), title=None, scale=alt.Scale(domain=list(hospitals))).axis(
                labelOverlap=False
            ),
            color=alt.Color("class:N", scale=alt.Scale(domain=list(classes), range=colors), title=None).legend(
                orient="top", columns=alt.expr(f"max(1, min(6, floor(width / {28 + 6.5 * max(map(len, classes))})))")
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
    colors = [TOGETHER_COLOR, *(HOSPITAL_COLORS[i % len(HOSPITAL_COLORS)] for i in range(len(hospitals)))]
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


def _font_size(num_classes: int, small: bool) -> int:
    return max(7, (11 if small else 14) - max(0, num_classes - 4))


def balance_chart(frame: pd.DataFrame, classes: Sequence[str], ink: str, height: int) -> alt.LayerChart:
    """How common each class is among the training images, and paler among the test images.

    Args:
        frame: `balance_frame` of "train" and "test".
        classes: names, in label order: they fix the colours.
        ink: colour of text.
        height: px.
    """
    splits = ["train", "test"]
    base = alt.Chart(frame).encode(
        x=alt.X("share:Q", axis=None, scale=alt.Scale(zero=True)),
        y=alt.Y(
            "class:N", sort=list(classes), title=None, scale=alt.Scale(domain=list(classes), paddingInner=0.3)
        ).axis(domain=False, ticks=False),
        yOffset=alt.YOffset("split:N", sort=splits, scale=alt.Scale(domain=splits)),
        tooltip=[
            alt.Tooltip("class:N", title="Class"),
            alt.Tooltip("split:N", title="Images for"),
            alt.Tooltip("images:Q", title="Images", format=",d"),
            alt.Tooltip("share:Q", title="Share of these", format=".1%"),
        ],
    )
    pale = alt.condition("datum.split == 'test'", alt.value(0.35), alt.value(1.0))
    bars = base.mark_bar().encode(color=_class_color(classes, None), opacity=pale)
    text = (
        base.transform_filter("datum.split == 'train'")
        .mark_text(align="left", dx=4)
        .encode(text=alt.Text("share:Q", format=".0%"), color=alt.value(ink))
    )
    return (bars + text).properties(height=height)


def describe_balance(frame: pd.DataFrame) -> str:
    """The class balance in words: each class's share of the training images, and which is rarest."""
    train = frame[frame["split"] == "train"]
    parts = ", ".join(f"{cls} {share:.0%}" for cls, share in zip(train["class"], train["share"], strict=True))
    return f"Training images of each class: {parts or 'none'}. {describe_rarest(frame)}".strip()


def describe_rarest(frame: pd.DataFrame) -> str:
    """Which class there is least of to train on, in a sentence; nothing to say of an empty frame."""
    train = frame[frame["split"] == "train"].sort_values("images", kind="stable")
    if train.empty:
        return ""
    rare, common = train.iloc[0], train.iloc[-1]
    if rare["images"] >= EVEN * common["images"]:
        return "Every class is about equally common."
    return f"The rarest is {rare['class']} with {rare['share']:.0%} of the training images."


def _class_color(classes: Sequence[str], legend: alt.Legend | None) -> alt.Color:
    colors = [CLASS_COLORS[i % len(CLASS_COLORS)] for i in range(len(classes))]
    return alt.Color("class:N", scale=alt.Scale(domain=list(classes), range=colors), title=None, legend=legend)


def recall_chart(
    frame: pd.DataFrame, models: Sequence[str], classes: Sequence[str], ink: str, height: int
) -> alt.LayerChart:
    """Recall of each class by each model, as a heat map: the share of a class's test images that the model finds.

    Args:
        frame: `recall_frame`; cells of classes that a hospital has never seen are outlined.
        models: titles, in order: they fix the rows.
        classes: names, in label order: they fix the columns.
        ink: colour of text on pale cells.
        height: px.
    """
    slanted = are_slanted(classes)
    shared = f"indexof({[*models[-2:]]}, datum.value) >= 0"
    base = alt.Chart(frame).encode(
        x=alt.X("class:N", sort=list(classes), title=None, scale=alt.Scale(domain=list(classes))).axis(
            orient="top",
            labelAngle=-45 if slanted else 0,
            labelLimit=90 if slanted else 140,
            labelOverlap=False,
            domain=False,
            ticks=False,
        ),
        y=alt.Y("model:N", sort=list(models), title=None, scale=alt.Scale(domain=list(models))).axis(
            labelLimit=130,
            labelFlush=False,
            domain=False,
            ticks=False,
            labelFontWeight=alt.condition(shared, alt.value("bold"), alt.value("normal")),
        ),
        tooltip=[
            alt.Tooltip("model:N", title="Model"),
            alt.Tooltip("class:N", title="The scan shows"),
            alt.Tooltip("recall:Q", title="Found", format=".1%"),
            alt.Tooltip("found:Q", title="Test images found", format=",d"),
            alt.Tooltip("images:Q", title="Test images", format=",d"),
        ],
    )
    cells = base.mark_rect().encode(color=alt.Color("recall:Q", scale=MATRIX_SCALE, legend=None))
    blind = base.transform_filter("!datum.seen").mark_rect(filled=False, stroke=NEVER_COLOR, strokeWidth=2)
    text = base.mark_text(fontSize=alt.expr(f"max(7, min(13, width / {3.4 * max(1, len(classes))}))")).encode(
        text=alt.Text("recall:Q", format=".0%"),
        color=alt.condition("datum.recall > 0.55", alt.value("white"), alt.value(ink)),
    )
    return (cells + blind + text).properties(height=height)


def answers_chart(
    frame: pd.DataFrame, models: Sequence[str], colors: Sequence[str], classes: Sequence[str], height: int
) -> alt.Chart:
    """What two models say to one image: a pair of bars a class.

    Args:
        frame: `answer_frame`.
        models: the two titles.
        colors: theirs.
        classes: names, in label order.
        height: px.
    """
    return (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X("probability:Q", title=None, scale=alt.Scale(domain=[0, 1])).axis(
                format=".0%", values=[0, 0.5, 1], labelFlush=True
            ),
            y=alt.Y(
                "class:N", sort=list(classes), title=None, scale=alt.Scale(domain=list(classes), paddingInner=0.25)
            ).axis(labelLimit=80, labelOverlap=False, labelFlush=False, domain=False, ticks=False),
            yOffset=alt.YOffset("model:N", sort=list(models), scale=alt.Scale(domain=list(models))),
            color=alt.Color("model:N", scale=alt.Scale(domain=list(models), range=list(colors)), legend=None),
            tooltip=[
                alt.Tooltip("model:N", title="Model"),
                alt.Tooltip("class:N", title="Says"),
                alt.Tooltip("probability:Q", title="Probability", format=".1%"),
            ],
        )
        .properties(height=height)
    )


def are_slanted(classes: Sequence[str]) -> bool:
    """Whether class names side by side are too long to be written flat."""
    return len(classes) * max(map(len, classes), default=0) > MAX_FLAT_CHARACTERS


def hospital_color(place: int) -> str:
    """The colour that the hospital at this place of the federation has on every page."""
    return HOSPITAL_COLORS[place % len(HOSPITAL_COLORS)]


def describe_recalls(frame: pd.DataFrame) -> str:
    """The heat map in words: what each model finds of each class, and which classes are new to it."""
    parts = []
    for title, rows in frame.groupby("model", sort=False):
        cells = [
            f"{cls} {recall:.0%}{'' if seen else ' (never seen)'}"
            for cls, recall, seen in zip(rows["class"], rows["recall"], rows["seen"], strict=True)
        ]
        parts.append(f"{title}: {', '.join(cells)}")
    return f"Share of each class that a model finds. {'; '.join(parts) or 'No model is trained yet'}."


def describe_answers(frame: pd.DataFrame) -> str:
    """The paired bars in words: each model's likeliest classes."""
    parts = []
    for title, rows in frame.groupby("model", sort=False):
        best = rows.nlargest(2, "probability")
        said = [f"{cls} {share:.0%}" for cls, share in zip(best["class"], best["probability"], strict=True)]
        parts.append(f"{title} says {', then '.join(said)}")
    return f"Probabilities: {'; '.join(parts)}."
