"""A chart's numbers as a table that is read: the columns are what a pointer is told of a mark, and called as there."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pandas as pd

from fedsim.text.format import decimals, exact, number, percent, short

LOOKED_UP = re.compile(r"\((\{.*\})\)\[datum\.(\w+)\]")
"""What `charts.names.words_of` writes."""
MISSING = "–"
WRITTEN: dict[str | None, Callable[[float], str]] = {
    None: exact,
    "d": lambda value: exact(round(value)),
    ",": lambda value: number(round(value)),
    ",d": lambda value: number(round(value)),
    "~g": exact,
    ".1%": lambda share: percent(share, 1),
    ".2f": lambda value: decimals(value, 2),
    ".3f": lambda value: decimals(value, 3),
    ".2~g": lambda value: short(value, 2),
    **dict.fromkeys((".3~f", ".3~g", ",.3~r"), short),
}
"""By the format that the chart has for a pointer (d3-format's): how it is written in a table."""
MOST_SIDE_BY_SIDE = 8


class Column(NamedTuple):
    """One.

    Attributes:
        field: of the frame.
        title: what it is called.
        format: d3-format's; None where there is none.
        is_number: whether it is no name.
    """

    field: str
    title: str
    format: str | None
    is_number: bool


class Numbers(NamedTuple):
    """A table.

    Attributes:
        cells: as they are read, under the columns' titles.
        numeric: which columns have numbers, by place.
        num_rows: how many there are in all, be they left out here or not.
        of: what all cells but the first of a row are, where lines stand side by side; else nothing.
    """

    cells: pd.DataFrame
    numeric: tuple[bool, ...]
    num_rows: int
    of: str = ""


def numbers(spec: dict[str, Any], frame: pd.DataFrame, most: int | None = None) -> Numbers:
    """What a chart says of each of its marks, in the frame's order; of lines along rounds, side by side.

    Args:
        spec: the chart's, of Vega-Lite.
        frame: its data.
        most: rows, at most.
    """
    columns = [*told(spec)]
    if frame.empty:
        return Numbers(pd.DataFrame(columns=[each.title for each in columns]), tuple(each[3] for each in columns), 0)
    full = frame.assign(**{name: frame[of].map(words) for name, of, words in _looked_up(spec)})
    full = full[full[columns[0].field].astype(str) != ""]  # marks of nobody, such as an axis's ends
    if _are_lines(columns, full):
        return _side_by_side(columns, full, most)
    cells = pd.concat([_written(full[each.field].head(most or len(full)), each) for each in columns], axis=1)
    return Numbers(cells, tuple(each.is_number for each in columns), len(full))


def told(spec: dict[str, Any]) -> Iterator[Column]:
    """What a pointer is told anywhere in a chart, once each."""
    found = {(each["field"], each["title"]): each for each in _tooltips(spec)}
    for (field, title), each in found.items():
        yield Column(field, title, each.get("format"), each["type"] == "quantitative")


def _tooltips(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from spec.get("encoding", {}).get("tooltip", [])
    for part in spec.get("layer", []):
        yield from _tooltips(part)


def _looked_up(spec: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Fields that the chart makes of ids, what it makes them of, and how."""
    for each in spec.get("transform", []):
        if found := LOOKED_UP.fullmatch(each.get("calculate", "")):
            yield each["as"], found[2], json.loads(found[1])
    for part in spec.get("layer", []):
        yield from _looked_up(part)


def _are_lines(columns: list[Column], frame: pd.DataFrame) -> bool:
    """Whether there is one number of each of a few names at each step."""
    if [each.is_number for each in columns] != [False, True, True]:
        return False
    name, step = columns[0].field, columns[1].field
    return frame[name].nunique() <= MOST_SIDE_BY_SIDE and not frame.duplicated([name, step]).any()


def _side_by_side(columns: list[Column], frame: pd.DataFrame, most: int | None) -> Numbers:
    name, step, value = columns
    full = frame.pivot(index=step.field, columns=name.field, values=value.field)[frame[name.field].unique()]
    wide = full.head(most)
    cells = [_written(wide[each], value._replace(title=each)) for each in wide]
    steps = _written(wide.index.to_series(), step)
    return Numbers(pd.concat([steps, *cells], axis=1), (True,) * (1 + len(cells)), len(full), value.title)


def _written(values: pd.Series, column: Column) -> pd.Series:
    written: Callable[[Any], str] = WRITTEN[column.format] if column.is_number else str
    return values.map(lambda value: MISSING if pd.isna(value) else written(value)).rename(column.title)
