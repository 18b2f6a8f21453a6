"""Results files, of this machine or another, taken in as kept runs."""

import time
from collections.abc import Iterator, Sequence
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
        ids, troubles = st.session_state.get(TOLD, ((), ()))
        if ids:
            st.success(taken_in(len(ids)), icon=":material/check:")
        for trouble in troubles:
            st.error(plain(trouble), icon=":material/error:")


def _take(files: Sequence[UploadedFile]) -> None:
    """Take in what can be; those runs are chosen too."""
    found = list(_each(files))
    ids = tuple(each for each, trouble in found if each and not trouble)
    st.session_state[TOLD] = ids, tuple(trouble for _, trouble in found if trouble)
    st.session_state[TAKEN] += 1
    chosen.choose(dict.fromkeys([*chosen.ids(), *ids]))


def _each(files: Sequence[UploadedFile]) -> Iterator[tuple[str | None, str | None]]:
    """Of each file its run's id, and what is wrong."""
    for file in files:
        run_id = None
        try:
            if file.size > MOST_MB * MB:
                raise FedsimError("upload-too-large", file=file.name, size=file.size // MB, most=MOST_MB)
            check_room(in_force(), file.size)
            state, said = read_text(file.getvalue(), file.name, time.time())
            run_id = state.id
            registry().store.take_in(replace(state, asker=visitors.owner()), said)
        except FedsimError as error:
            yield run_id, str(error) if run_id is None else TakingIn.OF_FILE.format(file=file.name, why=error)
        else:
            yield run_id, None
        finally:
            forget(file)
