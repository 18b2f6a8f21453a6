"""Tables whose shares are written as sentences write them, and whose long names are cut where they are seen alone."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from fedsim.language import paragraph
from fedsim.text.format import percent, percent_format, shortened
from fedsim.text.glossary import explanation


def in_percent(table: pd.DataFrame, columns: Mapping[str, Any]) -> pd.DataFrame:
    """A table with its fractions in percent, where that is their columns' format.

    Args:
        table: fractions in [0, 1].
        columns: `st.column_config` by heading; `percent_format` makes a share of one.
    """
    shares = [name for name, column in columns.items() if name in table and _format(column) == percent_format()]
    return table.assign(**{name: 100 * table[name].astype(float) for name in shares})


def as_shown(table: pd.DataFrame, columns: Mapping[str, Any]) -> pd.DataFrame:
    """The table as it is shown, as text: shares in percent, under the columns' titles.

    Args:
        table: fractions in [0, 1].
        columns: `st.column_config` by heading.
    """
    shares = {name for name, column in columns.items() if name in table and _format(column) == percent_format()}
    said = {name: table[name].map(lambda share: percent(share, 1), na_action="ignore") for name in shares}
    titles = {name: column.get("label") or name for name, column in columns.items()}
    return table.assign(**said).rename(columns=titles)


def with_help(table: pd.DataFrame, columns: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """How a table's columns are shown, with what the terms in their titles mean.

    Args:
        table: its columns are titles where there is no more to say of them.
        columns: `st.column_config` by heading.
    """
    shown: dict[str, Any] = {name: st.column_config.Column() for name in table} | dict(columns or {})
    return {name: {**how, "help": _explained(how["label"] or name, how["help"] or "")} for name, how in shown.items()}


def _explained(title: str, said: str) -> str | None:
    """A column's help, which is no Markdown."""
    return paragraph(filter(None, [said, explanation(title)])) or None


def cut(names: Iterable[str], most: int) -> Callable[[str], str]:
    """How a column shows its names where there is room for so many characters: its cells, and a file made of them, hold
    them whole.
    """
    whole = list(names)
    return dict(zip(whole, shortened(whole, most), strict=True)).__getitem__


def _format(column: Any) -> str | None:
    return column.get("type_config", {}).get("format")
