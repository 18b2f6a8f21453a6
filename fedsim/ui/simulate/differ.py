"""How hospitals differ as a whole: how images are dealt, label skew and sizes; and how much that makes of it."""

import streamlit as st

from fedsim.analysis.heterogeneity import heterogeneity
from fedsim.hospitals.advice_on_skew import is_even
from fedsim.hospitals.partition import Partition
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presence import members
from fedsim.text.format import decimals
from fedsim.text.kinds import how_dealt
from fedsim.text.pages.simulate import Differ, Page
from fedsim.ui.shared import lesson
from fedsim.ui.shared.controls import draw
from fedsim.ui.shared.words import plain


def choose_how_they_differ() -> None:
    """The controls, folded away."""
    if lesson.hides("kinds"):
        return
    with st.expander(Differ.TITLE, icon=":material/call_split:", type="compact", key="differ"):
        for name in ("deal", "partition", "quantity"):
            draw(name)


def say_how_they_differ(config: SimulationConfig, partition: Partition) -> None:
    """What is chosen, where it is not what goes without saying, and how different that makes the hospitals.

    Args:
        config: the settings.
        partition: who has what.
    """
    if not is_even(config):
        st.caption(plain(" · ".join(how_dealt(config))))
    places = members(config.hospitals)
    figure = heterogeneity(partition.class_counts[list(places)], partition.pooled_counts_of(places))
    if figure is not None:
        st.caption(Differ.FIGURE.format(figure=decimals(figure, 2)), help=Differ.FIGURE_HELP)


def show_lead(config: SimulationConfig) -> None:
    """What the page is about, and what a tick does."""
    st.session_state.lead = _lead(config)
    st.caption(st.session_state.lead)


def follow_lead(config: SimulationConfig) -> None:
    """Have the whole page drawn again where a tick does another thing than its lead says."""
    if st.session_state.get("lead") != _lead(config):
        st.rerun()


def _lead(config: SimulationConfig) -> str:
    return Page.LEAD if is_even(config) else Page.LEAD_SKEWED
