"""What was measured, kept as JSON, and the table that follows from it and the bands alone."""

import importlib.metadata
import json
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks.truth.figures import FIGURES, Figure

KEPT = Path(__file__).parents[2] / "docs" / "truth.json"
LIBRARIES = ("flwr", "torch", "numpy", "scipy")
Measured = dict[str, dict[str, Any]]
"""By the measurement's name: accuracies in percent, a seed each ("ours"), and perhaps the same on all test images
("whole")."""


@dataclass(frozen=True)
class Row:
    """A figure and what we have of it.

    Attributes:
        figure: what was published.
        ours: the mean over the seeds; None where it was not measured, or diverged.
        whole: the same on all test images, where the figure is of the long tail's.
        seeds: how many.
    """

    figure: Figure
    ours: float | None
    whole: float | None
    seeds: int

    @property
    def met(self) -> bool:
        return self.figure.met(self.ours)

    def as_json(self) -> dict[str, Any]:
        figure = self.figure
        return {
            "group": figure.group, "name": figure.name, "published": figure.published, "low": figure.low,
            "high": figure.high, "ours": self.ours, "whole": self.whole, "seeds": self.seeds, "met": self.met,
            "source": figure.source,
        }  # fmt: skip


def rows(measured: Measured) -> tuple[Row, ...]:
    """A row for each figure; a difference is of the seeds that both have."""
    return tuple(_row(figure, measured) for figure in FIGURES)


def _row(figure: Figure, measured: Measured) -> Row:
    of = measured.get(figure.of, {})
    less = measured.get(figure.minus, {}) if figure.minus else {}
    ours, whole = ([_mean(by, key) for by in (of, less)] for key in ("ours", "whole"))
    return Row(figure, *(_difference(pair, bool(figure.minus)) for pair in (ours, whole)), len(of.get("ours", ())))


def _mean(by_seed: Mapping[str, Any], key: str) -> float | None:
    values = by_seed.get(key) or [None]
    return None if None in values else mean(values)


def _difference(pair: list[float | None], taken: bool) -> float | None:
    value, less = pair
    if value is None or (taken and less is None):
        return None
    return round(value - (less or 0.0 if taken else 0.0), 2)


def made() -> dict[str, str]:
    """When, and with which versions."""
    versions = {name: importlib.metadata.version(name) for name in LIBRARIES}
    return {"date": datetime.now(UTC).date().isoformat(), "python": platform.python_version(), **versions}


def read(path: Path) -> Measured:
    return json.loads(path.read_text())["measured"] if path.exists() else {}


def write(path: Path, measured: Measured) -> None:
    told = {"made": made(), "rows": [row.as_json() for row in rows(measured)], "measured": measured}
    path.write_text(json.dumps(told, indent=1) + "\n")


def table(found: tuple[Row, ...]) -> str:
    """Markdown: one table a group."""
    groups = dict.fromkeys(row.figure.group for row in found)
    return "\n\n".join("\n".join(_group(group, found)) for group in groups)


def _group(group: str, found: tuple[Row, ...]) -> Iterator[str]:
    yield f"### {group.capitalize()}\n"
    yield "| figure | published | band | ours | all test images | seeds | |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for row in found:
        if row.figure.group == group:
            band = f"{row.figure.low:.2f} to {row.figure.high:.2f}"
            ours, whole = _number(row.ours), _number(row.whole)
            verdict = "met" if row.met else "**not met**"
            cells = (row.figure.name, f"{row.figure.published:.2f}", band, ours, whole, str(row.seeds), verdict)
            yield f"| {' | '.join(cells)} |"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
