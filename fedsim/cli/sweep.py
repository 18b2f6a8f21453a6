"""A grid over up to three settings on the terminal: a line a run, and a table."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from fedsim.analysis.grid import PLACES, grid_frame
from fedsim.cli.explore import MAX_SEEDS, Sweeper
from fedsim.errors import FedsimError
from fedsim.export.tables import to_markdown
from fedsim.runs.axes import all_axes
from fedsim.runs.exploration import Runs, without_budget
from fedsim.runs.grid import Grid, read_values
from fedsim.runs.store import Store
from fedsim.settings.config import ConfigError, SimulationConfig
from fedsim.text.pages import grid as words


def asked(options: argparse.Namespace, config: SimulationConfig) -> Grid:
    """What the options ask for, with the first seeds.

    Raises:
        ConfigError: what is to be moved or a value is none, or there are too many.
    """
    known = all_axes(config)
    keys = [over.partition("=")[0] for over in options.over]
    if unknown := [key for key in keys if key not in known]:
        raise ConfigError("no-axis", value=unknown[0], axes=list(known))
    texts = [over.partition("=")[2].split(",") for over in options.over]
    values = [read_values(known[key], each) for key, each in zip(keys, texts, strict=True)]
    if not 1 <= options.seeds <= MAX_SEEDS:
        raise ConfigError("seeds-out-of-bounds", value=options.seeds, most=MAX_SEEDS)
    for key in keys:
        config = without_budget(config, key)
    grid = Grid(config, tuple(keys), tuple(values), tuple(range(options.seeds)))
    grid.check()
    if not grid.configs():
        raise ConfigError(*grid.impossible())
    return grid


def sweep(store: Store, grid: Grid, num_seeds: int, results: Path | None) -> None:
    """Train what is missing, and print what all comes to; whatever ends it, what there is is said and written."""

    def name(config: SimulationConfig) -> str:
        return words.point(grid.axes, grid.where(config) or ())

    for why, number in grid.impossible().items():
        print(words.left_out(why, number), file=sys.stderr, flush=True)
    sweeper: Sweeper[Grid] = Sweeper(store, grid, num_seeds, name)
    try:
        sweeper.run()
    finally:
        if problem := store.problem:
            print(f"fedsim: {problem}", file=sys.stderr, flush=True)
        runs = sweeper.runs()
        if len(frame := grid_frame(sweeper.exploration, runs)):
            print("\n" + to_markdown(words.table(sweeper.exploration, frame)), end="", flush=True)
        if results:
            _write(results, to_json(sweeper.exploration, runs))


def _write(path: Path, content: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise FedsimError("results-not-written", path=path, why=error.strerror) from error


def to_json(grid: Grid, runs: Runs) -> dict[str, Any]:
    """What `--json` writes: accuracies are fractions; sd is null for one seed, worst where none was measured."""
    points = [
        {"at": dict(zip(grid.keys, point, strict=True)), "accuracy": row.accuracy,
         "worst": None if pd.isna(row.worst) else row.worst, "low": row.low, "high": row.high,
         "sd": None if pd.isna(row.sd) else row.sd, "seeds": row.seeds}
        for row in grid_frame(grid, runs).itertuples()
        for point in [tuple(values[getattr(row, place)] for values, place in zip(grid.values, PLACES, strict=False))]
    ]  # fmt: skip
    return {
        "over": {key: list(values) for key, values in zip(grid.keys, grid.values, strict=True)},
        "seeds": list(grid.seeds), "config": grid.base.to_dict(), "points": points,
    }  # fmt: skip
