"""Confusion matrices, and recall as a heat map."""

import math
from collections.abc import Sequence

import altair as alt
import pandas as pd

from fedsim.charts.names import ids, labels
from fedsim.charts.palette import NEVER_COLOR, cell_color, cell_ink
from fedsim.language import commas, semicolons
from fedsim.text.charts import Matrices
from fedsim.text.format import percent, shortened, width
from fedsim.text.models import Titles

FEW = 5
TEXT_PX, LARGE_TEXT_PX = 11, 13
LETTER_PX, WIDE_PX = 6.5, 34  # of a name's letter, and of a cell that a percent sign fits in; about
ROW_PX, COLUMN_PX, SMALL_PX, LARGE_PX = 22, 24, 110, 230
AXIS_PX, NAMES_PX = 70, 80  # names below and beside the cells
TITLE_LETTERS = 22  # of a model
MAX_FLAT_CHARACTERS = 40  # class names that need more in a row are slanted, so that they fit on a phone


def confusion_chart(
    frame: pd.DataFrame, classes: Sequence[str], *, shares: bool, ink: str, height: int = 280, small: bool = False
) -> alt.LayerChart:
    """A confusion matrix: what each image truly shows, by row, against what the model says, by column.

    Args:
        frame: `matrix_frame`; rows of classes that the model's hospital has never seen are outlined.
        classes: names, in label order.
        shares: write the share of the true class, else the count.
        ink: colour of text on the page.
        height: px.
        small: leave out the axis titles.
    """
    order = list(classes)
    base = alt.Chart(frame).encode(
        x=alt.X("predicted:N", sort=order, title=None if small else Matrices.SAYS, scale=alt.Scale(domain=order)).axis(
            labelAngle=_angle(classes, small), orient="bottom", labelOverlap=False
        ),
        y=alt.Y("true:N", sort=order, title=None if small else Matrices.SHOWS, scale=alt.Scale(domain=order)).axis(
            labelOverlap=False
        ),
        tooltip=[
            alt.Tooltip("true:N", title=Matrices.SHOWS),
            alt.Tooltip("predicted:N", title=Matrices.SAYS),
            alt.Tooltip("count:Q", title=Matrices.IMAGES),
            alt.Tooltip("share:Q", title=Matrices.SHARE, format=".1%"),
        ],
    )
    tested = base.transform_filter("isValid(datum.share)")
    cells = tested.mark_rect(stroke=None).encode(color=cell_color("share", ink))
    blind = base.transform_filter("!datum.seen").mark_rect(filled=False, stroke=NEVER_COLOR, strokeWidth=2)
    words = base.transform_calculate(said=_said("share", len(classes)))
    text = words.mark_text(fontSize=TEXT_PX if len(classes) > FEW or small else LARGE_TEXT_PX).encode(
        text=alt.Text("said:N") if shares else alt.Text("count:Q", format=",d"),
        color=cell_ink("share", ink),
    )
    return (cells + blind + text).properties(height=height)


def recall_chart(frame: pd.DataFrame, called: Titles, classes: Sequence[str], ink: str, height: int) -> alt.LayerChart:
    """Recall of each class by each model, as a heat map: the share of a class's test images that the model finds.

    Args:
        frame: `recall_frame`, `named`; cells of classes that a hospital has never seen are outlined.
        called: the models, in order: they fix the rows.
        classes: names, in label order: they fix the columns.
        ink: colour of text on the page.
        height: px.
    """
    slanted = are_slanted(classes)
    models = ids(called)
    shared = f"indexof({[key.id for key, _ in called if key.hospital is None]}, datum.value) >= 0"
    base = alt.Chart(frame).encode(
        x=alt.X("class:N", sort=list(classes), title=None, scale=alt.Scale(domain=list(classes))).axis(
            orient="top",
            labelAngle=-45 if slanted else 0,
            labelLimit=90 if slanted else 140,
            labelOverlap=False,
            domain=False,
            ticks=False,
        ),
        y=alt.Y("model:N", sort=models, title=None, scale=alt.Scale(domain=models)).axis(
            labelExpr=labels(zip(models, shortened([name for _, name in called], TITLE_LETTERS), strict=True)),
            labelLimit=0,
            labelFlush=False,
            domain=False,
            ticks=False,
            labelFontWeight=alt.condition(shared, alt.value("bold"), alt.value("normal")),
        ),
        tooltip=[
            alt.Tooltip("title:N", title=Matrices.MODEL),
            alt.Tooltip("class:N", title=Matrices.SHOWS),
            alt.Tooltip("recall:Q", title=Matrices.FOUND, format=".1%"),
            alt.Tooltip("found:Q", title=Matrices.IMAGES_FOUND, format=",d"),
            alt.Tooltip("images:Q", title=Matrices.IMAGES, format=",d"),
        ],
    )
    cells = base.mark_rect().encode(color=cell_color("recall", ink))
    blind = base.transform_filter("!datum.seen").mark_rect(filled=False, stroke=NEVER_COLOR, strokeWidth=2)
    text = (
        base.transform_calculate(said=_said("recall", len(classes)))
        .mark_text(fontSize=TEXT_PX)
        .encode(
            text=alt.Text("said:N"),
            color=cell_ink("recall", ink),
        )
    )
    return (cells + blind + text).properties(height=height)


def are_slanted(classes: Sequence[str]) -> bool:
    """Whether class names side by side are too long to be written flat."""
    return len(classes) * max(map(width, classes), default=0) > MAX_FLAT_CHARACTERS


def describe_matrix(frame: pd.DataFrame, whose: str) -> str:
    """A confusion matrix in words: the share of each class that is recognised."""
    right = frame[frame["true"] == frame["predicted"]] if len(frame) else frame
    parts = [_recognised(row.true, row.share) for row in right.itertuples()]
    words = Matrices.MATRIX_SPOKEN if parts else Matrices.MATRIX_SPOKEN_EMPTY
    return words.format(whose=whose, classes=commas(parts))


def describe_recalls(frame: pd.DataFrame) -> str:
    """The heat map in words: what each model finds of each class, and which classes are new to it."""
    parts = []
    for _, rows in frame.groupby("model", sort=False):
        cells = [
            f"{cls} {percent(recall)}" if seen else Matrices.NEVER_SEEN.format(cls=cls, share=percent(recall))
            for cls, recall, seen in zip(rows["class"], rows["recall"], rows["seen"], strict=True)
        ]
        parts.append(Matrices.OF_MODEL.format(model=rows["title"].iloc[0], recalls=commas(cells)))
    return Matrices.RECALLS_SPOKEN.format(models=semicolons(parts)) if parts else Matrices.RECALLS_SPOKEN_EMPTY


def matrix_height(num_classes: int, small: bool = False) -> int:
    """px: rows that are as high as their text needs, under an axis with names."""
    return AXIS_PX + max(SMALL_PX if small else LARGE_PX, ROW_PX * num_classes)


def matrices_a_row(num_classes: int, width: int) -> int:
    """How many matrices fit side by side, so that the text of no cell is cut.

    Args:
        num_classes: rows and columns of each.
        width: px for all of them, about.
    """
    return max(1, width // (NAMES_PX + max(SMALL_PX, COLUMN_PX * num_classes)))


def _recognised(cls: str, share: float) -> str:
    return Matrices.UNTESTED.format(cls=cls) if math.isnan(share) else f"{cls} {percent(share)}"


def _said(share: str, num_classes: int) -> str:
    """A Vega expression: 86 %, or 86 where a cell is too narrow for more; a dash where there is no test image."""
    field = f"datum.{share}"
    narrow = f"width / {max(1, num_classes)} < {WIDE_PX}"
    return f"!isValid({field}) ? '–' : {narrow} ? format(100 * {field}, '.0f') : format({field}, '.0%')"


def _angle(classes: Sequence[str], small: bool) -> int:
    """Names are slanted where they are wider than their columns."""
    column_px = max(COLUMN_PX, (SMALL_PX if small else LARGE_PX) / max(1, len(classes)))
    return -45 if LETTER_PX * max(map(width, classes), default=1) > column_px else 0
