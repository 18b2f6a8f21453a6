"""The way to the stage from a run that can be presented."""

import streamlit as st

from fedsim.analysis.story import can_present
from fedsim.runs.state import RunState
from fedsim.text.pages.present import Page


def present_link(state: RunState) -> None:
    """Draw it."""
    if can_present(state):
        st.page_link("pages/present.py", label=Page.PRESENT, icon=":material/slideshow:", help=Page.PRESENT_HELP,
                     query_params={"run": state.id})  # fmt: skip
