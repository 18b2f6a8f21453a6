"""Whether models read a hospital's mark, beside the accuracy."""

import streamlit as st

from fedsim.analysis.keys import ModelKey
from fedsim.analysis.shortcut_frames import marked_by, measured, shortcut_frame
from fedsim.charts.shortcut import shortcut_chart
from fedsim.runs.state import RunState
from fedsim.settings.shortcut import Mark
from fedsim.text.models import named, titles
from fedsim.text.pages.simulate import Shortcut
from fedsim.text.shortcut import describe, heading, sentences
from fedsim.ui.shared.figures import figure
from fedsim.ui.shared.words import plain

MOST_CHARTS = 3
"""Of more diseases with a mark, the sentences alone tell."""


def has_shortcut(state: RunState) -> bool:
    """Whether a disease goes with a mark at any hospital of a run."""
    return any(isinstance(each.shortcut, Mark) for each in state.config.hospitals)


def show_shortcut(state: RunState) -> None:
    """Draw every model's accuracy with the mark, without it and with it on the wrong classes, and say who reads it."""
    st.markdown(Shortcut.HEADING, help=Shortcut.HELP)
    for number, (disease, names) in enumerate([*marked_by(state).items()][:MOST_CHARTS]):
        models = titles([*measured(state, disease)])
        if models:
            lines = tuple((key, title, _place(state, key)) for key, title in models)
            st.caption(plain(heading(disease, names)))
            figure(shortcut_chart, named(shortcut_frame(state, disease), models), lines, height=240,
                   key=f"shortcut-{state.id}-{number}", alt=describe(state, disease), of=disease)  # fmt: skip
    for sentence in sentences(state):
        st.caption(plain(sentence))


def _place(state: RunState, key: ModelKey) -> int | None:
    return None if key.hospital is None else state.config.hospital_names.index(key.hospital)
