"""The shared model at a hospital that never takes part, as a tidy table."""

from collections.abc import Iterator

import pandas as pd

from fedsim.events import Newcomer
from fedsim.runs.state import RunState

CAME, TUNED, ALONE = "came", "tuned", "alone"
"""The shared model as it comes, after a little training there, and the hospital that trains alone."""
Row = tuple[str, float | None, float | None, float]


def newcomer_frame(state: RunState, hospital: str) -> pd.DataFrame:
    """By round: series (`CAME`, `TUNED` or `ALONE`), accuracy (on the classes that it has), on_all, round.

    An epoch alone stands at the round in which a hospital of the federation has made as many passes over its images.
    """
    rows = [*_rows(state, hospital), *_alone(state, hospital)]
    frame = pd.DataFrame(rows, columns=["series", "accuracy", "on_all", "round"])
    return frame.dropna(subset="accuracy").reset_index(drop=True)


def last_of(state: RunState, hospital: str) -> Newcomer | None:
    """What the last finished round of training came to there; None before it."""
    last = state.rounds[-1] if state.rounds_done else None
    return next((each for each in last.newcomers if each.name == hospital), None) if last else None


def alone_there(state: RunState, hospital: str) -> tuple[float, float | None] | None:
    """What the hospital reaches alone, once it has trained to the end: on all classes, and on those that it has."""
    found = next((each for each in state.alone if each.hospital == hospital), None)
    end = found.epochs[-1] if found and found.epochs else None
    return None if end is None or end.there is None else (end.there, end.there_on_own_classes)


def _rows(state: RunState, hospital: str) -> Iterator[Row]:
    for finished in state.rounds:
        for each in (each for each in finished.newcomers if each.name == hospital):
            yield CAME, each.accuracy_on_own_classes, each.accuracy, float(finished.round)
            yield TUNED, each.tuned_accuracy_on_own_classes, each.tuned_accuracy, float(finished.round)


def _alone(state: RunState, hospital: str) -> Iterator[Row]:
    for baseline in (each for each in state.baselines if each.hospital == hospital):
        for epoch in baseline.epochs:
            yield ALONE, epoch.there_on_own_classes, epoch.there, epoch.epoch / state.config.local_epochs
