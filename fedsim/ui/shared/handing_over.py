"""Download buttons whose file is made when it is asked for; what keeps it from being made is said on the page."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from fedsim.errors import Problem
from fedsim.language import language, speaking
from fedsim.text.pages.kept import Failed
from fedsim.ui.shared.words import plain

TROUBLE = "download-trouble"
"""Why a file could not be made, by its button's key. Other threads write there: they are handed the object itself."""
Make = Callable[[], str | bytes]


def button(label: str, make: Make, file: str, mime: str, *, key: str, **options: Any) -> None:
    """Draw a button; `tell` says below it and its like why one failed.

    Args:
        label: what is on it.
        make: gives the content, in a thread that is none of the page's.
        file: what the file is called.
        mime: its media type.
        key: the button's.
        options: of `st.download_button`.
    """
    context = get_script_run_ctx()
    trouble = st.session_state.setdefault(TROUBLE, {})
    made = partial(_made, make, trouble, key, context.session_id if context else "", language())
    st.download_button(label, made, file, mime, key=key, on_click="ignore", **options)


def tell(beginning: str) -> None:
    """Say what went wrong with the buttons whose keys begin so."""
    said = [why for key, why in st.session_state.get(TROUBLE, {}).items() if key.startswith(beginning)]
    for why in dict.fromkeys(said):
        st.error(plain(Failed.NOT_MADE.format(why=why)), icon=":material/error:")


def forget() -> None:
    """On another page it is no news any more."""
    st.session_state.pop(TROUBLE, None)


def _made(make: Make, trouble: dict[str, str], key: str, session: str, spoken: str) -> str | bytes:
    """What is made. Whether that went wrong, or did so the time before, is on the page then."""
    before = trouble.pop(key, None)
    with speaking(spoken):
        try:
            return make()
        except Exception as error:
            trouble[key] = str(Problem.of_error(error))
            raise
        finally:
            if before or key in trouble:
                draw_anew(session)


def draw_anew(session: str) -> None:
    """Let a session's page be drawn again, as after a click; nothing where the session is over.

    As Streamlit does it where a file of the app changes, of which it learns in a thread too; there is no public name.
    """
    found = Runtime.instance()._session_mgr.get_session_info(session) if Runtime.exists() else None
    if found is not None:
        found.session.request_rerun(found.session._client_state)
