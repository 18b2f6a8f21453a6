"""What is handed over of a run, or of a table: a button a format. A file is made when it is asked for."""

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from fedsim.export.formats import FORMATS, file_name
from fedsim.export.tables import TABLES
from fedsim.runs.state import RunState
from fedsim.text.pages import kept as words
from fedsim.text.pages.kept import TABLE_FORMATS, Actions
from fedsim.text.runs import title_of
from fedsim.ui.shared.controls import kept
from fedsim.ui.shared.handing_over import button, tell
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.words import plain
from fedsim.ui.visitors import is_own


def download(states: Sequence[RunState], key: str, call: Callable[[RunState], str] = title_of) -> None:
    """A popover. Why there is none of some formats stands below the buttons.

    Nothing where no run is the visitor's own: a report says what its owner notes of it.

    Args:
        states: of several runs, which one is asked first.
        key: the widgets' begin with it.
        call: what to call a run, where there are several; no two alike.
    """
    own = {state.id: state for state in states if is_own(state)}
    if not own:
        return
    with st.popover(Actions.DOWNLOAD, icon=":material/download:", key=key):
        state = next(iter(own.values()))
        if len(states) > 1:
            state = own[_which({run_id: call(each) for run_id, each in own.items()}, f"{key}-which")]
        _formats(state, key)


def _which(called: dict[str, str], key: str) -> str:
    if st.session_state.get(key) not in called:
        st.session_state.pop(key, None)
    return st.selectbox(Actions.WHICH, [*called], format_func=called.__getitem__, help=Actions.WHICH_HELP, **kept(key))


def _formats(state: RunState, key: str) -> None:
    store, why_not = registry().store, {name: each.obstacle(state) for name, each in FORMATS.items()}
    for name, each in FORMATS.items():
        if name == "model" and not store.checkpoints.rounds(state.id):
            continue
        button(words.FORMATS[name], partial(each.make, store, state), file_name(state, name), each.mime,
               key=f"{key}-{name}", width="stretch", disabled=why_not[name] is not None)  # fmt: skip
    tell(f"{key}-")
    for why in dict.fromkeys(str(each) for each in why_not.values() if each):
        st.caption(plain(why))


def tables(table: pd.DataFrame, stem: str, key: str, numbers: pd.DataFrame | None = None) -> None:
    """A button a format of a table.

    Args:
        table: in words, as it is shown; what is missing is a dash.
        stem: the files' names without a suffix.
        key: the buttons' begins with it.
        numbers: the same as numbers, for CSV.
    """
    said = table.astype(object).where(table.notna(), "–")
    with st.container(horizontal=True):
        for name, (suffix, make) in TABLES.items():
            of = numbers if numbers is not None and name == "csv" else said
            button(TABLE_FORMATS[name], partial(make, of), f"{stem}{suffix}", "text/plain",
                   type="tertiary", icon=":material/download:", key=f"{key}-{name}")  # fmt: skip
    tell(f"{key}-")
