"""A table for a paper or a page: Markdown, LaTeX or CSV. Every cell is text, whatever stands in it."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", "\u00a0": "~",
}  # fmt: skip
FORMULA = re.compile(r"(?![-+]?[\d.,]+(e[-+]?\d+)?\s?%?$)\s*[=+\-@]|[\t\r]")
"""How a cell begins that a spreadsheet works out; a number is none."""
MARKDOWN = "\\`*_{}[]<>#|~"


def to_markdown(table: pd.DataFrame) -> str:
    """GitHub's tables."""
    rows = [list(map(str, table.columns)), *table.astype(str).to_numpy().tolist()]
    cells = [[_markdown(cell) for cell in row] for row in rows]
    return "\n".join([_row(cells[0]), _row(["---"] * len(cells[0])), *map(_row, cells[1:])]) + "\n"


def to_latex(table: pd.DataFrame) -> str:
    r"""A `tabular` with the rules of the package booktabs."""
    rows = [list(map(str, table.columns)), *table.astype(str).to_numpy().tolist()]
    lines = [" & ".join(map(_latex, row)) + r" \\" for row in rows]
    head = [r"\begin{tabular}{" + "l" * len(rows[0]) + "}", r"\toprule"]
    return "\n".join([*head, lines[0], r"\midrule", *lines[1:], r"\bottomrule", r"\end{tabular}"]) + "\n"


def to_csv(table: pd.DataFrame) -> str:
    """Comma-separated values; a name that a spreadsheet would work out gets an apostrophe before it."""
    return table.map(_no_formula).rename(columns=_no_formula).to_csv(index=False, lineterminator="\n")


TABLES: dict[str, tuple[str, Callable[[pd.DataFrame], str]]] = {
    "markdown": (".md", to_markdown),
    "latex": (".tex", to_latex),
    "csv": (".csv", to_csv),
}
"""A suffix and a function each, by the format's name."""


def _no_formula(cell: Any) -> Any:
    """https://owasp.org/www-community/attacks/CSV_Injection."""
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _markdown(cell: str) -> str:
    return "".join(f"\\{sign}" if sign in MARKDOWN else sign for sign in cell.replace("\n", " "))


def _latex(cell: str) -> str:
    return "".join(LATEX.get(sign, sign) for sign in cell.replace("\n", " "))
