"""What is offered of a run that another version, or other data, made: nothing trained now stands beside its numbers."""

from dataclasses import replace

import streamlit as st

from fedsim.runs.made_now import data_changed, made_now
from fedsim.runs.state import RunState
from fedsim.text.pages.shared import Earlier
from fedsim.ui.shared import starting


def is_earlier(state: RunState, *, told: bool = False) -> bool:
    """Say so of such a run, and offer to run all of it again; draw nothing of another.

    Args:
        state: the run.
        told: whether the page says so elsewhere.
    """
    if made_now(state) or told:
        return not made_now(state)
    config = state.config
    again = replace(config, baselines="beside") if config.baselines == "none" else config
    st.caption(Earlier.OTHER_DATA if data_changed(state) else Earlier.WHY)
    why = starting.why_not(again)
    starting.button(Earlier.AGAIN, why, starting.start, [again, "earlier"], key="run-anew", icon=":material/replay:")
    starting.say_why(why)
    starting.tell("earlier")
    return True
