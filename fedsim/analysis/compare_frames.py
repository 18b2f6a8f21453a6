"""The models of a run side by side, as values and tidy tables: each hospital alone, together, pooled."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fedsim.analysis.frames import matrix_frame
from fedsim.events import BaselineFinished, HospitalInfo, RoundFinished, Started
from fedsim.runs.state import RunState

TOGETHER, POOLED = "Together", "Pooled"
SCORES = {
    "Accuracy": "accuracy",
    "Balanced accuracy": "balanced_accuracy",
    "Macro-F1": "macro_f1",
    "AUC": "auc",
}
"""The numbers that models are compared by: a heading, and what events call it."""


@dataclass(frozen=True)
class Model:
    """One of the models that are compared.

    Attributes:
        hospital: whose it is, for one that trained alone.
        title: what to call it.
        num_examples: images that it learnt from.
        seen: for each class, whether there was an image of it among them.
        score: how it did on the test set; None as long as it is not trained.
    """

    hospital: str | None
    title: str
    num_examples: int
    seen: tuple[bool, ...]
    score: RoundFinished | BaselineFinished | None


def alone_title(hospital: str) -> str:
    """What to call the model of a hospital that trained by itself."""
    return f"{hospital} alone"


def models_of(state: RunState) -> list[Model]:
    """Every model of a run: each hospital alone, together, pooled. None before the data are there."""
    if state.info is None:
        return []
    trained = {finished.hospital: finished for finished in state.alone}
    alone = [
        Model(each.name, alone_title(each.name), each.num_examples, _seen([each]), trained.get(each.name))
        for each in state.info.hospitals
    ]
    total = sum(hospital.num_examples for hospital in state.info.hospitals)
    seen = _seen(state.info.hospitals)
    last = state.rounds[-1] if state.rounds_done else None
    return [*alone, Model(None, TOGETHER, total, seen, last), Model(None, POOLED, total, seen, state.pooled)]


def score_frame(models: Sequence[Model], classes: Sequence[str]) -> pd.DataFrame:
    """A row a model, with headings to show; numbers of models that are not trained are missing."""
    return pd.DataFrame(
        [
            {
                "Model": model.title,
                **{heading: getattr(model.score, name, np.nan) for heading, name in SCORES.items()},
                "Images trained on": model.num_examples,
                "Never seen": ", ".join(name for name, seen in zip(classes, model.seen, strict=True) if not seen)
                or "none",
            }
            for model in models
        ],
        columns=["Model", *SCORES, "Images trained on", "Never seen"],
    )


def recall_frame(models: Sequence[Model], classes: Sequence[str]) -> pd.DataFrame:
    """Recall, a row a model and class: model, class, recall, found, images (in the test set), seen, news.

    Models that are not trained have no row, nor have classes without a test image. `news` stands in the last column
    and differs whenever a model or a round is new: see `matrix_frame`.
    """
    frames = []
    for model in models:
        matrix = model.score.confusion_matrix if model.score else None
        cells = matrix_frame(matrix, classes, 0, model.seen)
        images = cells.groupby("true", sort=False)["count"].sum()
        right = cells[cells["true"] == cells["predicted"]].assign(model=model.title)
        right = right.assign(images=right["true"].map(images).astype(int))
        frames.append(right[right["images"] > 0])
    columns = {"true": "class", "share": "recall", "count": "found"}
    table = pd.concat(frames) if frames else matrix_frame(None, classes, 0).assign(model=None, images=None)
    table = table.rename(columns=columns).assign(news=_news(models))
    return table[["model", "class", "recall", "found", "images", "seen", "news"]].reset_index(drop=True)


def answer_frame(answers: dict[str, np.ndarray], classes: Sequence[str], image: int) -> pd.DataFrame:
    """What models say to one image: model, class, probability, image.

    Args:
        answers: for each model's title, (k,) probabilities.
        classes: k names.
        image: its place in the test set; stands in the last column: see `matrix_frame`.
    """
    rows = [
        (title, name, float(probability), image)
        for title, probabilities in answers.items()
        for name, probability in zip(classes, probabilities, strict=True)
    ]
    return pd.DataFrame(rows, columns=["model", "class", "probability", "image"])


def class_counts(info: Started, hospital: str) -> tuple[int, ...]:
    """A hospital's training images of each class."""
    return next(each.class_counts for each in info.hospitals if each.name == hospital)


def _seen(hospitals: Sequence[HospitalInfo]) -> tuple[bool, ...]:
    return tuple(bool(sum(counts)) for counts in zip(*(each.class_counts for each in hospitals), strict=True))


def _news(models: Sequence[Model]) -> str:
    return " ".join(str(getattr(model.score, "round", 0)) for model in models if model.score)
