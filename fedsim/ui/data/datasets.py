"""Choosing images, and what they are."""

from pathlib import Path

import numpy as np
import streamlit as st

from fedsim import data
from fedsim.data import DataError, Dataset, Entry
from fedsim.data.catalog import is_path
from fedsim.language import commas
from fedsim.text import datasets as dataset_words
from fedsim.text.pages.data import Sets, images, task
from fedsim.text.settings import TEXTS
from fedsim.ui import visitors
from fedsim.ui.shared import session
from fedsim.ui.shared.controls import kept
from fedsim.ui.shared.images import may_see
from fedsim.ui.shared.pictures import enlarge
from fedsim.ui.shared.words import plain

SAMPLE_PX = 168


def choose(*, note: bool = True) -> None:
    """Pick the images that the hospitals look at, here and on the Simulate page.

    Args:
        note: say below that drawn images are drawn.
    """

    def changed() -> None:
        try:
            sizes = session.entry().sizes
        except DataError:  # a file that is gone or damaged: the page says so
            return
        if st.session_state.size not in sizes:
            st.session_state.size = sizes[0]

    chosen = st.session_state.dataset
    names = [*data.names(), *data.offered(), *(str(upload.path) for upload in data.uploads(visitors.owner()))]
    names = names if chosen in names else [*names, chosen]
    st.selectbox(
        TEXTS["dataset"].title,
        names,
        **kept("dataset"),
        format_func=_option,
        on_change=changed,
        help=TEXTS["dataset"].help + "\n\n" + _left_out(),
    )
    if note and session.entry().drawn:
        st.caption(Sets.DRAWN)


def choose_size() -> None:
    """Pick the images' height and width."""
    st.segmented_control(
        Sets.SIZE,
        session.entry().sizes,
        **kept("size"),
        required=True,
        help=Sets.SIZE_HELP,
    )


def facts(entry: Entry, size: int) -> None:
    """What the set is, how large, and whose."""
    pixels = Sets.PIXELS_GREY if entry.channels == 1 else Sets.PIXELS_COLOUR
    rows = {
        Sets.TASK: task(len(entry.classes)),
        Sets.IMAGES: pixels.format(size=size, channels=entry.channels),
        Sets.TRAINING: images(entry.num_train),
        Sets.VALIDATION: images(entry.num_val),
        Sets.TEST: images(entry.num_test),
        Sets.LICENCE: dataset_words.licence(entry),
    }
    st.markdown(f"**{plain(dataset_words.title(entry.name, entry.title))}**")
    st.table({"": rows}, border="horizontal", hide_header=True)
    st.caption(plain(dataset_words.source(entry)))
    if citations := dataset_words.citations(entry):
        with st.expander(Sets.CITE, icon=":material/format_quote:", type="compact"):
            st.caption("  \n".join(map(plain, citations)))


def class_list(entry: Entry) -> None:
    """What the classes are called, where there are no images yet to show them by."""
    names = zip(entry.classes, dataset_words.class_titles(entry), strict=True)
    st.markdown("  \n".join(f"**{plain(name)}** {plain(title) if title != name else ''}" for name, title in names))


def samples(dataset: Dataset) -> None:
    """A test image a class, as large as it stays sharp; a training image of a class that has no test image."""
    if not may_see(dataset):
        return
    title = dataset_words.title(dataset.name, dataset.title)
    st.markdown(Sets.LOOK_AT.format(images=plain(title), size=dataset.size))
    with st.container(horizontal=True, gap="small"):
        for cls, name in enumerate(dataset.classes):
            split = dataset.test if cls in dataset.test.labels else dataset.train
            image = split.images[np.flatnonzero(split.labels == cls)[0]]
            title = dataset_words.class_titles(dataset)[cls]
            caption = name if title == name else Sets.CLASS.format(cls=name, title=title)
            st.image(enlarge(image, 2 * SAMPLE_PX), caption=plain(caption), width=SAMPLE_PX)


def _left_out() -> str:
    """Which well-known sets are not offered, and why: those with the same reason together."""
    reasons: dict[str, list[str]] = {}
    for name, why in data.unusable().items():
        reasons.setdefault(str(why), []).append(name)
    return "\n".join(f"- {Sets.NOT_OFFERED.format(names=commas(names), why=why)}" for why, names in reasons.items())


def _option(name: str) -> str:
    """What a set is called; a file is not read for it."""
    if is_path(name):
        return data.upload_title(name) or Path(name).stem
    entry = data.info(name)
    return dataset_words.short_title(name, entry.title) + ("" if entry.on_disk else " ↓")
