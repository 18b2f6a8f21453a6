"""Which test images there are to choose from: by what models say to them, and by what they show."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fedsim.analysis.compare_frames import Model, models_of
from fedsim.analysis.gallery import fits, telling
from fedsim.analysis.keys import TOGETHER, ModelKind
from fedsim.analysis.story import story_of
from fedsim.data import Dataset
from fedsim.runs.state import RunState
from fedsim.ui.shared.resources import registry

HELPS, HARMS, MISSED, NONE_RIGHT, ANY = "helps", "harms", "missed", "none-right", "any"
Found = list[tuple[int, str | None]]
"""Places in the test set, each with the hospital that it tells most of."""


@dataclass(frozen=True, eq=False)
class Answers:
    """What a run's models said to each test image, as far as it is kept and fits the images that are there now.

    Attributes:
        models: those of the run.
        kept: (n, k) probabilities, by kind and hospital.
        changed: whether some are kept that do not fit.
    """

    models: list[Model]
    kept: Mapping[tuple[str, str | None], np.ndarray]
    changed: bool

    @property
    def alone(self) -> dict[str, np.ndarray]:
        """Of each hospital's model that it trained alone, by its name."""
        return {name: each for (kind, name), each in self.kept.items() if kind == ModelKind.ALONE and name is not None}

    @property
    def together(self) -> np.ndarray | None:
        return self.kept.get((TOGETHER.kind, None))

    def ways(self) -> list[str]:
        """By what images can be chosen, what tells most first."""
        if not self.alone:
            return [ANY]
        return [*([HELPS, HARMS] if self.together is not None else [MISSED]), NONE_RIGHT, ANY]


def answers_of(state: RunState, dataset: Dataset) -> Answers:
    """Those of a run."""
    models, labels = models_of(state), dataset.test.labels
    scores = {(model.key.kind.value, model.hospital): model.score for model in models if model.score}
    answers = registry().store.answers(state.id)
    known = {key: each for key, each in answers.items() if key in scores}
    kept = {key: each for key, each in known.items() if fits(labels, each, scores[key].confusion_matrix)}
    return Answers(models, kept, changed=len(kept) < len(known))


def images(state: RunState, dataset: Dataset, answers: Answers, way: str, cls: int | None) -> Found:
    """The test images of a kind, those that tell most first; `cls` is what they are to show, None anything."""
    labels = dataset.test.labels
    seen = {model.hospital: model.seen for model in answers.models if model.hospital}
    alone, truth = answers.alone, np.eye(dataset.num_classes)[labels]
    together = truth if answers.together is None else answers.together
    found: Found
    if way in (HELPS, MISSED):
        found = [*telling(labels, alone, together, seen)]
    elif way == HARMS:
        found = _harmed(labels, alone, together, seen)
    elif way == NONE_RIGHT:
        right = [each.argmax(axis=1) == labels for each in answers.kept.values()]
        found = [(int(place), None) for place in np.flatnonzero(~np.any(right, axis=0))]
    else:
        found = [(place, None) for place in range(len(labels))]
    first = _of_the_story(state, dataset, answers) if way == HELPS else None
    ordered = sorted(found, key=lambda each: each != first)
    return [each for each in ordered if cls is None or labels[each[0]] == cls]


def _harmed(
    labels: np.ndarray, alone: Mapping[str, np.ndarray], together: np.ndarray, seen: Mapping[str, tuple[bool, ...]]
) -> Found:
    """Those that all together get wrong and a hospital alone right."""
    each = {name: telling(labels, {name: together}, right, seen) for name, right in alone.items()}
    first: dict[int, str | None] = {}
    for name, places in each.items():
        for place, _ in places:
            first.setdefault(place, name)
    return [*first.items()]


def _of_the_story(state: RunState, dataset: Dataset, answers: Answers) -> tuple[int, str] | None:
    """The image that the Present page tells of."""
    story = story_of(state, answers.kept, dataset)
    return (story.scan.place, story.teller.name) if story.scan and story.teller else None
