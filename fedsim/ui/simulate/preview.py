"""What a run will do: the federation as a picture, a round in three steps, and the run in numbers."""

import numpy as np
import streamlit as st

from fedsim.data import Dataset
from fedsim.hospitals.partition import partition_for
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presence import members, takes_part
from fedsim.settings.strategy import ROBUST
from fedsim.text.pages.privacy.promise import PICTURES
from fedsim.text.pages.simulate import Preview
from fedsim.text.preview import in_numbers, never_takes_part, steps
from fedsim.ui.privacy.noise_picture import show_picture
from fedsim.ui.shared.foretold import seconds
from fedsim.ui.shared.words import plain, tied

PICTURE_PX = 340


def show_preview(config: SimulationConfig, dataset: Dataset, counts: np.ndarray) -> None:
    """Draw it, for settings that have not run yet.

    Args:
        config: the settings.
        dataset: what the images are taken from.
        counts: (hospitals, k) training images.
    """
    st.markdown(f"## {Preview.TITLE}")
    images, places = counts.sum(axis=1).tolist(), members(config.hospitals)
    distinct = int(partition_for(config, dataset).pooled_counts_of(places).sum())
    own = [images[place] for place in places]
    st.markdown(tied(in_numbers(config, own, distinct, seconds(config, dataset, images))))
    if away := [each.name for each in config.hospitals if not takes_part(each)]:
        st.markdown(plain(never_takes_part(away)))
    with st.container(horizontal=True, vertical_alignment="center", gap="large", key="steps"):
        with st.container(width=PICTURE_PX):
            names = tuple(config.hospital_names[place] for place in members(config.hospitals))
            show_picture(config.dp, names, round_trip=True, by_rule=config.strategy.kind in ROBUST)
        with st.container(width="stretch"):
            show_steps(config)


def show_steps(config: SimulationConfig) -> None:
    """A round's steps, in words."""
    told = steps(config, PICTURES[config.dp])
    st.markdown("\n".join(f"{place}. {step}" for place, step in enumerate(told, start=1)))
