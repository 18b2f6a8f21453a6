"""Starting a run from any page: what a click on Run comes to, and what is said of it."""

import streamlit as st

from fedsim.runs.registry import AlreadyQueued
from fedsim.settings.config import ConfigError, SimulationConfig
from fedsim.text.format import counted
from fedsim.text.pages.shared import Starting
from fedsim.ui.shared.resources import registry, show_run
from fedsim.ui.shared.words import plain


def start(config: SimulationConfig) -> None:
    """Start a run, in a callback; `tell` says what came of it.

    A run that has to wait leaves the viewer where he is, with the queue in sight.
    """
    state = st.session_state
    try:
        run_id = registry().start(config)
    except AlreadyQueued as same:
        state.already = (str(same), same.run_id)
    except ConfigError as error:
        state.toast = (plain(str(error)), ":material/error:")
    else:
        state.just_started = True
        if ahead := registry().ahead_of(run_id):
            state.toast = (Starting.QUEUED.format(runs=counted(ahead, "run")), ":material/queue:")
        else:
            show_run(run_id)


def tell() -> None:
    """Say once, beside the button, what a click on it came to: a callback draws nothing by itself."""
    if st.session_state.pop("just_started", False):
        st.rerun()
    if toast := st.session_state.pop("toast", None):
        st.toast(toast[0], icon=toast[1])
    if already := st.session_state.pop("already", None):
        text, run_id = already
        st.info(text, icon=":material/content_copy:")
        st.page_link("pages/simulate.py", label=Starting.SHOW, icon=":material/arrow_forward:",
                     query_params={"run": run_id})  # fmt: skip
