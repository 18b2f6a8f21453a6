"""Numbers are written by `fedsim.text.format` alone."""

import re
from pathlib import Path

import pytest

from fedsim.text.format import NBSP, NUMBER_LOCALE, clipped, number, percent
from fedsim.ui.shared.words import sentence, tied

FEDSIM = Path(__file__).parents[2] / "fedsim"
SOURCES = [
    path
    for floor in ("text", "charts", "cli", "ui")
    for path in sorted((FEDSIM / floor).rglob("*.py"))
    if path.name != "format.py"
]
OWN_FORMAT = re.compile(r"""\{[^{}"']+:(\.\d+%|,d?)\}|format="percent"|"\{:""")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(FEDSIM)))
def test_no_other_file_formats_shares_or_thousands(path: Path) -> None:
    found = [line.strip() for line in path.read_text().splitlines() if OWN_FORMAT.search(line)]
    assert [line for line in found if '"AUC": "{:.3f}"' not in line] == []


def test_charts_write_numbers_as_sentences_do() -> None:
    assert f"86{NUMBER_LOCALE['percent']}" == tied(percent(0.86)) == f"86{NBSP}%"
    assert number(1500) == f"1{NUMBER_LOCALE['thousands']}500"


def test_a_sentence_is_tied_and_plain() -> None:
    assert sentence("ε = 3 and *86 %*") == f"ε{NBSP}={NBSP}3 and \\*86{NBSP}%\\*"


@pytest.mark.parametrize(("name", "shown"), [("Oslo", "Oslo"), ("Charité Berlin", "Charité…"), ("A" * 8, "A" * 8)])
def test_a_long_name_is_seen_to_be_cut(name: str, shown: str) -> None:
    assert clipped(name, 8) == shown
