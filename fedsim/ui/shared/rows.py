"""The hospitals as the controls have them: a row each or, of many, a row for those that are alike.

A row has the controls of one hospital: what it has seen, and what it has of its own. Of several hospitals it also has a
number. The rows are kept as the places that they stand for, and say all that there is to say of these but the names.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from fedsim.settings.alike import Alike, alike, joined
from fedsim.settings.config import MAX_HOSPITALS, Hospital, SimulationConfig, default_names, start_hospitals
from fedsim.settings.declared import declared
from fedsim.ui.shared import of_each

MOST_SINGLE = 12
"""Of more hospitals, those that are alike share a row."""
MOST_ROWS = 30
"""Kinds of hospitals beyond these have no controls, and stay what they are."""
OF_EACH = tuple(one for one in declared(SimulationConfig).values() if one.each)


def name_key(row: int) -> str:
    return f"name-{row}"


def number_key(row: int) -> str:
    """Under what the number of hospitals of a row is kept."""
    return f"number-{row}"


def sees_key(row: int, cls: str) -> str:
    """Kept a data set, since two may share a class's name."""
    return f"sees-{st.session_state.dataset}-{row}-{cls}"


def places(row: int) -> tuple[int, ...]:
    """Of the hospitals that a row stands for."""
    return st.session_state.rows[row]


def are_grouped() -> bool:
    """Whether there are so many hospitals that a row may stand for several."""
    return len(st.session_state.names) > MOST_SINGLE


def put(hospitals: Sequence[Hospital], classes: Sequence[str] | None) -> None:
    """Set the controls. Only before they are drawn, or in a callback.

    Args:
        hospitals: what to set.
        classes: of their data set; None, where that is not known, leaves alone what they have seen.
    """
    names = [hospital.name for hospital in hospitals]
    if len(names) > MOST_SINGLE:
        put_groups(alike(hospitals), names, classes)
    else:
        put_groups([Alike(each, (place,)) for place, each in enumerate(hospitals)], names, classes)


def put_groups(groups: Sequence[Alike], names: Sequence[str], classes: Sequence[str] | None) -> None:
    """Likewise, a row a group."""
    state, shown = st.session_state, groups[:MOST_ROWS]
    state.num_hospitals, state.names = len(names), tuple(names)
    state.rows, state.rest = tuple(group.places for group in shown), tuple(groups[MOST_ROWS:])
    if len(names) > MOST_SINGLE:  # the rows of another data set are no longer these
        for key in [key for key in state if str(key).startswith("sees-")]:
            del state[key]
    for row, group in enumerate(shown):
        state[name_key(row)], state[number_key(row)] = names[group.places[0]], len(group.places)
        for one in OF_EACH:
            of_each.put_at(one, row, getattr(group.hospital, one.name))
        for cls in classes or ():
            state[sees_key(row, cls)] = cls not in group.hospital.excluded
    for row in range(len(shown), MOST_SINGLE):  # a hospital that is added later has nothing of its own
        for one in OF_EACH:
            state[of_each.kind_key(one, row)] = of_each.default_kind(one)


def groups(classes: Sequence[str]) -> list[Alike]:
    """What the controls say, row by row, and after them the groups that have none."""
    state = st.session_state
    shown = []
    for row, places in enumerate(state.rows):
        excluded = tuple(cls for cls in classes if not state.get(sees_key(row, cls), True))
        own: dict[str, Any] = {one.name: of_each.at(one, row) for one in OF_EACH}
        shown.append(Alike(Hospital("", excluded, **own), places))
    return [*shown, *state.rest]


def names() -> list[str]:
    """The hospitals' names, in order: a row of one has a field for its own."""
    state = st.session_state
    known = list(state.names)
    for row, places in enumerate(state.rows):
        if len(places) == 1:
            known[places[0]] = state[name_key(row)].strip()
    return known


def hospitals(classes: Sequence[str]) -> tuple[Hospital, ...]:
    """All of them, as the controls have them."""
    return joined(groups(classes), names())


def follow(classes: Sequence[str]) -> None:
    """Have the rows follow the number of hospitals, a row's own number, and the data set. First in every fragment.

    Hospitals that are added, and classes of a data set just chosen, have the start pattern.
    """
    state = st.session_state
    if state.num_hospitals != len(state.names):
        _resize(state.num_hospitals, classes)
    elif are_grouped() and any(state.get(number_key(row)) != len(places) for row, places in enumerate(state.rows)):
        _count_anew(classes)
    if are_grouped() and sees_key(0, classes[0]) not in state:
        starts = start_hospitals(len(state.names), classes)
        pairs = zip(hospitals(classes), starts, strict=True)
        put([replace(each, excluded=start.excluded) for each, start in pairs], classes)
    starts = start_hospitals(len(state.names), classes)
    for row, places in enumerate(state.rows):
        state.setdefault(name_key(row), state.names[places[0]])
        for cls in classes:
            state.setdefault(sees_key(row, cls), cls not in starts[places[0]].excluded)


def set_one_apart(row: int, classes: Sequence[str]) -> None:
    """A callback: the last hospital of a row gets one of its own, below the others."""
    now = groups(classes)
    *stay, last = now[row].places
    now[row] = replace(now[row], places=tuple(stay))
    put_groups([*now, replace(now[row], places=(last,))], names(), classes)


def _resize(number: int, classes: Sequence[str]) -> None:
    state = st.session_state
    if max(number, len(state.names)) <= MOST_SINGLE:  # who comes back is what it was
        state.names = (*names()[:number], *default_names(number)[len(state.names) :])
        state.rows = tuple((place,) for place in range(number))
        return
    kept = hospitals(classes)[:number]
    put([*kept, *start_hospitals(number, classes)[len(kept) :]], classes)


def _count_anew(classes: Sequence[str]) -> None:
    """Rows lose their last hospitals, and new ones come after all others."""
    called, now, gone = names(), groups(classes), set[int]()
    for row in range(len(st.session_state.rows)):
        group, wanted = now[row], st.session_state[number_key(row)]
        gone |= {*group.places[wanted:]}
        new = range(len(called), len(called) + max(0, wanted - len(group.places)))
        called += _fresh(called, len(new))
        now[row] = replace(group, places=(*group.places[:wanted], *new))
    order = [place for place in range(len(called)) if place not in gone]
    moved = {place: new for new, place in enumerate(order)}
    left = [replace(each, places=tuple(moved[place] for place in each.places)) for each in now if each.places]
    called = [called[place] for place in order]
    put_groups(left, called, classes) if len(called) > MOST_SINGLE else put(joined(left, called), classes)


def _fresh(called: Sequence[str], number: int) -> list[str]:
    """Names that nobody has yet."""
    taken = {*called}
    return [name for name in default_names(2 * MAX_HOSPITALS) if name not in taken][:number]
