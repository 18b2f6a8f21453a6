"""A run as one tidy table: what others' tools read."""

from dataclasses import fields
from typing import Any

import pandas as pd

from fedsim.events import HospitalRound, RoundFinished
from fedsim.runs.state import RunState

NOT_HERE = ("sketch", "local_confusion_matrix")
"""Of a hospital: what is no number of it."""
OF_A_ROUND = {
    "accuracy": "accuracy", "balanced_accuracy": "balanced_accuracy", "macro_f1": "macro_f1", "auc": "auc",
    "loss": "loss", "seconds": "round_seconds", "epsilon": "run_epsilon", "delta": "run_delta",
}  # fmt: skip
"""Fields of a round, and what the columns are called: a hospital has some of the same names."""
OF_A_HOSPITAL = tuple(each.name for each in fields(HospitalRound) if each.name not in (*NOT_HERE, "name", "error"))


def tidy_frame(state: RunState) -> pd.DataFrame:
    """A row a round and hospital, round 0 first; of a round that tells of no hospital by itself, one row without.

    Columns: run, seed, round, hospital, then the round's own numbers (`OF_A_ROUND`, the same in each of its rows), then
    the hospital's (`HospitalRound`), error its sentence. Accuracies are fractions, sizes bytes, times seconds. What is
    not known is missing.
    """
    rows = [row for finished in state.rounds for row in _rows(state, finished)]
    columns = ["run", "seed", "round", "hospital", *OF_A_ROUND.values(), *OF_A_HOSPITAL, "error"]
    return pd.DataFrame(rows, columns=columns)


def _rows(state: RunState, finished: RoundFinished) -> list[tuple[Any, ...]]:
    whose = state.id, state.config.seed, finished.round
    numbers = tuple(getattr(finished, name) for name in OF_A_ROUND)
    if not finished.hospitals:
        return [(*whose, None, *numbers, *(None for _ in OF_A_HOSPITAL), None)]
    return [
        (
            *whose,
            hospital.name,
            *numbers,
            *(getattr(hospital, name) for name in OF_A_HOSPITAL),
            str(hospital.error) if hospital.error else None,
        )
        for hospital in finished.hospitals
    ]
