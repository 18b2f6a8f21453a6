"""The little that Streamlit's theme cannot say."""

import streamlit as st

STYLE = """<style>
.stMainBlockContainer {padding: 3.8rem clamp(1rem, 4vw, 4rem) 3rem}
.stSidebar [data-testid="stSidebarHeader"] {height: 2.5rem}
</style>"""


def apply_style() -> None:
    """Use the room at the top of the page: on a stage the charts should be in sight."""
    st.html(STYLE)
