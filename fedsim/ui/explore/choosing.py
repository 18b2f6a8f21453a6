"""What is explored: what is moved, to which values, with which strategies."""

from dataclasses import replace

import streamlit as st

from fedsim.charts.exploration import MOST
from fedsim.runs.exploration import AXES, Exploration
from fedsim.runs.made_now import of_today
from fedsim.runs.sweep import by_settings, choose_seeds, is_done
from fedsim.settings.config import KINDS
from fedsim.text.format import exact
from fedsim.text.pages import explore as words
from fedsim.text.pages.explore import Page
from fedsim.text.settings import value_title
from fedsim.ui.shared.controls import kept, pick
from fedsim.ui.shared.how_many import choose_how_many
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.session import get_settings

START = {"alpha": ["fedavg", "scaffold"], "cheats": ["fedavg", "fedmedian"], "fraction": ["fedavg", "scaffold"],
         "dropout": ["fedavg", "scaffold"]}  # fmt: skip
"""The strategies that are compared at first, by what is moved."""
MAX_SEEDS, START_SEEDS = 5, 1


def choose() -> Exploration | None:
    """Draw the choices; None where there is nothing to run yet."""
    axis = pick(Page.WHAT, list(AXES), "explore-axis", "alpha", format_func=words.AXES.__getitem__)
    st.caption(words.ABOUT[axis])
    left, right = st.columns(2, gap="medium")
    values = left.pills(
        Page.VALUES, AXES[axis].values, selection_mode="multi", format_func=exact, wrap=True,
        **kept(f"explore-values-{axis}", list(AXES[axis].start)),
    )  # fmt: skip
    strategies = right.multiselect(
        Page.STRATEGIES, list(KINDS["strategy"]), max_selections=MOST, format_func=lambda kind: value_title("strategy",
        kind), help=Page.STRATEGIES_HELP.format(n=MOST), **kept(f"explore-strategies-{axis}", START[axis]),
    )  # fmt: skip
    left, right = st.columns(2, gap="medium")
    with left:
        choose_how_many()
    with right:
        seeds = pick(Page.SEEDS, range(1, MAX_SEEDS + 1), "explore-seeds", START_SEEDS, Page.SEEDS_HELP)
    if axis == "cheats":  # no more than there are hospitals
        values = [value for value in values if value <= st.session_state.num_hospitals]
    if not values or not strategies:
        st.info(Page.CHOOSE)
        return None
    base = get_settings()
    kinds = tuple(base.strategy if kind == base.strategy.kind else KINDS["strategy"][kind]() for kind in strategies)
    exploration = Exploration(base, axis, tuple(sorted(values)), kinds, ())
    there = of_today(registry().store.matching(exploration.covers), base.device, by_settings, is_done)[0]
    return replace(exploration, seeds=choose_seeds(seeds, base.seed, there.values()))
