"""What the settings were before: Undo, Reset, and the preset that they are."""

import streamlit as st

from fedsim import data
from fedsim.data import DataError
from fedsim.settings.config import SimulationConfig
from fedsim.settings.declared import settled
from fedsim.settings.presets import PRESETS
from fedsim.ui.shared import on_screen

OWN = "own"
"""The preset of settings that are none of the presets."""
QUICK_DEMO = next(iter(PRESETS))
MAX_STEPS = 30


def follow(*, whole_page: bool = False) -> None:
    """Notice a change of the settings: keep what they were, and name the preset that they are now.

    First in a page, and first in every fragment with settings, since a click there runs nothing else. There, the whole
    page is drawn anew only where the preset's name or Undo has to change with it.

    Args:
        whole_page: whether the whole page is being drawn, and not a fragment.
    """
    state = st.session_state
    on_screen.fill_grid()
    now = on_screen.get_settings()
    if now != state.setdefault("settings_now", now):
        _push(state.settings_now)
        state.settings_now = now
    preset, can_undo = _preset_of(now), bool(state.setdefault("settings_past", ()))
    if preset != OWN:
        state.preset_before = preset
    if whole_page and state.get("preset") != preset:
        state.preset = preset  # before its control is drawn
    elif not whole_page and (state.preset != preset or state.could_undo != can_undo):
        st.rerun()
    state.could_undo = can_undo


def can_undo() -> bool:
    return bool(st.session_state.settings_past)


def undo() -> None:
    """A callback: the settings before the last change, and none whose images are gone since."""
    state = st.session_state
    while state.settings_past:
        *past, last = state.settings_past
        state.settings_past = tuple(past)
        try:
            data.info(last.dataset)
        except DataError:
            continue
        _put(last)
        return


def reset() -> None:
    """A callback: back to the preset that was chosen last, else to the quick demo. It can be undone."""
    state = st.session_state
    _push(state.settings_now)
    _put(PRESETS[before()])


def before() -> str:
    """The preset that Reset goes back to."""
    return st.session_state.get("preset_before", QUICK_DEMO)


def _preset_of(config: SimulationConfig) -> str:
    return next((preset for preset, its in PRESETS.items() if settled(its) == config), OWN)


def _push(config: SimulationConfig) -> None:
    st.session_state.settings_past = (*st.session_state.get("settings_past", ()), config)[-MAX_STEPS:]


def _put(config: SimulationConfig) -> None:
    on_screen.put_settings(config)
    st.session_state.settings_now = on_screen.get_settings()
