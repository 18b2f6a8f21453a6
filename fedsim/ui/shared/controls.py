"""The controls: what every widget with a value is drawn with, and a setting's own, drawn from its declaration."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, TypedDict, TypeVar

import streamlit as st

from fedsim.settings.config import SimulationConfig
from fedsim.settings.declared import Declared, declared, in_force, in_the_way, unmet
from fedsim.settings.setting import Changes
from fedsim.text.pages.shared import Choosing
from fedsim.text.settings import TEXTS, WHY_NOT, value_title
from fedsim.ui.shared import handing_over, lesson, of_each

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
    """In another place or language than before, give every widget the value that it has.

    Streamlit takes a widget of another page, or of another part of one, for a new one in spite of its key. It keeps
    the old one's value, but draws the new one empty, and takes that for its value at the next click, unless the value
    is set again. A browser also goes on to show a chosen option in the words of the language that is left, and would
    send those. Only a real browser shows it (tests/browser/test_between_pages.py, tests/browser/test_languages.py).

    Args:
        place: names the page, its part where it has several, and the language, of what is about to be drawn.
    """
    state = st.session_state
    if state.get("last_place") != place:
        state.last_place = place
        handing_over.forget()
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


def several(label: str, options: Sequence[V], **said: Any) -> list[V]:
    """Some of a list. Where none is chosen Streamlit would say what to do in English, whatever language is in force.

    Args:
        label: what is chosen.
        options: in order.
        said: whatever else `st.multiselect` takes.
    """
    types = said.get("accept_new_options")
    words = Choosing.ONE_OR_MORE if not types else Choosing.OR_TYPE if options else Choosing.TYPE
    return st.multiselect(label, options, **{"placeholder": words} | said)


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
    one, values = SETTINGS[name], ScreenValues()
    if not in_force(one, values) or lesson.hides(name):
        return
    changed = on_change or partial(mend, one)
    control = Control(one, one.name, one.name, TEXTS[one.name].title, changed)
    if len(options or one.choices) > 1:
        _select(control, options or _offered(one, values))
        if why := _why_fewer(one, options or _offered(one, values)):
            st.caption(why)
    elif one.setting.steps:
        _slider(control, may_be_open)
    elif one.is_number and not options:
        _number(control)
    for parameter in SETTINGS.values():
        if parameter.union == name:
            draw(parameter.name)


def draw_part(control: "Control", options: Sequence[Any] = ()) -> None:
    """The control of a parameter that a hospital has of its own, as the parameter is declared.

    Args:
        control: what, and under which key and title.
        options: what there is to choose from, where that depends on more than the declaration.
    """
    if options or control.one.choices:
        _select(control, options or control.one.choices)
    elif control.one.setting.steps:
        _slider(control, may_be_open=True)
    elif control.one.is_number:
        _number(control)
    else:
        _text(control)


@dataclass(frozen=True)
class Control:
    """A widget that is drawn from a declaration.

    Attributes:
        one: what is declared.
        key: the widget's.
        words: by what its help and its values' titles are known.
        title: heads it.
        changed: called after a change.
        width: px, or all that there is.
    """

    one: Declared
    key: str
    words: str
    title: str
    changed: Callable[[], None]
    width: int | Literal["stretch"] = "stretch"

    @property
    def said(self) -> dict[str, Any]:
        """What every widget is called with."""
        return {**kept(self.key), "help": TEXTS[self.words].help, "on_change": self.changed, "width": self.width}

    @property
    def titles(self) -> Callable[[Any], str]:
        return partial(value_title, self.words)


class ScreenValues(dict[str, Any]):
    """What the controls say, by setting; each is read when it is asked for.

    A control asks for the few that it needs, and a page has a hundred controls.
    """

    def __missing__(self, name: str) -> Any:
        self[name] = screen_value(name)
        return self[name]


def screen_value(name: str) -> Any:
    """What the controls say of a setting; what hospitals are called and have seen is in a grid of its own."""
    one = SETTINGS[name]
    return of_each.read(one) if one.each else () if name == "hospitals" else st.session_state[name]


def _select(control: Control, options: Sequence[Any]) -> None:
    st.selectbox(control.title, options, **control.said, format_func=control.titles)


def _slider(control: Control, may_be_open: bool) -> None:
    """Over the few meaningful values, and the present one where it is none of them."""
    steps = [step for step in control.one.setting.steps if step is not None or may_be_open]
    options = with_value(steps, st.session_state[control.key])
    st.select_slider(control.title, options, **control.said, format_func=control.titles)


def _number(control: Control) -> None:
    one = control.one
    step = 1 if one.base is int else None
    st.number_input(control.title, one.base(one.low), one.base(one.high), step=step, **control.said)


def _text(control: Control) -> None:
    st.text_input(control.title, **control.said)


def _offered(one: Declared, values: dict[str, Any]) -> list[str]:
    """The choices that can be had with the other settings, and the present one."""
    return [
        option for option in one.choices if option == values[one.name] or not in_the_way(SETTINGS, one, option, values)
    ]


def _why_fewer(one: Declared, options: Sequence[Any]) -> str | None:
    left_out = (option for option in one.choices if option not in options)
    return next(filter(None, (_why_not(one, option) for option in left_out)), None)


def _why_not(one: Declared, option: str) -> str | None:
    needs = in_the_way(SETTINGS, one, option, ScreenValues())
    return WHY_NOT.get((one.name, needs[0].problem or "")) if needs else None


def mend(one: Declared) -> None:
    """After a change: what can no longer be had goes back to its default, and the whole page follows the data."""
    values = {name: screen_value(name) for name in SETTINGS}  # as they were before any is mended
    for other in SETTINGS.values():
        if other.each:
            of_each.drop(other, partial(_cannot_be_had, other, values))
        elif unmet(other, values[other.name], values):
            st.session_state[other.name] = other.default
    if one.setting.changes & Changes.DATA:
        st.session_state.redraw = True


def _cannot_be_had(one: Declared, values: dict[str, Any], kind: Any) -> bool:
    return bool(unmet(one, (kind,), values))


def with_value(options: Sequence[Any], value: Any) -> list[Any]:
    """The options with a value among them, in order; None, which stands for all, is last."""
    known = {*options, value}
    return sorted(known - {None}) + ([None] if None in known else [])
