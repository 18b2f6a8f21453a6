"""A scan of each hospital of a run: a training image of its own, as its scanner takes it."""

from functools import lru_cache

import numpy as np

from fedsim import data
from fedsim.data import DataError
from fedsim.hospitals.partition import partition_for
from fedsim.runs.state import RunState
from fedsim.settings.config import SimulationConfig
from fedsim.ui.shared.images import images_of, scan_of
from fedsim.ui.shared.pictures import thumbnail


def scans(state: RunState, places: tuple[int, ...], most_px: int) -> tuple[str | None, ...]:
    """A `data:` address for each of some hospitals; None where there is no image to show.

    Args:
        state: the run.
        places: of the hospitals.
        most_px: an image is at most so wide and high.
    """
    try:
        return _scans(images_of(state).digest, state.config, places, most_px)
    except DataError:
        return (None,) * len(places)


@lru_cache(maxsize=16)
def _scans(digest: str, config: SimulationConfig, places: tuple[int, ...], most_px: int) -> tuple[str | None, ...]:
    """What is kept is known by the images' digest: the set itself would stay in memory with it."""
    return tuple(_scan(config, place, most_px) for place in places)


def _scan(config: SimulationConfig, place: int, most_px: int) -> str | None:
    """The first image of one of its classes: another class than its neighbour's, where it has several."""
    dataset = data.load(config.dataset, config.size)
    seen = np.unique(dataset.train.labels[partition_for(config, dataset).shards[place]])
    image = scan_of(dataset, config, place, int(seen[place % len(seen)])) if len(seen) else None
    return None if image is None else thumbnail(image, most_px)
