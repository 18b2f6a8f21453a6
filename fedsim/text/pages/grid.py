"""What a sweep over several settings says."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from fedsim.analysis.grid import point_of
from fedsim.errors import Problem
from fedsim.language import N_, Said, Words, _, ngettext
from fedsim.runs.axes import Axis
from fedsim.runs.grid import Grid
from fedsim.text.format import counted, exact, listed, number, percent
from fedsim.text.pages.explore import Chart as Points
from fedsim.text.pages.explore import title
from fedsim.text.settings import value_title

VIEWS = Words({"lines": N_("Lines"), "cells": N_("Heat map")})


class Page:
    """The part of the page."""

    WHAT = Said("Settings to move")
    WHAT_HELP = Said("One to {n}. The first is the horizontal axis, the second a line each, the third a chart each.")
    VALUES = Said("Values of {setting}")
    VALUES_HELP = Said("Choose from the list; of a number, type another one and press Enter.")
    CHOOSE = Said("Choose at least one setting, and a value of each.")
    VIEW = Said("Drawn as")
    NOTHING_YET = Said("Each run becomes a point. Run them to fill the chart.")
    AT = Said("**{setting}: {value}**")


class Chart:
    """What the charts say."""

    WORST_HOSPITAL = Said("Worst hospital, on its own classes")
    LINE = Said("Line")
    SPOKEN = Said("Test accuracy by {title}: {points} points, the best {best}, the worst {worst}.")
    SPOKEN_POINT = Said("{share} at {column} {row}")


def value(axis: Axis, of: Any) -> str:
    """One of its values."""
    return value_title(axis.one.name, of) if axis.is_choice else exact(of)


def point(axes: Sequence[Axis], of: Sequence[Any]) -> str:
    """A point within a sentence."""
    return listed([_("{setting} {value}").format(setting=title(axis), value=value(axis, each))
                   for axis, each in zip(axes, of, strict=True)])  # fmt: skip


def how_many(num_points: int, num_seeds: int, num_runs: int, num_done: int) -> str:
    """What the sweep takes, and what of it is there."""
    points = ngettext("{n} grid point", "{n} grid points", num_points).format(n=number(num_points))
    return _("{points} with {seeds} each: {runs}, {done} of them kept already.").format(
        points=points, seeds=counted(num_seeds, "seed"), runs=counted(num_runs, "run"), done=number(num_done)
    )


def left_out(problem: Problem, num_runs: int) -> str:
    """Why some runs cannot be."""
    return ngettext(
        "{n} run cannot be, and is left out: {why}", "{n} runs cannot be, and are left out: {why}", num_runs
    ).format(n=number(num_runs), why=problem)


def table(grid: Grid, frame: pd.DataFrame) -> pd.DataFrame:
    """A row a point, as `grid_frame` has them: what is moved, accuracy, the worst hospital, seeds."""
    rows = []
    for row in frame.itertuples():
        at = map(value, grid.axes, point_of(grid, row))
        rows.append([*at, percent(row.accuracy, 1, None if pd.isna(row.sd) else row.sd),
                     "–" if pd.isna(row.worst) else percent(row.worst, 1), row.seeds])  # fmt: skip
    titles = [*map(title, grid.axes), Points.ACCURACY, Chart.WORST_HOSPITAL, Points.SEEDS]
    return pd.DataFrame(rows, columns=list(map(str, titles)))
