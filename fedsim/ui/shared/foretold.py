"""About how long a run will take, from what earlier ones of this database took."""

from collections.abc import Sequence

import streamlit as st

from fedsim.data import Dataset
from fedsim.hospitals.partition import partition_for
from fedsim.runs import estimate
from fedsim.runs.state import RunState
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presence import members
from fedsim.ui.shared.resources import registry

LOOK_UP_SECONDS = 60


def seconds(config: SimulationConfig, dataset: Dataset, images: Sequence[int]) -> float | None:
    """From a run's turn to its end; None where nothing like it has run.

    Args:
        config: the settings.
        dataset: what the images are taken from.
        images: how many training images each hospital has.
    """
    num_pooled = int(partition_for(config, dataset).pooled_counts_of(members(config.hospitals)).sum())
    size = estimate.Size(list(images), len(dataset.val), len(dataset.test), num_pooled)
    on = estimate.on_baselines(config)
    kept = _baselines_kept(repr(on), on)
    return estimate.seconds(config, size, _earlier(estimate.pace(config)), kept)


@st.cache_data(ttl=LOOK_UP_SECONDS, max_entries=16, show_spinner=False)
def _earlier(pace: estimate.Pace) -> list[RunState]:
    """Runs that took about as long an image; looked up once in a while, since a tick is to be answered at once."""
    return registry().store.matching(lambda other: estimate.pace(other) == pace, limit=estimate.LOOKED_AT)


@st.cache_data(ttl=LOOK_UP_SECONDS, max_entries=16, show_spinner=False)
def _baselines_kept(name: str, _on: tuple[SimulationConfig, SimulationConfig]) -> bool:
    """Whether an earlier run has trained the very same alone and pooled.

    Args:
        name: of the settings, as text: Streamlit would take a second to tell a thousand hospitals apart.
    """
    alike = registry().store.matching(lambda other: estimate.on_baselines(other) == _on, limit=estimate.LOOKED_AT)
    return any(map(estimate.has_baselines, alike))
