"""What the shared model does at hospitals that never take part."""

import streamlit as st

from fedsim.analysis.curves import last_round
from fedsim.analysis.newcomer_frames import newcomer_frame
from fedsim.charts.newcomers import newcomer_chart
from fedsim.runs.state import RunState
from fedsim.settings.presence import newcomers
from fedsim.text.models import labelled
from fedsim.text.newcomers import SERIES, describe, on_all, sentence
from fedsim.text.pages.simulate import Newcomers
from fedsim.ui.shared.figures import figure
from fedsim.ui.shared.words import plain


def has_newcomers(state: RunState) -> bool:
    """Whether any hospital never takes part."""
    return bool(newcomers(state.config.hospitals))


def show_newcomers(state: RunState) -> None:
    """Of each of the first ones a chart by round, and the sentence that it ends in."""
    for place in newcomers(state.config.hospitals):
        name = state.config.hospital_names[place]
        st.markdown(Newcomers.HEADING.format(hospital=plain(name)), help=Newcomers.HELP)
        frame = labelled(newcomer_frame(state, name), SERIES, "series")
        figure(newcomer_chart, frame, place, last_round(state), key=f"newcomer-{state.id}-{place}",
               alt=describe(state, name), of=name)  # fmt: skip
        if said := sentence(state, name):
            st.markdown(plain(said))
        if more := on_all(state, name):
            st.caption(plain(more))
    if (rest := sum(each.presence.kind == "never" for each in state.config.hospitals)) > len(
        newcomers(state.config.hospitals)
    ):
        st.caption(Newcomers.FIRST.format(n=len(newcomers(state.config.hospitals)), all=rest))
