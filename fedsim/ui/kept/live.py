"""The page follows runs that are under way."""

from collections.abc import Sequence

import streamlit as st

from fedsim.runs.state import RunState
from fedsim.ui import visitors
from fedsim.ui.shared.resources import registry

POLL_SECONDS = 2.0


def follow(states: Sequence[RunState]) -> None:
    """While a run is live, look now and then whether one has come on, and draw the page anew where one has."""
    live = {state.id for state in states if state.status.live}
    if not live:
        return
    told = _stand(live)

    def look() -> None:
        if _stand(live) != told:
            st.rerun()

    st.fragment(look, run_every=POLL_SECONDS)()


def _stand(live: set[str]) -> set[tuple]:
    """How far these are, and those that were started since."""
    now = {state.id: state for state in registry().live_states() if state.id in live or visitors.is_own(state)}
    there = {run_id: registry().store.newest(run_id) for run_id in live - now.keys()}
    return {(each.id, each.status, len(each.rounds)) for each in (*now.values(), *filter(None, there.values()))}
