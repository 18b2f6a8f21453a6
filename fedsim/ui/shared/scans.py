"""A scan of each hospital of a run: a training image of its own, as its scanner takes it."""

from functools import lru_cache

import numpy as np

from fedsim import data
from fedsim.data import DataError, Dataset
from fedsim.data.catalog import is_path
from fedsim.hospitals.partition import partition_for
from fedsim.hospitals.shifts import scanned
from fedsim.runs.state import RunState
from fedsim.settings.config import SimulationConfig
from fedsim.ui.shared.pictures import thumbnail
from fedsim.ui.visitors import is_own


def scans(state: RunState, places: tuple[int, ...], most_px: int) -> tuple[str | None, ...]:
    """A `data:` address for each of some hospitals; None where there is no image to show.

    A set that is not on this machine is not fetched for it, one that has changed since is not the run's, and an upload
    is shown to nobody but who brought it.

    Args:
        state: the run.
        places: of the hospitals.
        most_px: an image is at most so wide and high.
    """
    config, nothing = state.config, (None,) * len(places)
    if state.info is None or (is_path(config.dataset) and not is_own(state)):
        return nothing
    try:
        if config.size not in data.info(config.dataset).sizes_on_disk:
            return nothing
        dataset = data.load(config.dataset, config.size)
    except DataError:
        return nothing
    if state.info.data_sha256 not in (None, dataset.digest):
        return nothing
    return _scans(dataset, config, places, most_px)


@lru_cache(maxsize=16)
def _scans(dataset: Dataset, config: SimulationConfig, places: tuple[int, ...], most_px: int) -> tuple[str | None, ...]:
    shards = partition_for(config, dataset).shards
    return tuple(_scan(dataset, config, place, shards[place], most_px) for place in places)


def _scan(dataset: Dataset, config: SimulationConfig, place: int, shard: np.ndarray, most_px: int) -> str | None:
    """The first image of one of its classes: another class than its neighbour's, where it has several."""
    seen = np.unique(dataset.train.labels[shard])
    if not len(seen):
        return None
    cls = seen[place % len(seen)]
    first = shard[dataset.train.labels[shard] == cls][:1]
    image = scanned(config.hospitals[place].shift, dataset.train.images[first], config.seed, place, "train")[0]
    return thumbnail(image, most_px)
