"""Which run is presented: the address's, else the one that ships with the app."""

from collections.abc import Sequence
from dataclasses import dataclass

from fedsim.analysis.story import Answers, Story, story_of
from fedsim.data import DataError, Dataset
from fedsim.errors import Problem
from fedsim.runs.recorded import recorded
from fedsim.runs.state import RunState
from fedsim.ui import visitors
from fedsim.ui.shared.images import images_of
from fedsim.ui.shared.resources import load_dataset, registry

MOST_OTHERS = 200
"""So many of the visitor's runs are looked through for the same run with other noise."""


@dataclass(frozen=True)
class Presented:
    """A run, its facts and its images.

    Attributes:
        state: the run.
        story: its facts.
        dataset: its images; None where they are not here, or not for these eyes.
        kept: whether it is one of this machine's own.
        no_images: why there are none, and what to do.
    """

    state: RunState
    story: Story
    dataset: Dataset | None
    kept: bool
    no_images: Problem | None = None


def presented(asked: str | None) -> Presented:
    """The run of this id, where it is here; else the one that ships with the app."""
    store = registry().store
    kept = store.newest(asked) if asked else None
    if kept:
        return _told(kept, store.answers(kept.id), store.latest(MOST_OTHERS, asker=visitors.owner()), kept=True)
    told = recorded()
    return _told(told.state, told.answers, told.others, kept=False)


def _told(state: RunState, answers: Answers, others: Sequence[RunState], *, kept: bool) -> Presented:
    dataset, no_images = None, None
    try:
        dataset = images_of(state, load_dataset)  # drawing some takes a while, and is seen
    except DataError as error:
        no_images = Problem.of_error(error)
    return Presented(state, story_of(state, answers, dataset, others, no_images), dataset, kept, no_images)
