"""Tags of many runs at once."""

from collections.abc import Mapping, Sequence

import streamlit as st

from fedsim.errors import FedsimError
from fedsim.runs.about import About
from fedsim.text.pages.kept import Actions
from fedsim.ui.shared.controls import kept, several
from fedsim.ui.shared.resources import registry

TAGS, TROUBLE = "kept-tags-of-many", "kept-trouble"


def show(ids: Sequence[str], about: Mapping[str, About]) -> None:
    """Draw what adds tags to runs and takes them off."""
    known = dict.fromkeys([*(tag for each in about.values() for tag in each.tags), *st.session_state.get(TAGS, ())])
    with st.popover(Actions.TAG, icon=":material/sell:", key="kept-tag", disabled=not ids):
        several(Actions.TAGS, list(known), accept_new_options=True, help=Actions.TAGS_HELP, **kept(TAGS, []))
        with st.container(horizontal=True):
            for label, adds in ((Actions.TAG_ADD, True), (Actions.TAG_TAKE, False)):
                st.button(label, key=f"kept-tag-{adds}", on_click=_tag, args=[ids], kwargs={"adds": adds})


def _tag(ids: Sequence[str], *, adds: bool) -> None:
    store, tags = registry().store, st.session_state[TAGS]
    there = store.about()
    anew: dict[tuple[str, ...], list[str]] = {}
    for run_id in ids:
        old = there.get(run_id, About()).tags
        new = tuple(dict.fromkeys([*old, *tags])) if adds else tuple(tag for tag in old if tag not in tags)
        anew.setdefault(new, []).append(run_id)
    try:
        for new, alike in anew.items():
            store.say(alike, tags=new)
    except FedsimError as error:
        st.session_state[TROUBLE] = str(error)
