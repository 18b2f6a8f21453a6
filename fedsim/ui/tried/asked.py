"""A test image that another page would have tried."""

import streamlit as st

ASKED = "try-image"
"""In the session: its place in the test set."""


def try_it(place: int) -> None:
    """Go to the page with it."""
    st.session_state[ASKED] = place
    st.switch_page("pages/try_it.py")
