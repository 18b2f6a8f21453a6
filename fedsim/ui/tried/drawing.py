"""A digit drawn by hand, where a data set is of digits."""

from typing import Any

import streamlit as st

from fedsim.data import Dataset
from fedsim.data.handwriting import MOST_POINTS, write
from fedsim.runs.state import RunState
from fedsim.text.format import number
from fedsim.text.pages.try_it import Cards, Drawing
from fedsim.ui.shared.components import component
from fedsim.ui.tried import cards
from fedsim.ui.tried.asking import said_of
from fedsim.ui.tried.test_images import what_all_say

BOARD = "tried-board"


def show(state: RunState, dataset: Dataset) -> None:
    """Let one be drawn, and show what each model says to it."""
    words = {"label": Drawing.BOARD, "clear": Drawing.CLEAR, "undo": Drawing.UNDO}
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="tried-drawing"):
        with st.container(width=300):
            drawn = component("draw", words, key=BOARD, default={"strokes": []}, on_strokes_change=lambda: None)
        image = write(strokes_of(drawn.strokes), dataset)
        with st.container(width="stretch"):
            st.markdown(Drawing.EMPTY if image is None else Drawing.MADE.format(size=number(dataset.size)))
            st.caption(Drawing.NO_POINTER)
    if image is None:
        return
    said = said_of(state, dataset, image)
    with st.container(key="tried-told"):
        st.markdown(what_all_say(dataset.classes, said))
    cards.show(state, cards.Shown(image, dataset.classes, None, Drawing.IMAGE, "", Cards.OWN_ALT), said)


def strokes_of(sent: Any) -> list[list[tuple[float, float]]]:
    """What a browser sent, if it is lines of points; nothing otherwise."""
    try:
        lines = [[(float(x), float(y)) for x, y in line] for line in sent]
    except (TypeError, ValueError):
        return []
    return lines if sum(map(len, lines)) <= MOST_POINTS else []
