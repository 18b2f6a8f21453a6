"""Lines that are labelled where they end, so that no legend has to be matched by colour."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from fedsim.analysis.keys import POOLED, TOGETHER
from fedsim.text.charts import Rounds
from fedsim.text.format import shortened, width
from fedsim.text.models import Titles

MOST_LABELLED = 9
"""Labels of more lines would not fit above each other: then the best and the worst hospital's are labelled alone."""
MOST_LETTERS, LETTER_PX, LEAST_PX = 20, 6.9, 80
"""Of a label: letters at most, what one takes, and the least room."""
OF_LABELS = ["label", "label_y", "labelled"]
"""Columns of `with_ends` that tell of no run."""
KEY_PX, ROW_SHARE = 24, 0.055
"""Room for the piece of its line before a label, and between two labels on an axis from 0 to 1."""


def with_ends(frame: pd.DataFrame, column: str = "series") -> pd.DataFrame:
    """A table of curves with a label at the last row of each that has one: label, label_y, labelled, and the rest.

    Args:
        frame: `named`, in the order of the rounds, with an `accuracy` in [0, 1].
        column: tells the curves apart.
    """
    last = _labelled(frame.groupby(column, sort=False).tail(1), column)
    label_y = pd.Series(np.nan, index=frame.index)
    label_y[last.index] = spread(last["accuracy"].astype(float).tolist(), ROW_SHARE)
    called = frame["title"].unique().tolist()
    short = dict(zip(called, shortened(called, MOST_LETTERS), strict=True))
    label = frame["title"].map(short).where(frame.index.isin(last.index))
    labelled = frame[column].isin(last[column])
    return frame.assign(label=label, label_y=label_y, labelled=labelled)[[*OF_LABELS, *frame.columns]]


def _labelled(ends: pd.DataFrame, column: str) -> pd.DataFrame:
    """Of the curves' last rows, those with a label."""
    if len(ends) <= MOST_LABELLED:
        return ends
    shared = ends[column].isin([TOGETHER.id, POOLED.id])
    hospitals = ends[~shared]["accuracy"].astype(float)
    return ends[shared | ends.index.isin([hospitals.idxmax(), hospitals.idxmin()])]


def spread(values: Sequence[float], gap: float) -> list[float]:
    """Numbers in [0, 1] that keep the order of the values, at least a gap apart, as near to them as two passes get."""
    order = np.argsort(np.array(values, dtype=float), kind="stable")
    up, down = (np.array(values, dtype=float)[order] for _ in range(2))
    for place in range(1, len(order)):
        up[place] = max(up[place], up[place - 1] + gap)
        down[-1 - place] = min(down[-1 - place], down[-place] - gap)
    middle = (up + down) / 2
    if len(middle):
        middle -= max(0.0, middle[-1] - 1)
        middle += max(0.0, -middle[0])
    placed = np.empty(len(order))
    placed[order] = middle
    return placed.tolist()


def room(called: Titles) -> int:
    """px for the labels of these lines, with the pieces of their lines."""
    return KEY_PX + max(LEAST_PX, round(LETTER_PX * min(MOST_LETTERS, max(width(name) for _, name in called))))


def end_labels(frame: pd.DataFrame, looks: Sequence, y: alt.Scale, room_px: int) -> alt.LayerChart:
    """A piece of each line and, in the colour of text, its label, at the right edge.

    Args:
        frame: of `with_ends`.
        looks: the lines' colours and dashes.
        y: the lines' scale.
        room_px: `room`.
    """
    ends = alt.Chart(frame).transform_filter("isValid(datum.label)")
    at = alt.Y("label_y:Q", scale=y, title=Rounds.TEST_ACCURACY)
    key = ends.mark_rule(strokeWidth=3).encode(
        *looks,
        y=at,
        x=alt.value(alt.expr(f"width - {room_px - 4}")),
        x2=alt.value(alt.expr(f"width - {room_px - KEY_PX + 6}")),
    )
    text = ends.mark_text(align="left", fontSize=12, limit=room_px - KEY_PX).encode(
        y=at, x=alt.value(alt.expr(f"width - {room_px - KEY_PX}")), text="label:N"
    )
    return key + text
