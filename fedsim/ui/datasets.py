"""Choosing, downloading and adding images."""

import numpy as np
import streamlit as st

from fedsim import data
from fedsim.data import DataError, Dataset, Entry
from fedsim.ui import session

SAMPLE_PX = 168
DRAWN = "Drawn by a program, not medical."


def choose() -> None:
    """Pick the images that the hospitals look at, here and on the Simulate page."""

    def changed() -> None:
        sizes = session.entry().sizes
        if st.session_state.size not in sizes:
            st.session_state.size = sizes[0]

    chosen = st.session_state.dataset
    names = data.names() if chosen in data.names() else [*data.names(), chosen]
    st.selectbox(
        "Images",
        names,
        key="dataset",
        format_func=_option,
        on_change=changed,
        persist_state="session",
        help="What the hospitals look at. Synthetic OCT and digits are always there; the others are downloaded once, "
        "and own files added, on the Data page.",
    )
    if session.entry().drawn:
        st.caption(DRAWN)


def choose_size() -> None:
    """Pick the images' height and width."""
    st.segmented_control(
        "Image size, px",
        session.entry().sizes,
        key="size",
        required=True,
        persist_state="session",
        help="Height and width. Larger images show more, and train slower.",
    )


def facts(entry: Entry) -> None:
    """What the set is, whose it is, and what its classes are called."""
    st.markdown(f"#### {entry.title}")
    st.markdown(
        f"{len(entry.classes)} classes, {'grey' if entry.channels == 1 else 'colour'} images: "
        f"**{entry.num_train:,}** to train on, **{entry.num_val:,}** to tune with, **{entry.num_test:,}** to judge by."
    )
    names = zip(entry.classes, entry.class_titles, strict=True)
    st.markdown("  \n".join(f"**{name}** {title if title != name else ''}" for name, title in names))
    st.caption(f"{entry.source}  \nLicence: {entry.licence}  \n" + entry.citation.replace("\n", "  \n"))


def samples(dataset: Dataset) -> None:
    """A test image a class, as large as it stays sharp."""
    st.markdown(f"**What the hospitals look at**: {dataset.title}, {dataset.size} x {dataset.size} px")
    with st.container(horizontal=True, gap="small"):
        for cls, name in enumerate(dataset.classes):
            image = dataset.test.images[np.flatnonzero(dataset.test.labels == cls)[0]]
            title = dataset.class_titles[cls]
            st.image(_enlarge(image), caption=name if title == name else f"{name}: {title}", width=SAMPLE_PX)


def download(entry: Entry, size: int) -> None:
    """Offer to fetch a set that is not on this machine, with progress; Cancel keeps what has come for the next try."""
    num_bytes = entry.download_bytes(size)
    amount = f" ({num_bytes / 1e6:,.0f} MB)" if num_bytes else ""
    st.info(f"{entry.title} at {size} px is not on this machine yet.", icon=":material/cloud_download:")
    if not st.button(f"Download{amount}", type="primary", icon=":material/download:", key="download"):
        return
    place, bar = st.empty(), st.progress(0.0, text="Connecting")
    # A click on Cancel, as any click, ends this script and with it the download.
    place.button("Cancel", icon=":material/close:", key="cancel-download")

    def show(share: float, what: str) -> None:
        bar.progress(min(max(share, 0.0), 1.0), text=what)

    try:
        data.download(entry.name, size, show)
    except DataError as error:
        bar.empty()
        place.error(str(error), icon=":material/error:")
    else:
        st.rerun()


def upload() -> None:
    """Take an .npz file in MedMNIST's format; a bad one is refused in a sentence, and the set in use stays."""
    with st.form("upload", border=False):
        file = st.file_uploader(
            "Your own images: an .npz file in MedMNIST's format",
            type="npz",
            help="Arrays train_images, train_labels, val_..., test_...: uint8 images (n, h, w) or (n, h, w, 3), whole "
            "numbers as labels. It stays on this machine.",
        )
        path = st.text_input(
            "Or the path of such a file on this machine", placeholder="/data/scans.npz", key="data-path"
        )
        if not st.form_submit_button("Use these images", icon=":material/add:", key="use-file"):
            return
    try:
        if not file and not path.strip():
            raise DataError("Choose a file or type a path first.")
        use(str(data.keep_upload(file, file.name)) if file else path.strip())
    except DataError as error:
        st.error(str(error), icon=":material/error:")


def use(name: str) -> None:
    """Make a file the chosen data set.

    Raises:
        DataError: it cannot be used; what was chosen before stays chosen.
    """
    if not name.lower().endswith(".npz"):
        raise DataError(f"'{name}' does not end in .npz; give the path of a file in MedMNIST's format.")
    st.session_state.next_dataset = (name, data.load(name).size)
    st.rerun()


def take_new() -> None:
    """Choose the file that `use` checked; before the controls are drawn, since they cannot be set afterwards."""
    if chosen := st.session_state.pop("next_dataset", None):
        st.session_state.dataset, st.session_state.size = chosen


def _option(name: str) -> str:
    entry = data.info(name)
    return entry.title.removesuffix(" (drawn, not medical)") + ("" if entry.on_disk else " ↓")


def _enlarge(image: np.ndarray) -> np.ndarray:
    """Repeat pixels a whole number of times, so that a browser does not blur them."""
    times = max(1, -(-2 * SAMPLE_PX // image.shape[0]))
    return image.repeat(times, axis=0).repeat(times, axis=1)
