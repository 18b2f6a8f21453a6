"""The stage within the app: alone on the screen, and the ways out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from fedsim.analysis.story import Member
from fedsim.ui.present.which import Presented
from fedsim.ui.shared.languages import CHOSEN
from fedsim.ui.shared.session import bring_back

ALONE = """<style>
:is([data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stExpandSidebarButton"], .st-key-languages) {
  display: none
}
</style>"""
"""Nothing but the stage is seen, heard or reached by keyboard."""
PRIVACY_PART = "privacy-part"
"""Which part of the Privacy page is open."""


def keep_address(asked: str | None) -> None:
    """Let the address name a run only where it did: a new session would show one that is under way."""
    if not asked and "run" in st.query_params:
        del st.query_params["run"]


def speak() -> None:
    """A callback: the stage has asked for another language."""
    st.session_state[CHOSEN] = st.session_state.present.language


def nothing() -> None:
    """A callback, so that Streamlit says that there was a press."""


def leave() -> None:
    """Go to the Simulate page."""
    st.switch_page("pages/simulate.py")


def to_sweep(shown: Presented) -> None:
    """Go with a run's settings to where one with more and less noise is begun."""
    bring_back(shown.state)
    st.session_state[PRIVACY_PART] = "cost"
    st.switch_page("pages/privacy.py")


def chips(shown: Presented, member: Member) -> tuple[str, ...]:
    """Classes that a hospital can be given or lose by what it is not to see.

    What it lacks because others were dealt it cannot be had by that; and with label skew, what is given back may not be
    dealt to it either.
    """
    config = shown.state.config
    by_hand = config.hospitals[member.place].excluded if config.partition.kind == "none" else ()
    return tuple(cls for cls in shown.story.classes if cls not in member.unseen or cls in by_hand)


def take_turn(shown: Presented, chosen: Sequence[Mapping[str, Any]]) -> None:
    """Go there with the settings of what was told, and the blind spots that were chosen.

    Args:
        shown: what was told.
        chosen: from the browser, hospitals that were changed: the place, and the classes that it is not to see.
    """
    config, story = shown.state.config, shown.story
    hospitals, members = list(config.hospitals), {each.place: each for each in story.hospitals}
    for each in chosen:
        before, offered = hospitals[each["place"]], chips(shown, members[each["place"]])
        unseen = [cls for cls in story.classes if cls in (each["unseen"] if cls in offered else before.excluded)]
        hospitals[each["place"]] = replace(before, excluded=tuple(unseen))
    bring_back(replace(shown.state, config=replace(config, hospitals=tuple(hospitals))))
    leave()
