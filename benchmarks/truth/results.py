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
Measured = dict[str, dict[str, dict[str, Any]]]
"""By the measurement's name and by seed: accuracy in percent ("ours"), perhaps that on all test images ("whole"), each
round's ("curve"), how many seconds it took, and with what it was made."""


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
    less = measured.get(figure.minus, {}) if figure.minus else None
    seeds = [seed for seed in of if less is None or seed in less]
    ours, whole = (_mean([_value(of, less, seed, key) for seed in seeds]) for key in ("ours", "whole"))
    return Row(figure, ours, whole, len(seeds))


def _value(
    of: Mapping[str, Mapping[str, Any]], less: Mapping[str, Mapping[str, Any]] | None, seed: str, key: str
) -> float | None:
    value, taken = of[seed][key], less[seed][key] if less is not None else 0.0
    return None if value is None or taken is None else value - taken


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(mean(known), 2) if known and len(known) == len(values) else None


def made() -> dict[str, str]:
    """When, and with which versions."""
    versions = {name: importlib.metadata.version(name) for name in LIBRARIES}
    return {"date": datetime.now(UTC).date().isoformat(), "python": platform.python_version(), **versions}


def read(path: Path = KEPT) -> Measured:
    return json.loads(path.read_text())["measured"] if path.exists() else {}


def add(folder: Path, path: Path = KEPT) -> None:
    """Add what lies in a folder to what is kept; of two results of one seed the new one counts."""
    found = [json.loads(text) for each in sorted(folder.glob("*.json")) if (text := each.read_text())]
    if not found:
        return
    measured = read(path)
    for got in found:
        by_seed = measured.setdefault(got.pop("name"), {})
        by_seed[str(got.pop("seed"))] = got
    told = {"rows": [row.as_json() for row in rows(measured)], "measured": measured}
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
