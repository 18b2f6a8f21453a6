"""Which runs are chosen: by id, so that no search, no sorting and no new run changes that."""

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from fedsim.runs.about import About
from fedsim.runs.state import RunState
from fedsim.text.pages.views import not_here
from fedsim.ui.kept import address
from fedsim.ui.kept.address import SHOWN
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.session import tell_of_link

RUNS, BASE = address.key("runs"), address.key("base")


def ids() -> tuple[str, ...]:
    return st.session_state.get(RUNS, ())


def choose(run_ids: Iterable[str]) -> None:
    """Choose these and no others; the table follows when it is drawn."""
    st.session_state[RUNS] = tuple(run_ids)
    st.session_state.pop(SHOWN, None)


def ticked(rows: Sequence[int]) -> None:
    """Take over what is ticked in the table. What it does not show stays chosen, and an order that was there stays."""
    if (shown := st.session_state.get(SHOWN)) is None:
        return
    now = [shown[row] for row in rows if row < len(shown)]  # else of a table that was longer, a moment ago
    before = [run_id for run_id in ids() if run_id not in shown or run_id in now]
    st.session_state[RUNS] = tuple(dict.fromkeys([*before, *now]))


def with_named(states: Sequence[RunState], about: Mapping[str, About]) -> list[RunState]:
    """The table's runs with those that the address names and somebody else started, or that are older.

    Those that are not here are no longer chosen, which is said.
    """
    known, missing = {state.id for state in states}, set[str]()
    others: list[RunState] = []
    for run_id in dict.fromkeys([*ids(), *st.session_state.get(BASE, ())]):
        if run_id not in known:
            state = registry().store.newest(run_id)
            if state is None or about.get(run_id, About()).deleted_at is not None:
                missing.add(run_id)
            else:
                others.append(state)
    if missing:
        for part in (RUNS, BASE):
            st.session_state[part] = tuple(each for each in st.session_state.get(part, ()) if each not in missing)
        tell_of_link(not_here(len(missing)))
    return sorted([*states, *others], key=lambda state: state.queued_at, reverse=True)
