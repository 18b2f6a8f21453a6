"""The hospitals' rows: what each has seen, of many hospitals a row for those that are alike."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from fedsim.settings.config import MAX_HOSPITALS, MIN_HOSPITALS
from fedsim.text.format import hospital, number
from fedsim.text.format import width as letters
from fedsim.text.pages.simulate import Grid
from fedsim.ui.shared import rows, session
from fedsim.ui.shared.controls import kept
from fedsim.ui.shared.words import plain, spoken

ROW_HEIGHT = 48
NAME_WIDTH, MAX_NAME_WIDTH, NAME_MARGIN = 110, 380, 28  # px; about
BOXES_A_LINE, MAX_BESIDE = 4, 160  # so many stand beside a name of so many px; about
BOX_WIDTH, CHARACTER_WIDTH, MIN_BOX_WIDTH = 28, 6.6, 74  # px, of a box and of each letter beside it; about
MAX_GRID_HEIGHT = int(7.4 * ROW_HEIGHT)  # a row that is cut shows that there are more
GROUP_WIDTH, NUMBER_WIDTH = 190, 130  # px, of what a group is called and of its number
MAX_GROUPS_SHOWN, GROUPS_HEIGHT = 5, 470  # more of them scroll, within so many px


def show_rows(counts: np.ndarray, classes: tuple[str, ...], ticked: str) -> None:
    """Draw them; many of them scroll.

    Args:
        counts: (hospitals, k), what each gets.
        classes: names, in label order.
        ticked: begins what a box says of a hospital, with a place for its name.
    """
    if rows.are_grouped():
        _groups(counts, classes, ticked)
        return
    names = rows.names()
    height, name_width = min(ROW_HEIGHT * len(names), MAX_GRID_HEIGHT), _name_width(names)
    in_a_line = len(classes) <= BOXES_A_LINE and name_width <= MAX_BESIDE
    scrolls = height == MAX_GRID_HEIGHT
    with st.container(key="grid", height=height if scrolls else "content", border=False,
                      gap="xsmall" if in_a_line else "medium"):  # fmt: skip
        for row in range(len(names)):
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"hospital-{row}"):
                _name(row, name_width)
                _boxes(row, counts, classes, ticked)
    if scrolls:
        st.caption(Grid.SCROLL.format(n=number(len(counts))))


def _groups(counts: np.ndarray, classes: tuple[str, ...], ticked: str) -> None:
    state, num_rows = st.session_state, len(st.session_state.rows)
    st.caption(Grid.GROUPS)
    with st.container(key="grid", height=GROUPS_HEIGHT if num_rows > MAX_GROUPS_SHOWN else "content", border=False,
                      gap="small"):  # fmt: skip
        for row in range(num_rows):
            with st.container(border=True, gap="xsmall", key=f"hospital-{row}"):
                with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"group-{row}"):
                    _group(row, len(counts))
                _boxes(row, counts, classes, ticked)
    if left := sum(len(group.places) for group in state.rest):
        st.caption(Grid.MORE_GROUPS.format(n=number(left), groups=number(len(state.rest))))


def _group(row: int, num_hospitals: int) -> None:
    """What it is called, how many they are, and a way to set one of them apart."""
    many = len(rows.places(row)) > 1
    if many:
        st.markdown(f"**{plain(row_title(row))}**", width=GROUP_WIDTH)
    else:
        _name(row, GROUP_WIDTH)
    own = len(rows.places(row))
    st.number_input(
        Grid.NUMBER.format(group=plain(row_title(row))), max(0, own - num_hospitals + MIN_HOSPITALS),
        own + MAX_HOSPITALS - num_hospitals, step=1, **kept(rows.number_key(row)),
        label_visibility="collapsed", width=NUMBER_WIDTH,
    )  # fmt: skip
    if many and len(st.session_state.rows) < rows.MOST_ROWS:
        st.button(
            Grid.SET_APART, key=f"apart-{row}", icon=":material/call_split:", type="tertiary", help=Grid.SET_APART_HELP,
            on_click=rows.set_one_apart, args=[row, session.entry().classes],
        )  # fmt: skip


def row_title(row: int) -> str:
    """What the hospitals of a row are called: the first one, and how many more."""
    first, *others = rows.places(row)
    name = hospital(rows.names()[first])
    return Grid.AND_MORE.format(hospital=name, n=number(len(others))) if others else name


def _name(row: int, width: int) -> None:
    place = rows.places(row)[0]
    st.text_input(Grid.NAME.format(place=place + 1), **kept(rows.name_key(row)), label_visibility="collapsed",
                  width=width)  # fmt: skip


def _boxes(row: int, counts: np.ndarray, classes: tuple[str, ...], ticked: str) -> None:
    """Boxes of their own place: where they need several lines, none slips under a hospital's name."""
    width, own = _box_width(_most(counts), classes), counts[list(rows.places(row))].sum(axis=0)
    with st.container(horizontal=True, gap="xsmall", key=f"boxes-{row}"):
        for position, cls in enumerate(classes):
            st.checkbox(
                _spoken(ticked.format(hospital=spoken(row_title(row))), cls, own[position]),
                **kept(rows.sees_key(row, cls)),
                width=width,
            )


def _most(counts: np.ndarray) -> np.ndarray:
    """(k,) the largest number that stands at a box of each class."""
    return np.max([counts[list(places)].sum(axis=0) for places in st.session_state.rows], axis=0)


def _spoken(ticked: str, cls: str, images: int) -> str:
    """A box's label: a first line that is only heard, as `style.py` hides it, and one that is seen."""
    return f"{ticked}\n{plain(cls)} ({number(images)})"


def _name_width(names: Sequence[str]) -> int:
    """px of the names' fields: so that long names are read and told apart, with room for two boxes beside them."""
    return min(MAX_NAME_WIDTH, max(NAME_WIDTH, round(NAME_MARGIN + CHARACTER_WIDTH * max(map(letters, names)))))


def _box_width(counts: np.ndarray, classes: Sequence[str]) -> int:
    """px: so that every name fits beside its number of images."""
    longest = max(len(f"{cls} ({number(count)})") for cls, count in zip(classes, counts, strict=True))
    return max(MIN_BOX_WIDTH, round(BOX_WIDTH + CHARACTER_WIDTH * longest))
