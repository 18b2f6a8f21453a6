"""The settings on the screen as a `SimulationConfig`, and back.

Every control keeps its value in `st.session_state` under its setting's name, so that it survives a change of page.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from fedsim import data
from fedsim.data import DataError, Entry
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.declared import flat, settled, unflat
from fedsim.settings.presets import QUICK
from fedsim.ui.shared import rows
from fedsim.ui.shared.controls import SETTINGS, screen_value

NOISE, BUDGET = "noise", "budget"
"""By what the noise is chosen: itself, or what it may spend."""


@dataclass(frozen=True)
class Lost:
    """Images that were chosen and are gone.

    Attributes:
        name: the set's, or the file's path.
        title: what to call them.
        why: a sentence.
        hospitals: what they may see of these images; None where the controls have kept it.
    """

    name: str
    title: str
    why: str
    hospitals: tuple[Hospital, ...] | None = None


def put_settings(config: SimulationConfig, title: str | None = None) -> None:
    """Set every control. Only before the controls are drawn, or in a callback.

    Where its images are gone, those that are always there stand in for them, and the page says so.

    Args:
        config: what to set.
        title: what its images were called.
    """
    state = st.session_state
    state.pop("lost_images", None)
    for name, value in flat(config).items():
        if name != "hospitals" and not SETTINGS[name].each:
            state[name] = value
    state.noise_by = BUDGET if config.target_epsilon is not None and not config.noise_multiplier else NOISE
    try:
        classes = data.info(config.dataset).classes
    except DataError as error:
        rows.put(config.hospitals, None)
        lose(config.dataset, str(error), config.hospitals, title)
    else:
        rows.put(config.hospitals, classes)


def lose(name: str, why: str, hospitals: tuple[Hospital, ...] | None = None, title: str | None = None) -> None:
    """Let the images that are always there stand in for others.

    Args:
        name: the set's that is gone, or the file's path.
        why: a sentence.
        hospitals: what they may see of it, where the controls do not say so.
        title: what it was called, where this visitor has not had it before.
    """
    state = st.session_state
    state.lost_images = Lost(name, _title(name, title), why, hospitals)
    state.dataset = QUICK.dataset
    if state.size not in (sizes := data.info(QUICK.dataset).sizes):
        state.size = sizes[0]


def remember_title() -> None:
    """Keep what the visitor knows an upload by, since that goes with it."""
    state = st.session_state
    if title := data.upload_title(state.dataset):
        state.titles = {**state.get("titles", {}), state.dataset: title}


def _title(name: str, title: str | None) -> str:
    uploaded = data.upload_title(name)
    return (st.session_state.get("titles", {}).get(name) or title or uploaded) if uploaded else Path(name).name


def look_again() -> None:
    """A callback: go back to the images that were gone, if they are there again."""
    state, lost = st.session_state, st.session_state.lost_images
    try:
        classes = data.info(lost.name).classes
    except DataError as error:
        state.lost_images = replace(lost, why=str(error))
        return
    del state.lost_images
    state.dataset = lost.name
    if lost.hospitals is not None:
        own = rows.hospitals(())[: len(lost.hospitals)]
        pairs = zip(own, lost.hospitals, strict=False)
        rows.put([replace(now, excluded=before.excluded) for now, before in pairs], classes)


def get_settings() -> SimulationConfig:
    """What the controls say. One that is out of sight keeps its value, but the value does not count."""
    state = st.session_state
    plain = {name: screen_value(name) for name, one in SETTINGS.items() if not one.each}
    config = settled(unflat(SimulationConfig, {**plain, "hospitals": rows.hospitals(entry().classes)}))
    return replace(config, noise_multiplier=0.0) if config.private and state.noise_by == BUDGET else config


def fill_grid() -> None:
    """Give hospitals that were just added, and classes of a data set just chosen, the start pattern."""
    rows.follow(entry().classes)


def entry() -> Entry:
    """What the catalogue says of the chosen data set; if it has just gone, the page begins anew without it."""
    try:
        return data.info(st.session_state.dataset)
    except DataError:
        st.rerun()
        raise
