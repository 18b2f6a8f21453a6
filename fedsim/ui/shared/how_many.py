"""The control for the number of hospitals."""

import streamlit as st

from fedsim.settings.config import MAX_HOSPITALS, MIN_HOSPITALS
from fedsim.text.format import number
from fedsim.text.pages.simulate import Grid
from fedsim.ui.shared.controls import kept, with_value

NUMBERS = (*range(MIN_HOSPITALS, 21), 30, 40, 50, 70, 100, 200, 300, 500, 700, MAX_HOSPITALS)


def choose_how_many() -> None:
    """A slider over the numbers that are worth a stop, and the present one where it is none of them."""
    options = with_value(NUMBERS, st.session_state.num_hospitals)
    st.select_slider(
        Grid.HOSPITALS, options, **kept("num_hospitals"), help=Grid.HOSPITALS_HELP, format_func=number
    )  # fmt: skip
