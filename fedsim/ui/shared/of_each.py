"""What each hospital has of its own, as the controls have it: a kind a place, and its parameters."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from fedsim.settings.declared import Declared, parameters_of
from fedsim.settings.hospitals import MAX_HOSPITALS


def kind_key(one: Declared, place: int) -> str:
    """Under what a hospital's kind is kept, by its name."""
    return f"{one.name}-{place}"


def part_key(one: Declared, place: int, kind: str, parameter: Declared) -> str:
    """Under what a parameter is kept; one that names a class a data set, since two may share a class's name."""
    of = f"-{st.session_state.dataset}" if parameter.setting.of_classes else ""
    return f"{one.name}-{place}-{kind}-{parameter.name}{of}"


def default_kind(one: Declared) -> str:
    """What a hospital has of which nothing is said."""
    return next(iter(one.each))


def kind_at(one: Declared, place: int) -> str:
    """A hospital's kind, by name."""
    return st.session_state.get(kind_key(one, place), default_kind(one))


def read(one: Declared) -> tuple[Any, ...]:
    """What each hospital has, in order."""
    return tuple(_at(one, place) for place in range(st.session_state.num_hospitals))


def _at(one: Declared, place: int) -> Any:
    kind = kind_at(one, place)
    return one.each[kind](
        **{
            name: st.session_state.get(part_key(one, place, kind, parameter), parameter.default)
            for name, parameter in parameters_of(one.each[kind]).items()
        }
    )


def put(one: Declared, kinds: Sequence[Any] | None) -> None:
    """Set the controls; places beyond those that are named have the default, however many there were before."""
    for place in range(MAX_HOSPITALS):
        st.session_state[kind_key(one, place)] = default_kind(one)
    for place, kind in enumerate(kinds or ()):
        put_at(one, place, kind)


def put_at(one: Declared, place: int, kind: Any) -> None:
    """Set one hospital's controls."""
    st.session_state[kind_key(one, place)] = kind.kind
    for name, parameter in parameters_of(one.each[kind.kind]).items():
        st.session_state[part_key(one, place, kind.kind, parameter)] = getattr(kind, name)


def drop(one: Declared, wrong: Callable[[Any], bool]) -> None:
    """Give the default to hospitals whose kind can no longer be had."""
    for place, kind in enumerate(read(one)):
        if wrong(kind):
            st.session_state[kind_key(one, place)] = default_kind(one)
