"""Data that are not there yet: downloading a set, and adding one's own images."""

import streamlit as st

from fedsim import data
from fedsim.data import DataError, Entry, Upload
from fedsim.settings.limits import in_force
from fedsim.settings.presets import QUICK
from fedsim.text import datasets as dataset_words
from fedsim.text.format import decimals, number
from fedsim.text.pages.data import Adding
from fedsim.text.pages.shared import Images
from fedsim.ui import visitors
from fedsim.ui.shared.controls import kept
from fedsim.ui.shared.uploads import forget
from fedsim.ui.shared.words import plain


def download(entry: Entry, size: int) -> None:
    """Offer to fetch a set that is not on this machine, with progress; Cancel keeps what has come for the next try."""
    num_bytes = entry.download_bytes(size)
    title = plain(dataset_words.title(entry.name, entry.title))
    st.info(Images.NOT_HERE.format(images=title, size=size), icon=":material/cloud_download:")
    amount = number(round(num_bytes / 1e6)) if num_bytes else ""
    label = Adding.DOWNLOAD_SO_MUCH.format(amount=amount) if amount else Adding.DOWNLOAD
    if not st.button(label, type="primary", icon=":material/download:", key="download"):
        return
    place, bar = st.empty(), st.progress(0.0, text=Adding.CONNECTING)
    # A click on Cancel, as any click, ends this script and with it the download.
    place.button(Adding.CANCEL, icon=":material/close:", key="cancel-download")

    def show(share: float, step: data.Step) -> None:
        bar.progress(min(max(share, 0.0), 1.0), text=dataset_words.in_progress(step))

    try:
        data.download(entry.name, size, show)
    except DataError as error:
        bar.empty()
        place.error(str(error), icon=":material/error:")
    else:
        st.rerun()


def upload() -> None:
    """Ask for one's own images, behind a button. Its key is the data set's, so that it closes when one is chosen."""
    key = f"own-images-{st.session_state.dataset}"
    with st.popover(Adding.OWN, icon=":material/upload:", width="stretch", key=key):
        _form()
        _manage()


def _form() -> None:
    """Take an .npz file in MedMNIST's format; a bad one is refused in a sentence, and the set in use stays."""
    taken = st.session_state.setdefault("uploads_taken", 0)
    with st.form("upload", border=False):
        file = st.file_uploader(Adding.FILE, type="npz", help=Adding.FILE_HELP, key=f"upload-file-{taken}")
        title = st.text_input(Adding.NAME, placeholder=Adding.FILE_NAME, help=Adding.NAME_HELP, key="upload-name")
        path = "" if closed_to_paths() else _path()
        if not st.form_submit_button(Adding.USE, icon=":material/add:", key="use-file"):
            return
    try:
        if not file and not path.strip():
            raise DataError("no-file-chosen")
        use(str(data.keep_upload(file, file.name, title, visitors.owner())) if file else path.strip())
    except DataError as error:
        st.session_state["upload-trouble"] = str(error)
    finally:
        if file:
            st.session_state.uploads_taken += 1  # the next time the form is drawn it asks for a new file
            forget(file)
    st.rerun()  # the form lets go of the file only where it is drawn without it


def _path() -> str:
    return st.text_input(Adding.PATH, placeholder="/data/scans.npz", help=Adding.PATH_HELP, key="data-path")


def closed_to_paths() -> bool:
    """Whether no file can be opened by its path."""
    limits = in_force()
    return limits.shared and limits.sets_folder is None


def _manage() -> None:
    """Every upload, of this session or an earlier one: its name can be changed, and it can be removed."""
    if trouble := st.session_state.pop("upload-trouble", None):
        st.error(plain(trouble), icon=":material/error:")
    if uploads := data.uploads(visitors.owner()):
        st.markdown(f"**{Adding.BEFORE}**")
    for upload in uploads:
        _managed(upload)


def _managed(upload: Upload) -> None:
    key = f"{upload.path.name}-{upload.title}"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(
            Adding.NAME_OF.format(amount=decimals(upload.num_bytes / 1e6, 1)),
            **kept(f"upload-title-{key}", upload.title),
            help=Adding.NAME_HELP,
            on_change=_rename,
            args=[upload, f"upload-title-{key}"],
        )
        st.button(Adding.REMOVE, key=f"upload-remove-{key}", icon=":material/delete:", on_click=_remove, args=[upload],
                  help=Adding.REMOVE_HELP)  # fmt: skip


def _rename(upload: Upload, key: str) -> None:
    try:
        data.rename_upload(upload.path, st.session_state[key], visitors.owner())
        st.session_state.dataset = st.session_state.dataset  # hand it over again: the list goes on showing the old name
    except DataError as error:
        st.session_state["upload-trouble"] = str(error)


def _remove(upload: Upload) -> None:
    """Whoever looks at it goes on with the images that every new session has."""
    try:
        data.remove_upload(upload.path, visitors.owner())
    except DataError as error:
        st.session_state["upload-trouble"] = str(error)
        return
    if st.session_state.dataset == str(upload.path):
        st.session_state.dataset, st.session_state.size = QUICK.dataset, QUICK.size


def use(name: str) -> None:
    """Make a file the chosen data set.

    Raises:
        DataError: it cannot be used; what was chosen before stays chosen.
    """
    if not name.lower().endswith(".npz"):
        raise DataError("path-without-npz", path=name)
    st.session_state.next_dataset = (name, data.load(name).size)
    st.rerun()


def take_new() -> None:
    """Choose the file that `use` checked; before the controls are drawn, since they cannot be set afterwards."""
    if chosen := st.session_state.pop("next_dataset", None):
        st.session_state.dataset, st.session_state.size = chosen
