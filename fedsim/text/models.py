"""What models are called, and their scores and curves in words. A table knows a model by its key's id."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from fedsim.analysis.compare_frames import Model
from fedsim.analysis.curves import Measured
from fedsim.analysis.keys import ModelKey, ModelKind
from fedsim.language import N_, Words, _, commas
from fedsim.text.format import hospital, percent

Titles = tuple[tuple[ModelKey, str], ...]
"""Models and what to call them, in the order in which they are shown; a chart takes it as it is."""
HEADINGS = Words(
    {
        "model": N_("Model"),
        "accuracy": N_("Accuracy"),
        "balanced_accuracy": N_("Balanced accuracy"),
        "macro_f1": N_("Macro-F1"),
        "auc": N_("AUC"),
        "num_examples": N_("Images trained on"),
        "never_seen": N_("Never seen"),
    }
)
"""The columns of `score_frame`."""
SCORES = ("accuracy", "balanced_accuracy", "macro_f1", "auc")
"""The numbers that models are compared by, as events call them."""

MEASURED = Words(
    {
        Measured.OWN: N_("its own training images"),
        Measured.VALIDATION: N_("validation images of its classes"),
        Measured.TEST: N_("all test images"),
    }
)
"""What a baseline's accuracy is over, in the order in which it is drawn."""


def title(key: ModelKey, *, whole: bool = False) -> str:
    """What to call a model that stands beside others.

    Args:
        key: the model's.
        whole: whether its hospital is spelt out: "Hospital A alone".
    """
    name = key.hospital if key.hospital is None or not whole else hospital(key.hospital)
    match key.kind:
        case ModelKind.ALONE:
            return _("{hospital} alone").format(hospital=name)
        case ModelKind.LOCAL:
            return _("{hospital} after its own training this round").format(hospital=name)
        case ModelKind.OWN:
            return _("{hospital}'s own, together").format(hospital=name)
        case ModelKind.TOGETHER:
            return _("Together") if name is None else _("On {hospital}'s classes").format(hospital=name)
        case ModelKind.POOLED:
            return _("Pooled")


def titles(keys: Sequence[ModelKey]) -> Titles:
    """The same of several."""
    return tuple((key, title(key)) for key in keys)


def class_titles(keys: Sequence[ModelKey], over_all: str) -> Titles:
    """The shared model's lines by the classes that each is over; what its own is called, `text.tested` says."""
    return tuple((key, title(key) if key.hospital else over_all) for key in keys)


def named(frame: pd.DataFrame, called: Titles, column: str = "series") -> pd.DataFrame:
    """A table with a first column `title`: what the model of each row is called."""
    return labelled(frame, {key.id: name for key, name in called}, column)


def labelled(frame: pd.DataFrame, names: Mapping[str, str], column: str) -> pd.DataFrame:
    """A table with a first column `title`: what a column's ids are called."""
    return frame.assign(title=[names[each] for each in frame[column]])[["title", *frame.columns]]


def score_frame(models: Sequence[Model], classes: Sequence[str]) -> pd.DataFrame:
    """A row a model, in columns that `HEADINGS` names; numbers of models that are not trained are missing."""
    return pd.DataFrame(
        [
            {
                "model": title(model.key),
                **{name: getattr(model.score, name, np.nan) for name in SCORES},
                "num_examples": model.num_examples,
                "never_seen": commas(name for name, seen in zip(classes, model.seen, strict=True) if not seen)
                or _("none"),
            }
            for model in models
        ],
        columns=[*HEADINGS],
    )


def describe_curves(frame: pd.DataFrame, called: Titles) -> str:
    """`curve_frame` in words, for screen readers: where each curve stands."""
    rows = named(frame, called).groupby("series", sort=False).last()
    parts = [_("{model} {share}").format(model=row.title, share=percent(row.accuracy)) for row in rows.itertuples()]
    if not parts:
        return _("Test accuracy by round, so far: no round is finished yet.")
    return _("Test accuracy by round, so far: {models}.").format(models=commas(parts))


def describe_learning(frame: pd.DataFrame, whose: str) -> str:
    """`learning_frame` in words: where a baseline's curves end."""
    ends = frame.groupby("measured", sort=False)["accuracy"].last()
    parts = [
        _("{share} on {images}").format(share=percent(accuracy), images=MEASURED[measured])
        for measured, accuracy in ends.items()
    ]
    if not parts:
        return _("How {model} learns, by epoch: no epoch is finished yet.").format(model=whose)
    return _("How {model} learns, by epoch: {shares}.").format(model=whose, shares=commas(parts))
