"""Marks are told apart by ids; what they are called is written where a reader sees it."""

import json
from collections.abc import Iterable, Sequence

import altair as alt

from fedsim.analysis.keys import POOLED, ModelKey
from fedsim.charts.palette import POOLED_COLOR, TOGETHER_COLOR, hospital_color, hospital_shape
from fedsim.text.format import shortened, width
from fedsim.text.models import Titles

LETTER_PX, MAX_LETTERS = 6.5, 22  # of a legend's entry; about, and at most


def labels(called: Iterable[tuple[str, str]]) -> str:
    """A Vega expression: the title of the id that an axis or a legend would write."""
    return words_of("value", called)


def words_of(field: str, called: Iterable[tuple[str, str]]) -> str:
    """Likewise, of the id that a field holds."""
    return f"({json.dumps(dict(called))})[datum.{field}]"


def ids(called: Titles) -> list[str]:
    """The models' ids, in order."""
    return [key.id for key, _ in called]


def legend(called: Sequence[tuple[str, str]], most: int = MAX_LETTERS) -> alt.Legend:
    """A legend of lines over their chart, with as many columns as fit; colour and dash share one where both have it.

    Args:
        called: ids and what they are called, in order.
        most: letters of an entry.
    """
    short = shortened([name for _, name in called], most)
    entry_px = 50 + LETTER_PX * max(map(width, short))
    return alt.Legend(
        orient="top", columns=alt.expr(f"max(1, floor(width / {entry_px}))"), symbolType="stroke", symbolSize=300,
        symbolStrokeWidth=3, labelLimit=0, labelExpr=labels(zip((each for each, _ in called), short, strict=True)),
    )  # fmt: skip


def blocks(called: Sequence[tuple[str, str]]) -> alt.Legend:
    """Likewise, of filled marks, which have no stroke."""
    key = legend(called)
    key.symbolType, key.symbolSize = "circle", 60
    return key


def dots(called: Sequence[tuple[str, str]]) -> alt.Legend:
    """Likewise, of dots that differ in their shapes."""
    key = blocks(called)
    key.symbolType = alt.Undefined
    return key


def places(keys: Sequence[ModelKey]) -> list[int | None]:
    """Where each key's hospital stands among them; None for what is no single hospital's."""
    hospitals = [key for key in keys if key.hospital is not None]
    return [hospitals.index(key) if key.hospital is not None else None for key in keys]


def colors(called: Titles) -> list[str]:
    """Each model's colour: a hospital's goes by its place among the hospitals alone."""
    keys = [key for key, _ in called]
    shared = [POOLED_COLOR if key == POOLED else TOGETHER_COLOR for key in keys]
    return [
        one if place is None else hospital_color(place) for one, place in zip(shared, places(keys), strict=True)
    ]  # fmt: skip


def shapes(called: Titles) -> list[str]:
    """Likewise, each model's shape: a dot of a hospital, and a line of the others."""
    own = places([key for key, _ in called])
    return ["stroke" if place is None else hospital_shape(place) for place in own]
