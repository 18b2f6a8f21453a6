"""The two kinds of control that most settings have: a slider over a few values, and a choice between names."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

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


def choice(name: str, label: str, text: str, format_func: Any = str, extra: Sequence[Any] = ()) -> None:
    """A slider over a setting's few meaningful values, and the present one where it is none of them."""
    st.select_slider(
        label,
        with_value([*OPTIONS[name], *extra], st.session_state[name]),
        key=name,
        help=text,
        format_func=format_func,
        persist_state="session",
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
        key=name,
        help=text,
        format_func=lambda option: titles.get(option, str(option)),
        on_change=on_change or "rerun",
        persist_state="session",
    )


def with_value(options: Sequence[Any], value: Any) -> list[Any]:
    """The options with a value among them, in order; None, which stands for all, is last."""
    known = {*options, value}
    return sorted(known - {None}) + ([None] if None in known else [])


def short(value: float) -> str:
    return f"{value:g}"
