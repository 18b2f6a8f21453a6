"""What each hospital has of its own: who differs, and in what, all drawn from the declarations."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from fedsim.data import Dataset
from fedsim.language import paragraph
from fedsim.settings.config import SimulationConfig
from fedsim.settings.declared import Declared, in_the_way, parameters_of
from fedsim.text.format import listed
from fedsim.text.kinds import what_each_has
from fedsim.text.pages.simulate import Each
from fedsim.text.settings import TEXTS, WHY_NOT, value_title
from fedsim.ui.shared import lesson, of_each, rows, session
from fedsim.ui.shared.controls import SETTINGS, Control, ScreenValues, draw_part, kept, mend, several, with_value
from fedsim.ui.shared.words import plain
from fedsim.ui.simulate.rows import row_title
from fedsim.ui.simulate.scanned import show_marked, show_scanned

KIND_WIDTH, PART_WIDTH = 185, 205  # px
MOST_ROWS, MOST_HEIGHT = 4, 460  # more of them scroll, within so many px


def show_each(config: SimulationConfig, dataset: Dataset) -> None:
    """Draw a control for every setting that a hospital has of its own; nothing where all of them have one kind.

    Args:
        config: the settings.
        dataset: what the hospitals share out.
    """
    to_choose = [one for one in SETTINGS.values() if len(one.each) > 1]
    if not to_choose or lesson.hides("each"):
        return
    with st.expander(Each.TITLE, icon=":material/tune:", type="compact", key="each"):
        st.caption(Each.HOW)
        with st.container(key="each-settings", gap="small"):
            for one in to_choose:
                with st.container(gap="xsmall", key=f"each-{one.name}"):
                    _setting(one, config, dataset)
    if said := list(what_each_has(config)):
        st.caption("  \n".join(map(plain, said)))


def _setting(one: Declared, config: SimulationConfig, dataset: Dataset) -> None:
    """Who differs in it, and a row for each of them."""
    text, all_rows = TEXTS[one.name], range(len(st.session_state.rows))
    differ = [row for row in all_rows if of_each.kind_at(one, row) != of_each.default_kind(one)]
    names = {row: row_title(row) for row in all_rows}
    st.session_state[one.name] = differ
    several(
        text.title, all_rows, **kept(one.name), help=text.help, format_func=names.__getitem__,
        on_change=partial(_choose, one),
        placeholder=Each.NOBODY.format(default=value_title(one.name, of_each.default_kind(one))),
    )  # fmt: skip
    with st.container(height=MOST_HEIGHT if len(differ) > MOST_ROWS else "content", border=False, gap="xsmall"):
        for row in differ:
            _row(one, row)
            place = rows.places(row)[0]
            if one.name == "shift":
                show_scanned(dataset, config.hospitals[place], place, config.seed)
            elif one.name == "shortcut":
                show_marked(dataset, config.hospitals[place], place, config.seed)
    if why := _left_out(one):
        st.caption(why)


def _choose(one: Declared) -> None:
    """A callback: who was added gets the first kind that can be had, and who was taken away the default."""
    chosen, start = st.session_state[one.name], of_each.default_kind(one)
    first = next((kind for kind in _offered(one) if kind != start), start)
    for row in range(len(st.session_state.rows)):
        before = of_each.kind_at(one, row)
        if (row in chosen) != (before != start):
            of_each.put_at(one, row, one.each[first if row in chosen else start]())
    mend(one)


def _row(one: Declared, row: int) -> None:
    """A hospital's kind, or that of those that are alike, and what that is set to."""
    kind, name, changed = of_each.kind_at(one, row), plain(row_title(row)), partial(mend, one)
    kinds = [each for each in one.each if each == kind or each in _offered(one)]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"each-{one.name}-{row}"):
        st.selectbox(
            Each.OF.format(what=TEXTS[one.name].title, hospital=name), kinds,
            **kept(of_each.kind_key(one, row)), format_func=partial(value_title, one.name),
            on_change=changed, width=KIND_WIDTH, help=TEXTS[one.name].help,
        )  # fmt: skip
        for parameter in parameters_of(one.each[kind]).values():
            _part(one, row, parameter, name, changed)


def _part(one: Declared, row: int, parameter: Declared, name: str, changed: Callable[[], None]) -> None:
    key, words = of_each.part_key(one, row, of_each.kind_at(one, row), parameter), f"{one.name}.{parameter.name}"
    value = st.session_state.setdefault(key, parameter.default)
    title = Each.OF.format(what=TEXTS[words].title, hospital=name)
    options: list[Any] = []
    if parameter.setting.of_classes:
        classes = session.entry().classes
        options = ["", *(classes if value in ("", *classes) else with_value(classes, value))]
    draw_part(Control(parameter, key, words, title, changed, PART_WIDTH), options)


def _offered(one: Declared) -> list[str]:
    """The kinds that can be had with the other settings."""
    values = ScreenValues()
    return [kind for kind, made in one.each.items() if not in_the_way(SETTINGS, one, (made(),), values)]


def _left_out(one: Declared) -> str:
    """Why some kinds are not offered; empty where all are."""
    values = ScreenValues()
    reasons: dict[str, list[str]] = {}
    for kind, made in one.each.items():
        needs = in_the_way(SETTINGS, one, (made(),), values)
        if needs and (why := WHY_NOT.get((one.name, needs[0].problem or ""))):
            reasons.setdefault(why, []).append(value_title(one.name, kind))
    return paragraph(Each.LEFT_OUT.format(kinds=listed(kinds), why=why) for why, kinds in reasons.items())
