"""What is done with the runs that are chosen in the table."""

from collections.abc import Mapping, Sequence

import streamlit as st

from fedsim.errors import FedsimError
from fedsim.language import paragraph
from fedsim.runs.about import About
from fedsim.runs.state import RunState
from fedsim.text.pages import kept as words
from fedsim.text.pages.kept import Actions, Page
from fedsim.text.pages.views import Controls, out_of_sight
from fedsim.ui import visitors
from fedsim.ui.kept import chosen, tags
from fedsim.ui.kept.address import SHOWN
from fedsim.ui.present.link import present_link
from fedsim.ui.shared.controls import several
from fedsim.ui.shared.downloads import download
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.words import plain

DELETED = "kept-deleted"
"""Ids of the runs that were deleted last, for Undo."""


def show(states: Sequence[RunState], about: Mapping[str, About]) -> None:
    """Draw the buttons, and what becomes of the runs that are chosen."""
    _undo()
    if not states:
        st.caption(Page.CHOOSE)
        return
    ids = [state.id for state in states if visitors.is_own(state)]
    all_starred = all(about.get(run_id, About()).starred for run_id in ids)
    with st.container(horizontal=True, vertical_alignment="center", key="kept-actions"):
        st.markdown(_how_many(states), width="content")
        if len(states) == 1:
            st.page_link("pages/simulate.py", label=Actions.OPEN, icon=":material/open_in_new:",
                         query_params={"run": states[0].id})  # fmt: skip
            present_link(states[0])
        label, change = (Actions.UNSTAR if all_starred else Actions.STAR), {"starred": not all_starred}
        st.button(label, key="kept-star", icon=":material/star:", help=Actions.STAR_HELP, disabled=not ids,
                  on_click=registry().store.say, args=[ids], kwargs=change)  # fmt: skip
        st.button(Actions.DELETE, key="kept-delete", icon=":material/delete:", help=Actions.DELETE_HELP,
                  disabled=not ids, on_click=_delete, args=[ids])  # fmt: skip
        if len(states) == 1:
            download(states, "kept-download")
        else:
            tags.show(ids, about)
        st.button(Controls.NONE, key="kept-none", type="tertiary", on_click=chosen.choose, args=[()])
    if live := sum(state.status.live for state in states):
        st.caption(words.live_stay(live))
    if len(states) == 1 and ids:
        _describe(states[0].id, about.get(states[0].id, About()))
    if trouble := st.session_state.pop(tags.TROUBLE, None):
        st.error(plain(trouble), icon=":material/block:")


def _how_many(states: Sequence[RunState]) -> str:
    shown = st.session_state.get(SHOWN, ())
    hidden = sum(state.id not in shown for state in states)
    return paragraph([words.chosen(len(states)), *([out_of_sight(hidden)] if hidden else [])])


def _describe(run_id: str, said: About) -> None:
    """What is said of a run. A callback keeps it: a click elsewhere, right after, ends the script before its end."""
    keys = {part: f"kept-{part}-{run_id}" for part in ("name", "tags", "note")}
    with st.form(f"kept-about-{run_id}", border=True):
        st.markdown(f"**{Actions.DESCRIBE}**")
        st.text_input(words.Columns.NAME, said.name or "", help=Actions.NAME_HELP, key=keys["name"])
        several(words.Columns.TAGS, list(said.tags), default=list(said.tags), accept_new_options=True,
                       help=Actions.TAGS_HELP, key=keys["tags"])  # fmt: skip
        st.text_area(words.Columns.NOTE, said.note or "", height=68, help=Actions.NOTE_HELP, key=keys["note"])
        st.form_submit_button(Actions.SAVE, icon=":material/save:", on_click=_say, args=[run_id, keys])


def _say(run_id: str, keys: Mapping[str, str]) -> None:
    said = {part: st.session_state[key] for part, key in keys.items()}
    try:
        registry().store.say([run_id], name=said["name"].strip() or None, tags=tuple(said["tags"]),
                             note=said["note"].strip() or None)  # fmt: skip
    except FedsimError as error:
        st.session_state[tags.TROUBLE] = str(error)
    else:
        st.toast(Actions.SAVED, icon=":material/check:")


def _delete(ids: Sequence[str]) -> None:
    gone = st.session_state[DELETED] = registry().store.delete(ids)
    chosen.choose(run_id for run_id in chosen.ids() if run_id not in gone)


def _restore() -> None:
    registry().store.restore(st.session_state.pop(DELETED))


def _undo() -> None:
    if ids := st.session_state.get(DELETED):
        with st.container(horizontal=True, vertical_alignment="center", key="kept-undo-row"):
            st.markdown(words.deleted(len(ids)), width="content")
            st.button(Actions.UNDO, key="kept-undo", icon=":material/undo:", on_click=_restore)
