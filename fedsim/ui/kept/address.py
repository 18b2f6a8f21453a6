"""The view of the Runs page in its address: who opens that elsewhere sees the same."""

from collections.abc import Mapping

import streamlit as st

from fedsim.analysis.view import NAMES, START, View, read_view, to_query
from fedsim.text.pages.views import address_not_used
from fedsim.ui.shared.session import tell_of_link

SHOWN = "kept-shown"
"""Ids of the table's rows as they were drawn last."""
SEEN = "kept-seen"
"""Addresses that this session has read or written: a click may come with one that is older than the last."""


def key(part: str) -> str:
    """Under which a part of the view is in the session, and the key of its widget where it has one."""
    return f"kept-{part}"


def read() -> None:
    """First on the page: take the view from an address that is new to this session."""
    query = {name: st.query_params.get_all(name) for name in NAMES if name in st.query_params}
    if not query or not _is_new({name: " ".join(values) for name, values in query.items()}):
        return
    view, wrong = read_view(query)
    for name in NAMES:
        st.session_state[key(name)] = getattr(view, name)
    st.session_state.pop(SHOWN, None)
    if wrong:
        tell_of_link(address_not_used(wrong))


def now() -> View:
    """What is on the screen."""
    return View(**{name: st.session_state.get(key(name), getattr(START, name)) for name in NAMES})


def write() -> None:
    """Last on the page: let the address say what is on the screen."""
    query, others = to_query(now()), {}
    for name in st.query_params:
        if name not in NAMES:
            others[name] = st.query_params.get_all(name)
    _is_new(query)
    if {name: st.query_params[name] for name in NAMES if name in st.query_params} != query:
        st.query_params.from_dict({**others, **query})


def _is_new(query: Mapping[str, str]) -> bool:
    seen: set = st.session_state.setdefault(SEEN, set())
    told = tuple(sorted(query.items()))
    new = told not in seen
    seen.add(told)
    return new
