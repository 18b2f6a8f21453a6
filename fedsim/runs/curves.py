"""Test accuracy by round of every model of a run: the baselines' epochs on the federation's axis."""

import pandas as pd

from fedsim.runs.compare_frames import POOLED, TOGETHER, alone_title
from fedsim.runs.state import RunState


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


def last_round(state: RunState) -> float:
    """Where the axis ends: at the last round, or later where the baselines train for longer."""
    config = state.config
    epochs = config.num_baseline_epochs if state.baselines or config.baselines != "none" else 0
    return max(config.rounds, epochs / config.local_epochs)


def describe_curves(frame: pd.DataFrame) -> str:
    """The curves in words, for screen readers: where each of them stands."""
    parts = [f"{title} {rows['accuracy'].iloc[-1]:.0%}" for title, rows in frame.groupby("series", sort=False)]
    return f"Test accuracy by round, so far: {', '.join(parts) or 'no round is finished yet'}."
