"""What hospitals that cheat reach, beside the accuracy."""

import streamlit as st

from fedsim.analysis.attack_frames import success_frame, success_id
from fedsim.charts.success import success_chart
from fedsim.runs.state import RunState
from fedsim.settings.cheating import cheats_of
from fedsim.text.attack_success import aim_of, describe, sentences
from fedsim.text.models import labelled
from fedsim.text.pages.simulate import Cheats
from fedsim.ui.shared.figures import figure
from fedsim.ui.shared.words import plain


def has_cheats(state: RunState) -> bool:
    """Whether anybody cheats in a run."""
    return bool(cheats_of(state.config))


def show_cheats(state: RunState) -> None:
    """Draw the attack's success by round, where any cheat aims at something, and say what each has reached."""
    reached = state.rounds[-1].attack_success if state.rounds else ()
    st.markdown(Cheats.HEADING, help=Cheats.HELP)
    if reached:
        places = {name: place for place, name in enumerate(state.config.hospital_names)}
        aims = tuple((success_id(each), aim_of(each), places[each.hospitals[0]]) for each in reached)
        frame = labelled(success_frame(state.rounds), {each: title for each, title, _ in aims}, "series")
        figure(success_chart, frame, aims, state.config.rounds, height=260, key=f"cheats-{state.id}",
               alt=describe(state.rounds))  # fmt: skip
    for sentence in sentences(state):
        st.caption(plain(sentence))
