"""What a run will do: the federation as a picture, a round in three steps, and the run in numbers."""

import numpy as np
import streamlit as st

from fedsim.runs import estimate
from fedsim.settings.config import SimulationConfig
from fedsim.text.pages.privacy.promise import PICTURES
from fedsim.text.pages.simulate import Preview
from fedsim.text.preview import in_numbers, steps
from fedsim.ui.privacy.noise_picture import show_picture
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.words import tied

PICTURE_PX = 340
SPEED_SECONDS = 60


def show_preview(config: SimulationConfig, counts: np.ndarray) -> None:
    """Draw it, for settings that have not run yet.

    Args:
        config: the settings.
        counts: (hospitals, k) training images.
    """
    st.markdown(f"## {Preview.TITLE}")
    images = counts.sum(axis=1).tolist()
    st.markdown(tied(in_numbers(config, images, _seconds(config, sum(images)))))
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


def _seconds(config: SimulationConfig, num_images: int) -> float | None:
    return estimate.seconds(config, num_images, _earlier(config.model, config.size, config.device, config))


@st.cache_data(ttl=SPEED_SECONDS, max_entries=16, show_spinner=False)
def _earlier(model: str, size: int, device: str, _config: SimulationConfig) -> list:
    """Runs that took about as long an image; looked up once in a while, since a tick is to be answered at once."""
    return registry().store.matching(lambda other: estimate.alike(_config, other))[: estimate.NEWEST]
