"""What a newcomer sees before the first run."""

import numpy as np
import streamlit as st

from fedsim.data import Dataset, Entry

SAMPLE_PX = 168
DRAWN = ", drawn by a program, not medical"


def headline() -> None:
    st.markdown("### Which diseases has each hospital never seen?")
    st.caption(
        "Untick a class and that hospital has no image of it. Then run: every hospital trains on its own images, only "
        "models travel, and their average learns what no single hospital could."
    )


def samples(dataset: Dataset) -> None:
    """A test image a class, as large as it stays sharp."""
    st.markdown(
        f"**What the hospitals look at**: {dataset.title}, {dataset.size} x {dataset.size} px{DRAWN if dataset.drawn else ''}"
    )
    with st.container(horizontal=True, gap="small"):
        for cls, name in enumerate(dataset.classes):
            first = np.flatnonzero(dataset.test.labels == cls)[0]
            st.image(_enlarge(dataset.test.images[first]), caption=_caption(dataset, cls, name), width=SAMPLE_PX)


def offer_download(entry: Entry, size: int) -> None:
    """The chosen images are not on this machine."""
    bytes_left = entry.download_bytes(size)
    amount = f" ({bytes_left / 1e6:,.0f} MB)" if bytes_left else ""
    st.info(
        f"{entry.title} at {size} px is not on this machine yet. Download it once{amount} on the Data page, or choose "
        "other images in the sidebar.",
        icon=":material/download:",
    )
    st.page_link("pages/data.py", label="To the Data page", icon=":material/database:")


def _caption(dataset: Dataset, cls: int, name: str) -> str:
    title = dataset.class_titles[cls]
    return name if title == name else f"{name}: {title}"


def _enlarge(image: np.ndarray) -> np.ndarray:
    """Repeat pixels a whole number of times, so that a browser does not blur them."""
    times = max(1, -(-2 * SAMPLE_PX // image.shape[0]))
    return image.repeat(times, axis=0).repeat(times, axis=1)
