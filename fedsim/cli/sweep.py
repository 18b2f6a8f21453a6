"""A grid over up to three settings on the terminal: a line a run, and a table."""

import argparse
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from fedsim.analysis.grid import grid_frame, point_of
from fedsim.cli.explore import Sweeper, check_seeds
from fedsim.export.tables import to_markdown
from fedsim.runs.axes import find_axis
from fedsim.runs.exploration import Runs, without_budget
from fedsim.runs.grid import Grid
from fedsim.runs.store import Store
from fedsim.settings.config import ConfigError, SimulationConfig
from fedsim.text.pages import grid as words


def asked(options: argparse.Namespace, config: SimulationConfig) -> Grid:
    """What the options ask for, with the first seeds.

    Raises:
        ConfigError: what is to be moved or a value is none, or there are too many.
    """
    asked = [over.partition("=")[::2] for over in options.over]
    values = tuple(find_axis(config, key, choices=True).read_listed(texts) for key, texts in asked)
    check_seeds(options.seeds)
    keys = tuple(key for key, _ in asked)
    grid = Grid(without_budget(config, *keys), keys, values, tuple(range(options.seeds)))
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
    sweeper.run_and_tell(_tell, to_json, results)


def _tell(grid: Grid, runs: Runs) -> None:
    if len(frame := grid_frame(grid, runs)):
        print("\n" + to_markdown(words.table(grid, frame)), end="", flush=True)


def to_json(grid: Grid, runs: Runs) -> dict[str, Any]:
    """What `--json` writes: accuracies are fractions; sd is null for one seed, worst where none was measured."""
    points = [
        {"at": dict(zip(grid.keys, point_of(grid, row), strict=True)), "accuracy": row.accuracy,
         "worst": None if pd.isna(row.worst) else row.worst, "low": row.low, "high": row.high,
         "sd": None if pd.isna(row.sd) else row.sd, "seeds": row.seeds}
        for row in grid_frame(grid, runs).itertuples()
    ]  # fmt: skip
    return {
        "over": {key: list(values) for key, values in zip(grid.keys, grid.values, strict=True)},
        "seeds": list(grid.seeds), "config": grid.base.to_dict(), "points": points,
    }  # fmt: skip
