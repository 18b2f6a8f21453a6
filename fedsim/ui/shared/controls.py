"""The two kinds of control that most settings have: a slider over a few values, and a choice between names."""

from collections.abc import Callable, Sequence
from typing import Any, Literal, TypedDict, TypeVar

import streamlit as st

V = TypeVar("V")

OPTIONS: dict[str, list[Any]] = {
    "rounds": [1, 2, 3, 5, 10, 15, 20, 30, 50, 100],
    "noise_multiplier": [0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0],
    "local_epochs": [1, 2, 3, 5, 10],
    "batch_size": [8, 16, 32, 64, 128, 256],
    "lr": [1e-4, 3e-4, 1e-3, 2.5e-3, 5e-3, 1e-2],
    "clip_norm": [0.1, 0.3, 1.0, 3.0, 10.0],
    "target_epsilon": [0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 10.0, 20.0, 50.0],
    "delta": [1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, None],
    "baseline_epochs": [1, 2, 3, 5, 10, 20, 30, 50, 100, None],
    "samples_per_hospital": [50, 100, 200, 500, 1000, 1500, 2000, 5000, 10000, None],
}


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


def choice(name: str, label: str, text: str, format_func: Any = str, extra: Sequence[Any] = ()) -> None:
    """A slider over a setting's few meaningful values, and the present one where it is none of them."""
    st.select_slider(
        label,
        with_value([*OPTIONS[name], *extra], st.session_state[name]),
        **kept(name),
        help=text,
        format_func=format_func,
    )


def select(
    name: str,
    label: str,
    text: str,
    options: Sequence[Any],
    titles: dict[Any, str],
    on_change: Callable[[], None] | None = None,
) -> None:
    """A choice between names."""
    st.selectbox(
        label,
        options,
        **kept(name),
        help=text,
        format_func=lambda option: titles.get(option, str(option)),
        on_change=on_change or "rerun",
    )


def with_value(options: Sequence[Any], value: Any) -> list[Any]:
    """The options with a value among them, in order; None, which stands for all, is last."""
    known = {*options, value}
    return sorted(known - {None}) + ([None] if None in known else [])


def short(value: float) -> str:
    return f"{value:g}"
