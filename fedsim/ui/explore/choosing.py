"""What is explored: what is moved, to which values, with which strategies."""

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from fedsim.charts.exploration import MOST
from fedsim.errors import FedsimError
from fedsim.runs.axes import Axis, axes
from fedsim.runs.exploration import Exploration, make_strategy, without_budget
from fedsim.runs.made_now import of_today
from fedsim.runs.obstacles import needs_solving
from fedsim.runs.sweep import by_settings, choose_seeds, is_done
from fedsim.settings.config import KINDS
from fedsim.settings.setting import ConfigError
from fedsim.text.format import exact
from fedsim.text.pages import explore as words
from fedsim.text.pages.explore import Page
from fedsim.text.settings import value_title
from fedsim.ui.shared.controls import kept, pick
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
        values = _choose_values(axis)
    strategies = right.multiselect(
        Page.STRATEGIES, list(KINDS["strategy"]), max_selections=MOST, format_func=lambda kind: value_title("strategy",
        kind), help=Page.STRATEGIES_HELP.format(n=MOST),
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
    shown = get_settings()
    if needs_solving(shown):
        wait_until_ready()  # two threads that import Flower at once find it half imported
    try:
        base = without_budget(shown, axis.key)
    except FedsimError as error:
        st.error(plain(str(error)), icon=":material/block:")
        return None
    if base.target_epsilon != shown.target_epsilon:
        st.caption(Page.BUDGET.format(noise=exact(base.noise_multiplier)))
    strategies = tuple(make_strategy(base, kind) for kind in kinds)
    return with_seeds(Exploration(base, axis.key, values, strategies, ()), num_seeds)


def with_seeds(exploration: Exploration, number: int) -> Exploration:
    """Those with which most of it is there already."""
    base = exploration.base
    there = of_today(registry().store.matching(exploration.covers), base.device, by_settings, is_done)[0]
    return replace(exploration, seeds=choose_seeds(number, base.seed, there.values()))


def _choose_axis(known: dict[str, Axis]) -> Axis:
    if st.session_state.get("explore-axis") not in known:
        st.session_state["explore-axis"] = "alpha"  # what needs privacy cannot be moved without it
    key = st.selectbox(
        Page.WHAT, list(known), format_func=lambda each: words.title(known[each]), **kept("explore-axis", "alpha")
    )
    st.caption(plain(words.about(known[key])))
    return known[key]


def _choose_values(axis: Axis) -> tuple[float, ...] | None:
    """In order; None where one of them cannot be had, which is said."""
    key = f"explore-values-{axis.key}"
    start = [exact(value) for value in START_VALUES.get(axis.key, axis.start)]
    steps = dict.fromkeys([*map(exact, axis.steps), *start, *st.session_state.get(key, [])])
    texts = st.multiselect(Page.VALUES, list(steps), accept_new_options=True, help=Page.VALUES_HELP, **kept(key, start))
    values, wrong = set[float](), []
    for text in texts:
        try:
            values.add(axis.read(text))
        except ConfigError as error:
            wrong.append(plain(str(error)))
    if wrong:
        st.error("  \n".join(wrong), icon=":material/block:")
        return None
    return tuple(sorted(values))


def _start_strategies(axis: Axis) -> tuple[str, ...]:
    """What is compared at first."""
    if axis.one.union == "strategy":
        return tuple(dict.fromkeys([axis.one.of_kinds[0], "fedavg"]))
    if axis.one.name == "adversary":
        return "fedavg", "fedmedian"
    return ("fedmedian", "multikrum") if axis.one.union == "mixing" else ("fedavg", "scaffold")
