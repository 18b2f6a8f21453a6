"""A chart holds no English of its own: under the pseudo-language every word in it is accented, but names."""

import inspect
import json
import pkgutil
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pandas as pd
import pytest
from every_chart import CHARTS, CLASSES, SPOKEN

from fedsim import charts
from fedsim.language import PSEUDO

KEYS = {"run", "series", "model", "bar", "kind", "split", "measured", "marks", "shown", "setting"}
"""Columns of ids and, the last one, of what makes Streamlit draw anew: a reader is never shown them as they are."""
PLAIN_WORD = re.compile(r"[A-Za-z]{3,}")
LITERAL = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')(\s*:)?""")


def functions(pattern: str) -> set[str]:
    """Every public function of charts/ with such a name."""
    modules = [import_module(f"fedsim.charts.{each.name}") for each in pkgutil.iter_modules(charts.__path__)]
    return {name for module in modules for name, _ in inspect.getmembers(module, inspect.isfunction)
            if re.fullmatch(pattern, name)}  # fmt: skip


def plain(text: str) -> list[str]:
    """The words that are neither accented nor names."""
    return [word for word in PLAIN_WORD.findall(text) if word not in CLASSES]


def literals(expression: str) -> Iterator[str]:
    """The texts within a Vega expression that it may show: not the names of an object's fields."""
    for literal, names_a_field in LITERAL.findall(expression):
        if not names_a_field:
            yield json.loads(literal) if literal.startswith('"') else literal[1:-1]


def shown(spec: Any) -> Iterator[str]:
    """Every text in a specification that a reader may see or hear."""
    parts = (
        spec.items() if isinstance(spec, dict) else ((None, each) for each in spec) if isinstance(spec, list) else ()
    )
    for name, part in parts:
        if name == "datasets":
            yield from (each for rows in part.values() for row in rows for each in cells(row))
        elif name in ("labelExpr", "calculate"):
            yield from literals(part["expr"] if isinstance(part, dict) else part)
        elif name in ("title", "text", "description") and isinstance(part, str):
            yield part
        else:
            yield from shown(part)


def cells(row: dict[str, Any]) -> list[str]:
    return [value for column, value in row.items() if isinstance(value, str) and column not in KEYS]


def channels(spec: Any) -> Iterator[tuple[str, dict]]:
    if isinstance(spec, list):
        for part in spec:
            yield from channels(part)
    elif isinstance(spec, dict):
        for name, part in spec.items():
            if name == "encoding":
                yield from (
                    (of, each) for of, them in part.items() for each in (them if isinstance(them, list) else [them])
                )
            else:
                yield from channels(part)


def test_every_chart_and_every_description_is_looked_at() -> None:
    assert set(CHARTS) == functions(r"\w+_chart")
    assert set(SPOKEN) == functions(r"describe_\w+")


@pytest.mark.parametrize(("name", "build"), [(name, each) for name, them in CHARTS.items() for each in them])
def test_a_chart_has_no_english_of_its_own(name: str, build: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDSIM_LANGUAGE", PSEUDO)
    texts = list(shown(build().to_dict()))
    assert texts
    assert [text for text in texts if plain(text)] == []


@pytest.mark.parametrize(("name", "say"), [(name, each) for name, them in SPOKEN.items() for each in them])
def test_a_description_has_no_english_of_its_own(name: str, say: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDSIM_LANGUAGE", PSEUDO)
    assert plain(say()) == []


@pytest.mark.parametrize(("name", "build"), [(name, each) for name, them in CHARTS.items() for each in them])
def test_ids_are_never_shown_as_they_are(name: str, build: Callable) -> None:
    for channel, found in channels(build().to_dict()):
        if found.get("field") in KEYS:
            assert channel not in ("tooltip", "text")
            if channel in ("x", "y"):
                assert "labelExpr" in found["axis"]
            elif channel in ("color", "strokeDash"):
                assert found["legend"] is None or "labelExpr" in found["legend"]


def test_the_walk_finds_english_wherever_a_chart_may_hold_it() -> None:
    frame = pd.DataFrame({"title": ["Plain words"], "series": ["together"]})
    chart = charts.balance_chart(frame, CLASSES, 0.5, "#000", 9).properties(title="A title").to_dict()
    assert {"Plain words", "A title", "training", "Images"} <= set(shown(chart))
    assert "together" not in set(shown(chart))
    assert list(literals('({"alone:A": "A alone", "b": "\\u00c1"})[datum.value]')) == ["A alone", "Á"]
