"""A live training at the head of a page: where it stands, and Stop."""

from collections.abc import Callable
from typing import Any

import streamlit as st

POLL_SECONDS = 2.0


def watch(look: Callable[[], None], stop: Callable[..., None], *arguments: Any, key: str, stopping: bool) -> None:
    """Draw the line that says where it stands, again and again, and the button that stops it.

    Args:
        look: draws the line; reruns the page where there is news for the rest of it.
        stop: a callback.
        arguments: the callback's.
        key: the button's.
        stopping: whether that was asked for already.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container():
            st.fragment(look, run_every=POLL_SECONDS)()
        st.button("Stop", key=key, icon=":material/stop:", width=110, on_click=stop, args=arguments, disabled=stopping)
