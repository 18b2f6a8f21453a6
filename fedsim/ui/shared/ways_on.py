"""Where to go from a page that has nothing to show: to a new run, or to the one that ships with the app."""

import streamlit as st

from fedsim.text.pages.present import Page


def to_simulate(label: str) -> None:
    """The way to a new run.

    Args:
        label: of the link.
    """
    st.page_link("pages/simulate.py", label=label, icon=":material/play_circle:")


def see_the_story() -> None:
    """Draw the link to Present."""
    st.page_link("pages/present.py", label=Page.SEE_FIRST, icon=":material/slideshow:", help=Page.SEE_FIRST_HELP)
