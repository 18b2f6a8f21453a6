"""Which language a visitor reads: the address's, else the header's choice, else the server's or the browser's."""

from collections import OrderedDict
from html import escape

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from fedsim.errors import shorten
from fedsim.language import ask, fitting, language, languages, name_of, preferred
from fedsim.settings.link import LANGUAGE
from fedsim.text.pages.shared import Languages as Words
from fedsim.ui.serving import SPOKEN

CHOSEN, SWITCH = "language_chosen", "language"
MOST = 10_000
_of_session: OrderedDict[str, str] = OrderedDict()
"""By a session's id: thousands of messages a page ask, also in fragments, which run without the rest of the page."""


def choose() -> None:
    """Settle the session's language, before any word is said."""
    state, asked = st.session_state, st.query_params.get(LANGUAGE)
    if asked and asked != state.get("language_asked"):
        state.language_asked = asked
        if found := fitting(asked):
            state[CHOSEN] = found
        else:
            state.unknown_language = shorten(asked)
    chosen = state.get(CHOSEN) or preferred(st.context.locale or "")
    if context := get_script_run_ctx():
        _of_session.pop(context.session_id, None)
        if chosen:
            _of_session[context.session_id] = chosen
        while len(_of_session) > MOST:
            _of_session.popitem(last=False)


def switch() -> None:
    """Draw the choice, and have the browser know what the page is written in; the address keeps what was chosen."""
    state = st.session_state
    if chosen := state.get(CHOSEN):
        state.language_asked = st.query_params[LANGUAGE] = chosen
    if unknown := state.pop("unknown_language", None):
        st.toast(Words.UNKNOWN.format(language=unknown), icon=":material/translate:")
    with st.container(key="languages"):
        st.selectbox(Words.LABEL, languages(), key=SWITCH, index=_place(), format_func=name_of, on_change=_choose,
                     label_visibility="collapsed", width=120)  # fmt: skip
        spoken = f'<div data-fedsim-language="{escape(language())}"></div><script>{SPOKEN}</script>'
        st.html(spoken, unsafe_allow_javascript=True)


def _place() -> int:
    return languages().index(language()) if language() in languages() else 0


def _choose() -> None:
    """A callback."""
    st.session_state[CHOSEN] = st.session_state[SWITCH]


def _of_reader() -> str | None:
    context = get_script_run_ctx(suppress_warning=True)
    return _of_session.get(context.session_id) if context else None


ask(_of_reader)
