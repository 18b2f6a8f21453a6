"""Tables whose shares are written as sentences write them, and whose long names are cut where they are seen alone."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from fedsim.text.format import number_locale, percent, shortened


def percent_format() -> str:
    """A number column's format, for a table that went through `in_percent`."""
    return f"%.0f{number_locale()['percent'].replace('%', '%%')}"


def in_percent(table: pd.DataFrame, columns: Mapping[str, Any]) -> pd.DataFrame:
    """A table with its fractions in percent, where that is their columns' format.

    Args:
        table: fractions in [0, 1].
        columns: `st.column_config` by heading.
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


def cut(names: Iterable[str], most: int) -> Callable[[str], str]:
    """How a column shows its names where there is room for so many characters: its cells, and a file made of them, hold
    them whole.
    """
    whole = list(names)
    return dict(zip(whole, shortened(whole, most), strict=True)).__getitem__


def _format(column: Any) -> str | None:
    return column.get("type_config", {}).get("format")
