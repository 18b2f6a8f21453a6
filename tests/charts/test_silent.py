"""A screen reader is told a chart's sentence alone: what Vega would say of marks, axes and legends are raw keys."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from every_chart import CHARTS

from fedsim.charts.look import look as _config

EVERY = [(name, each) for name, them in CHARTS.items() for each in them]


def heard(spec: Any) -> Iterator[str]:
    """Where a specification gives a part a voice of its own."""
    parts = spec.items() if isinstance(spec, dict) else enumerate(spec) if isinstance(spec, list) else ()
    for name, part in parts:
        if name in ("aria", "description") and part is not False:
            yield f"{name}: {part}"
        if name != "datasets":
            yield from heard(part)


@pytest.mark.parametrize(("name", "build"), EVERY)
def test_no_part_of_a_chart_has_a_voice_of_its_own(name: str, build: Callable) -> None:
    assert list(heard(build().to_dict())) == []


@pytest.mark.parametrize("part", ["mark", "group", "axis", "legend"])
def test_every_part_that_vega_would_describe_is_silent(part: str) -> None:
    assert _config("#000")[part]["aria"] is False


def test_the_search_finds_a_voice() -> None:
    assert list(heard({"layer": [{"mark": {"aria": True}}]})) == ["aria: True"]
