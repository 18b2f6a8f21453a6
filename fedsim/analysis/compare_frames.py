"""The models of a run side by side, as values and tidy tables: each hospital alone, together, pooled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fedsim.analysis.frames import matrix_frame
from fedsim.analysis.keys import POOLED, TOGETHER, ModelKey, alone
from fedsim.events import BaselineFinished, HospitalInfo, RoundFinished, Started
from fedsim.runs.state import RunState
from fedsim.settings.alike import sample_names


@dataclass(frozen=True)
class Model:
    """One of the models that are compared.

    Attributes:
        key: which one.
        num_examples: images that it learnt from.
        seen: for each class, whether there was an image of it among them.
        score: how it did on the test set; None as long as it is not trained.
    """

    key: ModelKey
    num_examples: int
    seen: tuple[bool, ...]
    score: RoundFinished | BaselineFinished | None

    @property
    def hospital(self) -> str | None:
        """Whose it is, for one that trained alone."""
        return self.key.hospital


def models_of(state: RunState) -> list[Model]:
    """Every model of a run: each hospital alone, of many a sample, together, pooled. None before the data are there."""
    if state.info is None:
        return []
    trained, sample = {finished.hospital: finished for finished in state.alone}, {*sample_names(state.config)}
    hospitals = [
        Model(alone(each.name), each.num_examples, _seen([each]), trained.get(each.name))
        for each in state.info.hospitals
        if each.name in sample
    ]
    together = [hospital for hospital in state.info.hospitals if hospital.takes_part]
    total = sum(state.info.pooled_class_counts or [hospital.num_examples for hospital in together])
    seen = _seen(together)
    last = state.rounds[-1] if state.rounds_done else None
    return [*hospitals, Model(TOGETHER, total, seen, last), Model(POOLED, total, seen, state.pooled)]


def recall_frame(models: Sequence[Model], classes: Sequence[str]) -> pd.DataFrame:
    """Recall, a row a model and class: model (its key's id), class, recall, found, images (to test on), seen, news.

    Models that are not trained have no row, nor have classes without a test image. `news` stands in the last column
    and differs whenever a model or a round is new: see `matrix_frame`.
    """
    frames = []
    for model in models:
        matrix = model.score.confusion_matrix if model.score else None
        cells = matrix_frame(matrix, classes, 0, model.seen)
        images = cells.groupby("true", sort=False)["count"].sum()
        right = cells[cells["true"] == cells["predicted"]].assign(model=model.key.id)
        right = right.assign(images=right["true"].map(images).astype(int))
        frames.append(right[right["images"] > 0])
    columns = {"true": "class", "share": "recall", "count": "found"}
    table = pd.concat(frames) if frames else matrix_frame(None, classes, 0).assign(model=None, images=None)
    table = table.rename(columns=columns).assign(news=_news(models))
    return table[["model", "class", "recall", "found", "images", "seen", "news"]].reset_index(drop=True)


def answer_frame(answers: Mapping[ModelKey, np.ndarray], classes: Sequence[str], image: int) -> pd.DataFrame:
    """What models say to one image: model (its key's id), class, probability, image.

    Args:
        answers: for each model, (k,) probabilities.
        classes: k names.
        image: its place in the test set; stands in the last column: see `matrix_frame`.
    """
    rows = [
        (key.id, name, float(probability), image)
        for key, probabilities in answers.items()
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
