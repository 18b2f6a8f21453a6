"""The way to a run that is here already, for who has none."""

import streamlit as st

from fedsim.text.pages.present import Page


def see_the_story() -> None:
    """Draw the link to Present."""
    st.page_link("pages/present.py", label=Page.SEE_FIRST, icon=":material/slideshow:", help=Page.SEE_FIRST_HELP)
