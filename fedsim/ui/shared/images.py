"""The images of a run, for whoever looks at it: every page that shows some asks here."""

from collections.abc import Callable

import numpy as np

from fedsim import data
from fedsim.data import DataError, Dataset
from fedsim.data.catalog import is_path
from fedsim.hospitals.partition import partition_for
from fedsim.hospitals.shifts import scanned
from fedsim.runs.made_now import data_changed
from fedsim.runs.state import RunState
from fedsim.settings.config import SimulationConfig
from fedsim.ui.shared.resources import load_dataset
from fedsim.ui.visitors import owner

Load = Callable[[str, int], Dataset]


def images_of(state: RunState, load: Load = data.load) -> Dataset:
    """Those that it trained on and was tested on, where they are at hand: nothing is downloaded.

    Args:
        state: the run.
        load: loads a set that is on this machine.

    Raises:
        DataError: they are not on this machine, have changed since, or are not for these eyes; it says what to do.
    """
    config = state.config
    if not is_path(config.dataset) and config.size not in data.info(config.dataset).sizes_on_disk:
        raise DataError("images-not-here", dataset=config.dataset, size=config.size)
    dataset = for_these_eyes(state, load)
    if state.info is None or dataset.classes != state.info.classes or data_changed(state):
        raise DataError("images-of-run-changed")
    return dataset


def for_these_eyes(state: RunState, load: Load = load_dataset) -> Dataset:
    """A run's set as it is now, downloaded where it has to be.

    Who has a run's link sees its numbers; the images of an upload are for who brought it alone. A set known by its
    name, and a file that the operator offers, are everybody's.

    Raises:
        DataError: it cannot be had, or is not for these eyes.
    """
    dataset = load(state.config.dataset, state.config.size)
    if not may_see(dataset):
        raise DataError("images-of-another")
    return dataset


def may_see(dataset: Dataset) -> bool:
    """Whether whoever looks may see its images."""
    return data.is_for(dataset.name, owner())


def scan_of(dataset: Dataset, config: SimulationConfig, place: int, cls: int) -> np.ndarray | None:
    """A hospital's first training image of a class, as its scanner takes it; None where it has none.

    Returns:
        (h, w) or (h, w, 3) uint8.
    """
    shard = partition_for(config, dataset).shards[place]
    first = shard[dataset.train.labels[shard] == cls][:1]
    if not len(first):
        return None
    return scanned(config.hospitals[place].shift, dataset.train.images[first], config.seed, place, "train")[0]
