"""Numbers are written by `fedsim.text.format` alone."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedsim.privacy.accounting import Spent
from fedsim.text.format import (
    NBSP,
    decimals,
    exact,
    hospital,
    number,
    number_locale,
    padded,
    percent,
    places,
    short,
    shortened,
    width,
    wrapped,
)
from fedsim.text.promise import promised
from fedsim.ui.shared.words import sentence, tied

FEDSIM = Path(__file__).parents[2] / "fedsim"
MESSAGES = ("text/errors/", "text/datasets.py")
"""Messages whose arguments are raw numbers: their places say how each is written."""
SOURCES = [
    path
    for floor in ("text", "charts", "cli", "ui")
    for path in sorted((FEDSIM / floor).rglob("*.py"))
    if path.name != "format.py" and not str(path.relative_to(FEDSIM)).startswith(MESSAGES)
]
OWN_FORMAT = re.compile(r"""\{[^{}"']+:[ +]?(,|,?(\.\d+)?[defgn%])\}|format="percent"|"\{:|"%\.""")
ALLOWED = {
    "ui/privacy/noise_picture.py": 3,  # places in a drawing
    "ui/shared/tables.py": 1,
    "ui/simulate/hospital_table.py": 2,  # formats that the browser writes a column's numbers with
}
"""Lines of a file that format numbers which are no text, or not written here."""


def formatting(source: str) -> list[str]:
    return [line.strip() for line in source.splitlines() if OWN_FORMAT.search(line)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(FEDSIM)))
def test_no_other_file_formats_numbers(path: Path) -> None:
    found = formatting(path.read_text(encoding="utf-8"))
    assert len(found) <= ALLOWED.get(str(path.relative_to(FEDSIM)), 0), found


@pytest.mark.parametrize(
    "own", ['f"{x:.2f}"', 'f"{x:g}"', 'f"{a.b:.4g} of"', 'f"{n:,}"', 'f"{n:d}"', 'f"{x:.1%}"', '"{:.3f}"']
)
def test_the_search_finds_formats(own: str) -> None:
    assert formatting(own) == [own]


def test_a_number_has_one_form_wherever_it_is_shown() -> None:
    shown = {55_054: "55,100", 9_310: "9,310", 999.7: "1,000", 6.2: "6.2", 0.9312: "0.931"}
    assert {value: short(value) for value in shown} == shown
    assert promised(Spent(55_054.0, 0.01)) == "ε = 55,100"
    assert (decimals(1234.5, 2), exact(0.03), exact(1.0)) == ("1,234.50", "0.03", "1")
    assert (decimals(-0.5, 2), decimals(-0.001, 2), short(-0.5), short(1e-5)) == ("−0.50", "0.00", "−0.5", "1e-05")


@pytest.mark.parametrize(
    ("one", "other", "decimals"), [(0.217, 0.844, 0), (0.2174, 0.2166, 1), (0.2174, 0.2174, 0), (0.844, 0.851, 0)]
)
def test_two_shares_get_decimals_only_where_they_would_look_equal(one: float, other: float, decimals: int) -> None:
    assert places(one, other) == places(other, one) == decimals


def test_charts_write_numbers_as_sentences_do() -> None:
    assert f"86{number_locale()['percent']}" == tied(percent(0.86)) == f"86{NBSP}%"
    assert number(1500) == f"1{number_locale()['thousands']}500"


def test_a_sentence_is_tied_and_plain() -> None:
    assert sentence("ε = 3 and *86 %*") == f"ε{NBSP}={NBSP}3 and \\*86{NBSP}%\\*"


@pytest.mark.parametrize(("name", "shown"), [("Oslo", "Oslo"), ("Charité Berlin", "Char…lin"), ("A" * 8, "A" * 8)])
def test_a_long_name_is_seen_to_be_cut(name: str, shown: str) -> None:
    assert shortened([name], 8) == [shown]


def test_what_stands_at_a_names_end_stays() -> None:
    assert shortened(["Charité Universitätsmedizin Berlin alone"], 20) == ["Charité Un…lin alone"]


def test_a_letter_that_is_as_wide_as_two_counts_for_two() -> None:
    assert width("A東京") == 5
    assert shortened(["東京大学医学部附属病院放射線科 alone"], 20) == ["東京大学医…科 alone"]
    assert shortened(["北京协和医院"], 12) == ["北京协和医院"]


def test_a_column_is_as_wide_whatever_its_script() -> None:
    assert [padded(each, 6) for each in ("A", "类别", "训练周期")] == ["A     ", "类别  ", "训练周期"]
    assert [padded(each, 6, right=True) for each in ("A", "类别")] == ["     A", "  类别"]


def test_lines_break_at_spaces_and_between_wide_letters_but_before_no_stop() -> None:
    assert wrapped("Accuracy by round\n and  more", 12) == ["Accuracy by", "round and", "more"]
    assert wrapped("训练周期，FedAvg（共三轮）。", 9) == ["训练周", "期，", "FedAvg", "（共三", "轮）。"]
    assert wrapped("x" * 9, 4) == ["xxxx", "xxxx", "x"]
    assert (wrapped("", 4), wrapped("东京大学医学部", 8, 1)) == ([], ["东京大 …"])


def test_names_that_would_be_cut_to_the_same_say_their_places() -> None:
    names = ["St. Mary's Hospital of the North", "St. Mary's Hospital of the more northern North", "St. Mary's"]
    assert shortened(names, 14) == ["1: St. M…North", "2: St. M…North", "St. Mary's"]


@given(st.lists(st.text("ab ", min_size=1, max_size=60), min_size=1, max_size=20), st.integers(8, 24))
def test_names_that_differ_never_look_alike(names: list[str], most: int) -> None:
    short = shortened(names, most)
    assert len(set(short)) == len(set(names))
    assert all(len(each) <= most for each in short)
    assert all(each == name or "…" in each for each, name in zip(short, names, strict=True))


def test_a_hospital_is_called_so_once() -> None:
    assert [*map(hospital, ("A", "St. Mary's Hospital", "北京医院"))] == [
        "Hospital A",
        "St. Mary's Hospital",
        "北京医院",
    ]
