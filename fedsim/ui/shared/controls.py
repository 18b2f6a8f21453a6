"""The controls: what every widget with a value is drawn with, and a setting's own, drawn from its declaration."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Literal, TypedDict, TypeVar

import streamlit as st

from fedsim.settings.config import SimulationConfig
from fedsim.settings.declared import Declared, declared, in_force, in_the_way, unmet
from fedsim.settings.setting import Changes
from fedsim.text.settings import TEXTS, WHY_NOT, value_title

V = TypeVar("V")

SETTINGS = declared(SimulationConfig)


class Kept(TypedDict):
    """What a widget is called with so that its value outlives a change of page."""

    key: str
    persist_state: Literal["session"]


def kept(key: str, start: Any = None) -> Kept:
    """Name a widget whose value is to be the same on every page and in every part of one.

    Every widget with a value is drawn with it: `**kept("seed")`, or `**kept("cells", "Share")` in place of `default=`.

    Args:
        key: the widget's key.
        start: its value where it has none yet; None leaves that to the widget, or to `session.put_settings`.
    """
    state = st.session_state
    if start is not None and key not in state:
        state[key] = start
    state.setdefault("kept", {})[key] = None
    return {"key": key, "persist_state": "session"}


def hand_over(place: str) -> None:
    """In another place than before, give every widget the value that it has.

    Streamlit takes a widget of another page, or of another part of one, for a new one in spite of its key. It keeps
    the old one's value, but draws the new one empty, and takes that for its value at the next click, unless the value
    is set again. Only a real browser shows it (tests/browser/test_between_pages.py).

    Args:
        place: names the page, and its part where it has several, that is about to be drawn.
    """
    state = st.session_state
    if state.get("last_place") != place:
        state.last_place = place
        for key in state.get("kept", ()):
            if key in state:
                state[key] = state[key]


def pick(
    label: str,
    options: Sequence[V],
    key: str,
    start: V,
    text: str | None = None,
    format_func: Callable[[V], str] = str,
    *,
    show_label: bool = True,
) -> V:
    """One of a few options, side by side; one of them is always chosen.

    Args:
        label: what is chosen.
        options: in order.
        key: the widget's.
        start: chosen at first.
        text: help.
        format_func: what to call an option.
        show_label: whether only a screen reader is told the label.
    """
    chosen = st.segmented_control(
        label,
        options,
        required=True,
        format_func=format_func,
        help=text,
        label_visibility="visible" if show_label else "collapsed",
        width="content",
        **kept(key, start),
    )
    return start if chosen is None else chosen


def draw(
    name: str, options: Sequence[Any] = (), on_change: Callable[[], None] | None = None, *, may_be_open: bool = True
) -> None:
    """A setting's control, as it is declared; nothing where the setting does not count, or leaves nothing to choose.

    Its parameters follow a union, and the reason a choice of which not all is offered.

    Args:
        name: the setting's, and the widget's key.
        options: what there is to choose from, where that depends on more than the declaration.
        on_change: called after a change; None mends what can no longer be had.
        may_be_open: whether a slider offers None, where the setting has it.
    """
    one, values = SETTINGS[name], _values()
    if not in_force(one, values):
        return
    changed = on_change or partial(_mend, one)
    if len(options or one.choices) > 1:
        _select(one, options or _offered(one, values), changed)
    elif one.setting.steps:
        _slider(one, changed, may_be_open)
    elif one.is_number and not options:
        _number(one, changed)
    for parameter in SETTINGS.values():
        if parameter.union == name:
            draw(parameter.name)


def _values() -> dict[str, Any]:
    """What the controls say, setting by setting; the hospitals have controls of their own kind."""
    return {name: st.session_state[name] if name != "hospitals" else () for name in SETTINGS}


def _select(one: Declared, options: Sequence[Any], changed: Callable[[], None]) -> None:
    text = TEXTS[one.name]
    titles = partial(value_title, one.name)
    st.selectbox(text.title, options, **kept(one.name), help=text.help, format_func=titles, on_change=changed)
    if why := next((why for option in one.choices if option not in options and (why := _why_not(one, option))), None):
        st.caption(why)


def _slider(one: Declared, changed: Callable[[], None], may_be_open: bool) -> None:
    """Over the few meaningful values, and the present one where it is none of them."""
    text, steps = TEXTS[one.name], [step for step in one.setting.steps if step is not None or may_be_open]
    options = with_value(steps, st.session_state[one.name])
    titles = partial(value_title, one.name)
    st.select_slider(text.title, options, **kept(one.name), help=text.help, format_func=titles, on_change=changed)


def _number(one: Declared, changed: Callable[[], None]) -> None:
    text, low, high = TEXTS[one.name], one.base(one.low), one.base(one.high)
    step = 1 if one.base is int else None
    st.number_input(text.title, low, high, step=step, **kept(one.name), help=text.help, on_change=changed)


def _offered(one: Declared, values: dict[str, Any]) -> list[str]:
    """The choices that can be had with the other settings, and the present one."""
    return [
        option for option in one.choices if option == values[one.name] or not in_the_way(SETTINGS, one, option, values)
    ]


def _why_not(one: Declared, option: str) -> str | None:
    needs = in_the_way(SETTINGS, one, option, _values())
    return WHY_NOT.get((one.name, needs[0].problem or "")) if needs else None


def _mend(one: Declared) -> None:
    """After a change: what can no longer be had goes back to its default, and the whole page follows the data."""
    values = _values()
    for other in SETTINGS.values():
        if unmet(other, values[other.name], values):
            st.session_state[other.name] = other.default
    if one.setting.changes & Changes.DATA:
        st.session_state.redraw = True


def with_value(options: Sequence[Any], value: Any) -> list[Any]:
    """The options with a value among them, in order; None, which stands for all, is last."""
    known = {*options, value}
    return sorted(known - {None}) + ([None] if None in known else [])
