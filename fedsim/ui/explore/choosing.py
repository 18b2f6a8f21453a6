"""What is explored: what is moved, to which values, with which strategies."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from fedsim.charts.exploration import MOST
from fedsim.errors import FedsimError
from fedsim.runs.asked import with_seeds
from fedsim.runs.axes import Axis, axes
from fedsim.runs.exploration import Exploration, make_strategy, without_budget
from fedsim.runs.obstacles import needs_solving
from fedsim.settings.config import KINDS, SimulationConfig
from fedsim.settings.setting import ConfigError
from fedsim.text.format import exact
from fedsim.text.pages import explore as words
from fedsim.text.pages.explore import Page
from fedsim.text.settings import value_title
from fedsim.ui.shared.controls import kept, pick, several
from fedsim.ui.shared.how_many import choose_how_many
from fedsim.ui.shared.resources import registry, wait_until_ready
from fedsim.ui.shared.session import get_settings
from fedsim.ui.shared.words import plain

START_VALUES = {"alpha": (0.1, 1.0, 100.0), "fraction": (0.2, 0.5, 1.0), "dropout": (0.0, 0.3, 0.5)}
MAX_SEEDS, START_SEEDS = 5, 1


def choose() -> Exploration | None:
    """Draw the choices; None where there is nothing to run yet."""
    base = get_settings()
    axis = _choose_axis(axes(base))
    left, right = st.columns(2, gap="medium")
    with left:
        values = choose_values(axis, Page.VALUES, Page.VALUES_HELP, f"explore-values-{axis.key}",
                               START_VALUES.get(axis.key, axis.start))  # fmt: skip
    with right:
        strategies = several(
            Page.STRATEGIES, list(KINDS["strategy"]), max_selections=MOST, format_func=partial(value_title, "strategy"),
            help=Page.STRATEGIES_HELP.format(n=MOST),
            **kept(f"explore-strategies-{axis.key}", list(_start_strategies(axis))),
        )  # fmt: skip
    left, right = st.columns(2, gap="medium")
    with left:
        choose_how_many()
    with right:
        seeds = pick(Page.SEEDS, range(1, MAX_SEEDS + 1), "explore-seeds", START_SEEDS, Page.SEEDS_HELP)
    if values is None:
        return None
    if not values or not strategies:
        st.info(Page.CHOOSE)
        return None
    return _asked(axis, values, strategies, seeds)


def _asked(axis: Axis, values: tuple[float, ...], kinds: Iterable[str], num_seeds: int) -> Exploration | None:
    if (base := choose_base(axis.key)) is None:
        return None
    strategies = tuple(make_strategy(base, kind) for kind in kinds)
    return with_seeds(Exploration(base, axis.key, values, strategies, ()), num_seeds, registry().store)


def choose_base(*keys: str) -> SimulationConfig | None:
    """The Simulate page's settings where these are moved; None where they cannot be, which is said."""
    shown = get_settings()
    if needs_solving(shown):
        wait_until_ready()  # two threads that import Flower at once find it half imported
    try:
        base = without_budget(shown, *keys)
    except FedsimError as error:
        st.error(plain(str(error)), icon=":material/block:")
        return None
    if base.target_epsilon != shown.target_epsilon:
        st.caption(Page.BUDGET.format(noise=exact(base.noise_multiplier)))
    return base


def _choose_axis(known: dict[str, Axis]) -> Axis:
    if st.session_state.get("explore-axis") not in known:
        st.session_state["explore-axis"] = "alpha"  # what needs privacy cannot be moved without it
    key = st.selectbox(
        Page.WHAT, list(known), format_func=lambda each: words.title(known[each]), **kept("explore-axis", "alpha")
    )
    st.caption(plain(words.about(known[key])))
    return known[key]


def choose_values(axis: Axis, label: str, text: str, key: str, start: Sequence[Any]) -> tuple[Any, ...] | None:
    """Of one setting, in order; None where one of them cannot be had, which is said.

    Args:
        axis: the setting.
        label: heads the control.
        text: its help.
        key: its own.
        start: chosen at first.
    """
    write = str if axis.is_choice else exact
    first = [*map(write, start)]
    options = list(dict.fromkeys([*map(write, axis.steps), *first, *st.session_state.get(key, [])]))
    title = partial(value_title, axis.one.name) if axis.is_choice else str
    texts = several(label, options, **kept(key, first), help=text, format_func=title,
                           accept_new_options=not axis.is_choice)  # fmt: skip
    try:
        return axis.read_all(texts)
    except ConfigError as error:
        st.error("  \n".join(plain(str(problem)) for problem in error.problems), icon=":material/block:")
        return None


def _start_strategies(axis: Axis) -> tuple[str, ...]:
    """What is compared at first."""
    if axis.one.union == "strategy":
        return tuple(dict.fromkeys([axis.one.of_kinds[0], "fedavg"]))
    if axis.one.name == "adversary":
        return "fedavg", "fedmedian"
    return ("fedmedian", "multikrum") if axis.one.union == "mixing" else ("fedavg", "scaffold")
