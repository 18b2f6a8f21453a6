"""Test accuracy by round of every model of a run: the baselines' epochs on the federation's axis."""

from enum import StrEnum

import pandas as pd

from fedsim.analysis.keys import POOLED, TOGETHER, alone
from fedsim.runs.state import Baseline, RunState


def curve_frame(state: RunState) -> pd.DataFrame:
    """Accuracy on the whole test set: round, series (a key's id), accuracy.

    A baseline's epoch stands at the round in which a hospital of the federation has made as many passes over its
    images. All models start from the same weights, so all curves start at round 0.
    """
    rows = [(float(finished.round), TOGETHER.id, finished.accuracy) for finished in state.rounds]
    for baseline in state.baselines:
        key = POOLED if baseline.hospital is None else alone(baseline.hospital)
        rows += [(0.0, key.id, finished.accuracy) for finished in state.rounds[:1]]
        rows += [(epoch.epoch / state.config.local_epochs, key.id, epoch.accuracy) for epoch in baseline.epochs]
    return pd.DataFrame(rows, columns=["round", "series", "accuracy"])


class Measured(StrEnum):
    """The images that an accuracy is over."""

    OWN = "own"
    """Its own training images."""
    VALIDATION = "validation"
    """Validation images of the classes that it has."""
    TEST = "test"
    """All test images."""


def learning_frame(baseline: Baseline | None) -> pd.DataFrame:
    """How a baseline learns: measured (`Measured`), accuracy, epoch.

    Args:
        baseline: as far as it is; None gives an empty table.
    """
    rows = [
        (measured, accuracy, epoch.epoch)
        for epoch in (baseline.epochs if baseline else ())
        for measured, accuracy in (
            (Measured.OWN, epoch.train_accuracy),
            (Measured.VALIDATION, epoch.val_accuracy),
            (Measured.TEST, epoch.accuracy),
        )
        if accuracy is not None
    ]
    return pd.DataFrame(rows, columns=["measured", "accuracy", "epoch"])


def last_round(state: RunState) -> float:
    """Where the axis ends: at the last round, or later where the baselines train for longer."""
    config = state.config
    epochs = config.num_baseline_epochs if state.baselines or config.baselines != "none" else 0
    return max(config.rounds, epochs / config.local_epochs)
