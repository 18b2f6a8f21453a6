"""Behind a click, a chart's numbers as a table: for who does not see it, and for who wants the number itself."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

import streamlit as st

from fedsim.export.numbers import Numbers, numbers
from fedsim.export.pictures import Chart
from fedsim.text.figures import Figures
from fedsim.text.format import number
from fedsim.ui.serving import TO_TABLE
from fedsim.ui.shared.words import plain

MOST_ROWS = 400
"""More are not read; all are in the CSV file."""


def behind_a_click(chart: Chart, spec: dict[str, Any], key: str) -> None:
    """A button at the chart's corner; of a closed table nothing is made or sent.

    Args:
        chart: as it was drawn.
        spec: its specification.
        key: the chart's.
    """
    label = Figures.TABLE.format(chart=plain(chart.title))
    with st.popover(label, icon=":material/table:", type="tertiary", key=f"numbers-{key}", on_change="rerun") as table:
        if table.open:
            _show(chart, spec)
        else:
            room()


def room() -> None:
    """Of a closed popover: it opens where what it has then finds room."""
    st.html('<div class="to-come"></div>')


def _show(chart: Chart, spec: dict[str, Any]) -> None:
    if chart.frame.empty:
        st.caption(Figures.NO_NUMBERS)
        return
    table = numbers(spec, chart.frame, MOST_ROWS)
    st.html(in_html(table, chart.title))
    st.html(f"<span></span><script>{TO_TABLE}</script>", unsafe_allow_javascript=True)
    if table.num_rows > MOST_ROWS:
        st.caption(Figures.MOST_ROWS.format(most=number(MOST_ROWS)))


def in_html(table: Numbers, title: str) -> str:
    """A table of HTML with a caption; names in it are text."""
    caption = Figures.OF.format(chart=title, of=table.of) if table.of else title
    return (
        f'<div class="numbers" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption>{''.join(_rows(table))}</table></div>"
    )


def _rows(table: Numbers) -> Iterator[str]:
    heads = _cells("th scope=col", table.cells.columns, table.numeric)
    yield f"<thead><tr>{heads}</tr></thead><tbody>"
    for first, *others in table.cells.itertuples(index=False, name=None):
        head = _cells("th scope=row", [first], table.numeric)
        yield f"<tr>{head}{_cells('td', others, table.numeric[1:])}</tr>"
    yield "</tbody>"


def _cells(tag: str, texts: Iterable[str], numeric: Iterable[bool]) -> str:
    """Numbers stand at their column's right side."""
    pairs = zip(texts, numeric, strict=False)
    return "".join(f"<{tag}{' class=n' * is_number}>{escape(text)}</{tag[:2]}>" for text, is_number in pairs)
