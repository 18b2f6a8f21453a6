"""What models are called, and their scores and curves in words. A table knows a model by its key's id."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from fedsim.analysis.compare_frames import Model
from fedsim.analysis.curves import Measured
from fedsim.analysis.keys import ModelKey, ModelKind
from fedsim.text.format import percent

Titles = tuple[tuple[ModelKey, str], ...]
"""Models and what to call them, in the order in which they are shown; a chart takes it as it is."""
SCORES = {
    "Accuracy": "accuracy",
    "Balanced accuracy": "balanced_accuracy",
    "Macro-F1": "macro_f1",
    "AUC": "auc",
}
"""The numbers that models are compared by: a heading, and what events call it."""

MEASURED: dict[str, str] = {
    Measured.OWN: "its own training images",
    Measured.VALIDATION: "validation images of its classes",
    Measured.TEST: "all test images",
}
"""What a baseline's accuracy is over, in the order in which it is drawn."""


def title(key: ModelKey) -> str:
    """What to call a model that stands beside others."""
    match key.kind:
        case ModelKind.ALONE:
            return f"{key.hospital} alone"
        case ModelKind.LOCAL:
            return f"{key.hospital} after its own training this round"
        case ModelKind.TOGETHER:
            return "Together" if key.hospital is None else f"On {key.hospital}'s classes"
        case ModelKind.POOLED:
            return "Pooled"


def titles(keys: Sequence[ModelKey]) -> Titles:
    """The same of several."""
    return tuple((key, title(key)) for key in keys)


def class_titles(keys: Sequence[ModelKey]) -> Titles:
    """The shared model's lines by the classes that each is over: its own is called "All classes"."""
    return tuple((key, title(key) if key.hospital else "All classes") for key in keys)


def named(frame: pd.DataFrame, called: Titles, column: str = "series") -> pd.DataFrame:
    """A table with a first column `title`: what the model of each row is called."""
    return labelled(frame, {key.id: name for key, name in called}, column)


def labelled(frame: pd.DataFrame, names: Mapping[str, str], column: str) -> pd.DataFrame:
    """A table with a first column `title`: what a column's ids are called."""
    return frame.assign(title=[names[each] for each in frame[column]])[["title", *frame.columns]]


def score_frame(models: Sequence[Model], classes: Sequence[str]) -> pd.DataFrame:
    """A row a model, with headings to show; numbers of models that are not trained are missing."""
    return pd.DataFrame(
        [
            {
                "Model": title(model.key),
                **{heading: getattr(model.score, name, np.nan) for heading, name in SCORES.items()},
                "Images trained on": model.num_examples,
                "Never seen": ", ".join(name for name, seen in zip(classes, model.seen, strict=True) if not seen)
                or "none",
            }
            for model in models
        ],
        columns=["Model", *SCORES, "Images trained on", "Never seen"],
    )


def describe_curves(frame: pd.DataFrame, called: Titles) -> str:
    """`curve_frame` in words, for screen readers: where each curve stands."""
    rows = named(frame, called).groupby("series", sort=False).last()
    parts = [f"{row.title} {percent(row.accuracy)}" for row in rows.itertuples()]
    return f"Test accuracy by round, so far: {', '.join(parts) or 'no round is finished yet'}."


def describe_learning(frame: pd.DataFrame, whose: str) -> str:
    """`learning_frame` in words: where a baseline's curves end."""
    ends = frame.groupby("measured", sort=False)["accuracy"].last()
    parts = [f"{percent(accuracy)} on {MEASURED[measured]}" for measured, accuracy in ends.items()]
    return f"How {whose} learns, by epoch: {', '.join(parts) or 'no epoch is finished yet'}."
