"""The table of kept runs: what is shown of them, and which are chosen."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from fedsim.analysis.kept import kept_frame
from fedsim.language import semicolons
from fedsim.runs.about import About
from fedsim.runs.state import RunState, Status
from fedsim.text.endings import in_a_list
from fedsim.text.format import percent_format
from fedsim.text.groups import set_otherwise
from fedsim.text.kinds import how_they_differ
from fedsim.text.pages.kept import WHICH, Columns, Page
from fedsim.text.runs import privacy, title_of
from fedsim.text.settings import value_title
from fedsim.ui.kept import address, chosen, taking_in
from fedsim.ui.shared.controls import kept, pick
from fedsim.ui.shared.tables import in_percent, with_help

HEIGHT = 420  # px
ROW = 35  # px, of Streamlit's table
STAR, TABLE = "★", "kept-table"


def choose(states: Sequence[RunState], about: Mapping[str, About]) -> list[RunState]:
    """Draw what narrows the table, and the table; the runs that are chosen in it."""
    if TABLE in st.session_state:
        chosen.ticked(st.session_state[TABLE]["selection"]["rows"])
    table = _table(states, about)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(Page.SEARCH, help=Page.SEARCH_HELP, placeholder=str(Page.SEARCH_PLACE),
                              **kept(address.key("search"), ""))  # fmt: skip
        which = pick(Page.WHICH, list(WHICH), "kept-which", "all", format_func=WHICH.__getitem__)
        taking_in.show()
    shown = table[_wanted(table, states, words, which)]
    by_id, ids = {state.id: state for state in states}, tuple(shown["id"])
    if shown.empty:
        st.info(Page.NONE_FOUND, icon=":material/search_off:")
        st.button(Page.SHOW_ALL, key="kept-show-all", icon=":material/list:", on_click=_show_all)
    else:
        _put_ticks(ids)
        table = shown.drop(columns="id")
        columns = with_help(table, _columns())
        st.dataframe(
            in_percent(table, columns), hide_index=True, placeholder="–", column_config=columns,
            on_select="rerun", selection_mode="multi-row", key=TABLE, height=min(HEIGHT, ROW * (len(shown) + 1) + 3),
        )  # fmt: skip
    st.session_state[address.SHOWN] = ids
    return [by_id[run_id] for run_id in chosen.ids()]


def _show_all() -> None:
    st.session_state[address.key("search")], st.session_state["kept-which"] = "", "all"


def _put_ticks(ids: tuple[str, ...]) -> None:
    """The browser knows rows alone: where these are other runs now, it is told which to tick."""
    if st.session_state.get(address.SHOWN) != ids or TABLE not in st.session_state:
        ticks = [row for row, run_id in enumerate(ids) if run_id in chosen.ids()]
        st.session_state[TABLE] = {"selection": {"rows": ticks, "columns": [], "cells": []}}


def _table(states: Sequence[RunState], about: Mapping[str, About]) -> pd.DataFrame:
    frame = kept_frame(states, about)
    said = [about.get(state.id, About()) for state in states]
    return pd.DataFrame(
        {
            "id": frame["id"],
            "starred": frame["starred"].map({True: STAR, False: ""}),
            "name": [each.name or "" for each in said],
            "when": [datetime.fromtimestamp(at) for at in frame["queued_at"]],
            "accuracy": frame["accuracy"],
            "worst": frame["worst"],
            "strategy": [value_title("strategy", state.config.strategy.kind) for state in states],
            "seed": [state.config.seed for state in states],
            "rounds": [state.config.rounds for state in states],
            "images": [title_of(state) for state in states],
            "hospitals": [semicolons(how_they_differ(state.config)) for state in states],
            "privacy": [privacy(state.config, state.info.noise_multiplier if state.info else None) for state in states],
            "status": [in_a_list(state) for state in states],
            "seconds": frame["seconds"].round(1),
            "tags": [list(each.tags) for each in said],
            "note": [each.note or "" for each in said],
        }
    )


def _wanted(table: pd.DataFrame, states: Sequence[RunState], words: str, which: str) -> pd.Series:
    told = table[["id", "name", "strategy", "images", "hospitals", "privacy", "status", "note"]].agg(" ".join, axis=1)
    told = (told + " " + table["tags"].map(" ".join)).str.casefold()
    told += pd.Series([f" {set_otherwise(state.config)}".casefold() for state in states], index=table.index)
    found = pd.Series(True, index=table.index)
    for word in words.casefold().split():
        found &= told.str.contains(word, regex=False)
    if which == "starred":
        found &= table["starred"] == STAR
    if which == "unfinished":
        found &= pd.Series([state.status is not Status.FINISHED for state in states], index=table.index)
    return found


def _columns() -> dict[str, Any]:
    text, figure = st.column_config.TextColumn, st.column_config.NumberColumn
    share = partial(figure, format=percent_format())
    return {
        "starred": text(Columns.STARRED, width=50),
        "name": text(Columns.NAME, width=150),
        "when": st.column_config.DatetimeColumn(Columns.WHEN, format="YYYY-MM-DD HH:mm"),
        "accuracy": share(Columns.ACCURACY, help=Columns.ACCURACY_HELP),
        "worst": share(Columns.WORST, help=Columns.WORST_HELP),
        "strategy": text(Columns.STRATEGY),
        "seed": figure(Columns.SEED, format="%d"),
        "rounds": figure(Columns.ROUNDS),
        "images": text(Columns.IMAGES, width="medium"),
        "hospitals": text(Columns.HOSPITALS, width="medium"),
        "privacy": text(Columns.PRIVACY),
        "status": text(Columns.STATUS),
        "seconds": figure(Columns.SECONDS, help=Columns.SECONDS_HELP),
        "tags": st.column_config.ListColumn(Columns.TAGS),
        "note": text(Columns.NOTE),
    }
