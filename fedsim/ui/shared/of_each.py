"""What each hospital has of its own, as the controls have it: a kind a row of `rows`, and its parameters."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from fedsim.settings.declared import Declared, parameters_of


def kind_key(one: Declared, row: int) -> str:
    """Under what a hospital's kind is kept, by its name."""
    return f"{one.name}-{row}"


def part_key(one: Declared, row: int, kind: str, parameter: Declared) -> str:
    """Under what a parameter is kept; one that names a class a data set, since two may share a class's name."""
    of = f"-{st.session_state.dataset}" if parameter.setting.of_classes else ""
    return f"{one.name}-{row}-{kind}-{parameter.name}{of}"


def default_kind(one: Declared) -> str:
    """What a hospital has of which nothing is said."""
    return next(iter(one.each))


def kind_at(one: Declared, row: int) -> str:
    """A hospital's kind, by name."""
    return st.session_state.get(kind_key(one, row), default_kind(one))


def read(one: Declared) -> tuple[Any, ...]:
    """What the hospitals of each row have, and those that have none."""
    state = st.session_state
    shown = [at(one, row) for row in range(len(state.rows))]
    return (*shown, *(getattr(group.hospital, one.name) for group in state.rest))


def at(one: Declared, row: int) -> Any:
    """What the hospitals of a row have."""
    kind = kind_at(one, row)
    return one.each[kind](
        **{
            name: st.session_state.get(part_key(one, row, kind, parameter), parameter.default)
            for name, parameter in parameters_of(one.each[kind]).items()
        }
    )


def put_at(one: Declared, row: int, kind: Any) -> None:
    """Set a row's controls."""
    st.session_state[kind_key(one, row)] = kind.kind
    for name, parameter in parameters_of(one.each[kind.kind]).items():
        st.session_state[part_key(one, row, kind.kind, parameter)] = getattr(kind, name)


def drop(one: Declared, wrong: Callable[[Any], bool]) -> None:
    """Give the default to hospitals whose kind can no longer be had."""
    state, start = st.session_state, one.each[default_kind(one)]()
    for row in range(len(state.rows)):
        if wrong(at(one, row)):
            state[kind_key(one, row)] = default_kind(one)
    state.rest = tuple(
        replace(group, hospital=replace(group.hospital, **{one.name: start}))
        if wrong(getattr(group.hospital, one.name))
        else group
        for group in state.rest
    )
