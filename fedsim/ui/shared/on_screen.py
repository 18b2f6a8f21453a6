"""The settings on the screen as a `SimulationConfig`, and back.

Every control keeps its value in `st.session_state` under its setting's name, so that it survives a change of page.
"""

from dataclasses import replace

import streamlit as st

from fedsim import data
from fedsim.data import DataError, Entry
from fedsim.settings.config import Hospital, SimulationConfig, default_names, start_hospitals
from fedsim.settings.declared import flat, settled, unflat
from fedsim.ui.shared.controls import SETTINGS

NOISE, BUDGET = "noise", "budget"
"""By what the noise is chosen: itself, or what it may spend."""


def put_settings(config: SimulationConfig) -> None:
    """Set every control. Only before the controls are drawn, or in a callback.

    Raises:
        DataError: its data set is not there; nothing is set.
    """
    state, classes = st.session_state, data.info(config.dataset).classes
    for name, value in flat(config).items():
        if name != "hospitals":
            state[name] = value
    state.noise_by = BUDGET if config.target_epsilon is not None and not config.noise_multiplier else NOISE
    state.num_hospitals = len(config.hospitals)
    for place, hospital in enumerate(config.hospitals):
        state[name_key(place)] = hospital.name
        for cls in classes:
            state[sees_key(place, cls)] = cls not in hospital.excluded


def get_settings() -> SimulationConfig:
    """What the controls say. One that is out of sight keeps its value, but the value does not count."""
    state = st.session_state
    hospitals = tuple(
        Hospital(state[name_key(place)].strip(), tuple(c for c in entry().classes if not state[sees_key(place, c)]))
        for place in range(state.num_hospitals)
    )
    values = {name: state[name] for name in SETTINGS if name != "hospitals"}
    config = settled(unflat(SimulationConfig, {**values, "hospitals": hospitals}))
    return replace(config, noise_multiplier=0.0) if config.private and state.noise_by == BUDGET else config


def fill_grid() -> None:
    """Give hospitals that were just added, and classes of a data set just chosen, the start pattern."""
    classes = entry().classes
    names = default_names(st.session_state.num_hospitals)
    for place, start in enumerate(start_hospitals(len(names), classes)):
        st.session_state.setdefault(name_key(place), names[place])
        for cls in classes:
            st.session_state.setdefault(sees_key(place, cls), cls not in start.excluded)


def entry() -> Entry:
    """What the catalogue says of the chosen data set; if it has just gone, the page begins anew without it."""
    try:
        return data.info(st.session_state.dataset)
    except DataError:
        st.rerun()
        raise


def name_key(place: int) -> str:
    return f"name-{place}"


def sees_key(place: int, cls: str) -> str:
    """Kept a data set, since two may share a class's name."""
    return f"sees-{st.session_state.dataset}-{place}-{cls}"
