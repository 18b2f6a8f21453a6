"""Which run is presented: the address's, else the one that ships with the app."""

from dataclasses import dataclass

from fedsim.analysis.story import Story, story_of
from fedsim.data import DataError, Dataset
from fedsim.runs.recorded import recorded
from fedsim.runs.state import RunState
from fedsim.ui import visitors
from fedsim.ui.shared.resources import load_dataset, registry

MOST_OTHERS = 200
"""So many of the visitor's runs are looked through for the same run with other noise."""


@dataclass(frozen=True)
class Presented:
    """A run, its facts and its images; `kept` is whether it is one of this machine's own."""

    state: RunState
    story: Story
    dataset: Dataset | None
    kept: bool


def presented(asked: str | None) -> Presented:
    """The run of this id, where it is here; else the one that ships with the app."""
    store = registry().store
    kept = store.newest(asked) if asked else None
    if kept:
        dataset = _dataset(kept)
        story = story_of(kept, store.answers(kept.id), dataset, store.latest(MOST_OTHERS, asker=visitors.owner()))
        return Presented(kept, story, dataset, kept=True)
    told = recorded()
    dataset = _dataset(told.state)
    return Presented(told.state, story_of(told.state, told.answers, dataset, told.others), dataset, kept=False)


def _dataset(state: RunState) -> Dataset | None:
    try:
        return load_dataset(state.config.dataset, state.config.size)
    except DataError:
        return None
