"""What a run will do: the federation as a picture, a round in three steps, and the run in numbers."""

import numpy as np
import streamlit as st

from fedsim.data import Dataset
from fedsim.runs import estimate
from fedsim.runs.state import RunState
from fedsim.settings.config import SimulationConfig
from fedsim.text.pages.privacy.promise import PICTURES
from fedsim.text.pages.simulate import Preview
from fedsim.text.preview import in_numbers, steps
from fedsim.ui.privacy.noise_picture import show_picture
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.words import tied

PICTURE_PX = 340
LOOK_UP_SECONDS = 60


def show_preview(config: SimulationConfig, dataset: Dataset, counts: np.ndarray) -> None:
    """Draw it, for settings that have not run yet.

    Args:
        config: the settings.
        dataset: what the images are taken from.
        counts: (hospitals, k) training images.
    """
    st.markdown(f"## {Preview.TITLE}")
    images = counts.sum(axis=1).tolist()
    size = estimate.Size(images, len(dataset.val), len(dataset.test))
    kept = _baselines_kept(estimate.on_baselines(config))
    seconds = estimate.seconds(config, size, _earlier(estimate.pace(config)), kept)
    st.markdown(tied(in_numbers(config, images, seconds)))
    show_steps(config)


def show_steps(config: SimulationConfig) -> None:
    """The picture, and a round's steps beside it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="large", key="steps"):
        with st.container(width=PICTURE_PX):
            show_picture(config.dp, config.hospital_names, round_trip=True)
        with st.container(width="stretch"):
            st.markdown(
                "\n".join(f"{place}. {step}" for place, step in enumerate(steps(config, PICTURES[config.dp]), start=1))
            )


@st.cache_data(ttl=LOOK_UP_SECONDS, max_entries=16, show_spinner=False)
def _earlier(pace: estimate.Pace) -> list[RunState]:
    """Runs that took about as long an image; looked up once in a while, since a tick is to be answered at once."""
    return registry().store.matching(lambda other: estimate.pace(other) == pace, limit=estimate.LOOKED_AT)


@st.cache_data(ttl=LOOK_UP_SECONDS, max_entries=16, show_spinner=False)
def _baselines_kept(on: tuple[SimulationConfig, SimulationConfig]) -> bool:
    """Whether an earlier run has trained the very same alone and pooled."""
    alike = registry().store.matching(lambda other: estimate.on_baselines(other) == on, limit=estimate.LOOKED_AT)
    return any(map(estimate.has_baselines, alike))
