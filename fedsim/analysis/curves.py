"""Test accuracy by round of every model of a run: the baselines' epochs on the federation's axis."""

import pandas as pd

from fedsim.analysis.compare_frames import POOLED, TOGETHER, alone_title
from fedsim.runs.state import Baseline, RunState


def curve_frame(state: RunState) -> pd.DataFrame:
    """Accuracy on the whole test set: round, series, accuracy.

    A baseline's epoch stands at the round in which a hospital of the federation has made as many passes over its
    images. All models start from the same weights, so all curves start at round 0.
    """
    rows = [(float(finished.round), TOGETHER, finished.accuracy) for finished in state.rounds]
    for baseline in state.baselines:
        title = POOLED if baseline.hospital is None else alone_title(baseline.hospital)
        rows += [(0.0, title, finished.accuracy) for finished in state.rounds[:1]]
        rows += [(epoch.epoch / state.config.local_epochs, title, epoch.accuracy) for epoch in baseline.epochs]
    return pd.DataFrame(rows, columns=["round", "series", "accuracy"])


OWN, VALIDATION, EVERYONE = "its own training images", "validation images of its classes", "all test images"


def learning_frame(baseline: Baseline | None) -> pd.DataFrame:
    """How a baseline learns: measured, accuracy, epoch.

    Args:
        baseline: as far as it is; None gives an empty table.
    """
    rows = [
        (measured, accuracy, epoch.epoch)
        for epoch in (baseline.epochs if baseline else ())
        for measured, accuracy in (
            (OWN, epoch.train_accuracy),
            (VALIDATION, epoch.val_accuracy),
            (EVERYONE, epoch.accuracy),
        )
        if accuracy is not None
    ]
    return pd.DataFrame(rows, columns=["measured", "accuracy", "epoch"])


def describe_learning(frame: pd.DataFrame, whose: str) -> str:
    """A baseline's curves in words: where they end."""
    parts = [f"{rows['accuracy'].iloc[-1]:.0%} on {name}" for name, rows in frame.groupby("measured", sort=False)]
    return f"How {whose} learns, by epoch: {', '.join(parts) or 'no epoch is finished yet'}."


def last_round(state: RunState) -> float:
    """Where the axis ends: at the last round, or later where the baselines train for longer."""
    config = state.config
    epochs = config.num_baseline_epochs if state.baselines or config.baselines != "none" else 0
    return max(config.rounds, epochs / config.local_epochs)


def describe_curves(frame: pd.DataFrame) -> str:
    """The curves in words, for screen readers: where each of them stands."""
    parts = [f"{title} {rows['accuracy'].iloc[-1]:.0%}" for title, rows in frame.groupby("series", sort=False)]
    return f"Test accuracy by round, so far: {', '.join(parts) or 'no round is finished yet'}."
