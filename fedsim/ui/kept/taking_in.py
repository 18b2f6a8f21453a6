"""Results files, of this machine or another, taken in as kept runs."""

import time
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from fedsim.errors import FedsimError
from fedsim.export.results_import import read_text
from fedsim.runs.allowance import check_room
from fedsim.settings.limits import MB, in_force
from fedsim.text.pages.kept import TakingIn, taken_in
from fedsim.ui import visitors
from fedsim.ui.kept import chosen
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.uploads import forget
from fedsim.ui.shared.words import plain

TOLD, TAKEN = "kept-taken-in", "kept-uploads-taken"
HERE = ("run-kept-already", "run-kept-deleted")
MOST_MB = 64
"""Of a file: one of 20 hospitals and 500 rounds has a tenth of it, and reading takes many times its size of memory."""


def show() -> None:
    """Draw the button; behind it a place for files, and what became of the last ones."""
    with st.popover(TakingIn.BUTTON, icon=":material/upload_file:", key="kept-take-in"):
        number, most = st.session_state.setdefault(TAKEN, 0), min(MOST_MB, in_force().max_upload_mb)
        files = st.file_uploader(TakingIn.FILES, accept_multiple_files=True, key=f"kept-files-{number}",
                                 max_upload_size=most, help=TakingIn.HELP)  # fmt: skip
        if files:
            _take(files)
            st.rerun()  # the new runs are in the table, and the uploader lets go of its files
        ids, here, troubles = st.session_state.get(TOLD, ((), (), ()))
        if ids:
            st.success(taken_in(len(ids)), icon=":material/check:")
        for words in here:
            st.info(plain(words), icon=":material/done_all:")
        for trouble in troubles:
            st.error(plain(trouble), icon=":material/error:")


def _take(files: Sequence[UploadedFile]) -> None:
    """Take in what can be; those runs are chosen too."""
    ids, here, troubles = list[str](), list[str](), list[str]()
    for file in files:
        try:
            ids.append(_take_in(file))
        except FedsimError as error:
            is_here = error.problems[0].code in HERE
            said = TakingIn.OF_FILE.format(file=file.name, why=error) if is_here else str(error)
            (here if is_here else troubles).append(said)
        finally:
            forget(file)
    st.session_state[TOLD] = tuple(ids), tuple(here), tuple(troubles)
    st.session_state[TAKEN] += 1
    chosen.choose(dict.fromkeys([*chosen.ids(), *ids]))


def _take_in(file: UploadedFile) -> str:
    """The run's id.

    Raises:
        FedsimError: it is not taken in.
    """
    if file.size > MOST_MB * MB:
        raise FedsimError("upload-too-large", file=file.name, size=-(-file.size // MB), most=MOST_MB)
    check_room(in_force(), file.size)
    state, said = read_text(file.getvalue(), file.name, time.time())
    registry().store.take_in(replace(state, asker=visitors.owner()), said)
    return state.id
