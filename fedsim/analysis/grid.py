"""What a grid of runs comes to: a row a point."""

from typing import Any

import numpy as np
import pandas as pd

from fedsim.runs.exploration import Runs
from fedsim.runs.grid import Grid, Point

PLACES = ("first", "second", "third")
"""Of each setting that is moved, the place of its value."""
COLUMNS = [*PLACES, "accuracy", "worst", "low", "high", "sd", "seeds", "runs"]


def point_of(grid: Grid, row: Any) -> Point:
    """Where a row of `grid_frame`, as a tuple with its names, is."""
    return tuple(values[getattr(row, place)] for values, place in zip(grid.values, PLACES, strict=False))


def tidy(grid: Grid, frame: pd.DataFrame) -> pd.DataFrame:
    """`grid_frame` with the values in place of their places, under the settings' names, and nothing for drawing."""
    named = {
        key: [values[at] for at in frame[place]]
        for key, values, place in zip(grid.keys, grid.values, PLACES, strict=False)
    }
    return pd.concat([pd.DataFrame(named, index=frame.index), frame[COLUMNS[len(PLACES) : -1]]], axis=1)


def grid_frame(grid: Grid, runs: Runs) -> pd.DataFrame:
    """Test accuracy after the last round, a row a point that has a run.

    Columns: first, second, third (the place of each setting's value, 0 where none is moved), accuracy (the seeds'
    mean), worst (likewise, of the hospital with the lowest accuracy on its own classes; missing where none was
    measured), low and high (the worst and the best seed), sd (missing for one seed), seeds (how many), and last runs
    (how many there are in all; see `frames.matrix_frame`).
    """
    rows = []
    for point in grid.points:
        if done := grid.done(point, runs):
            last = [state.rounds[-1] for state in done]
            reached = np.array([finished.accuracy for finished in last])
            own = [[h.global_accuracy_on_own_classes for h in finished.hospitals] for finished in last]
            least = [min(known) for each in own if (known := [value for value in each if value is not None])]
            places = [values.index(value) for values, value in zip(grid.values, point, strict=True)]
            sd = float(reached.std(ddof=1)) if len(reached) > 1 else np.nan
            worst = float(np.mean(least)) if least else np.nan
            rows.append((*places, *[0] * (len(PLACES) - len(places)), float(reached.mean()), worst,
                         float(reached.min()), float(reached.max()), sd, len(reached)))  # fmt: skip
    frame = pd.DataFrame(rows, columns=COLUMNS[:-1])
    return frame.assign(runs=int(frame["seeds"].sum()))
