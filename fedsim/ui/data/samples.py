"""Training images of every class: a new draw on a click, one of them bigger on a click."""

import numpy as np
import streamlit as st

from fedsim.data import Dataset
from fedsim.errors import Problem
from fedsim.language import paragraph
from fedsim.seeds import numpy_rng
from fedsim.text.datasets import class_titles
from fedsim.text.format import number
from fedsim.text.pages.data import Samples, Sets, more_classes
from fedsim.ui.shared.images import may_see
from fedsim.ui.shared.pictures import enlarge, thumbnail
from fedsim.ui.shared.words import plain

NUM_A_CLASS = 6
MAX_CLASSES = 24
MAX_ROWS = 5  # more classes go side by side, with smaller images, and stay in sight
BIG_PX = 448


@st.fragment
def sample_grid(dataset: Dataset) -> None:
    """A row of training images a class. A fragment: a click redraws the images and nothing else."""
    if not may_see(dataset):
        st.info(str(Problem.of("images-of-another")), icon=":material/lock:")
        return
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{Samples.HEADING}**", width="content")
        if st.button(Samples.NEW, icon=":material/casino:", key="new-draw", help=Samples.NEW_HELP):
            st.session_state.num_draws = st.session_state.get("num_draws", 0) + 1
    drawn = draw(dataset, st.session_state.get("num_draws", 0))
    with st.container(key="samples-rows" if dataset.num_classes <= MAX_ROWS else "samples-grid", gap="xsmall"):
        for cls in range(min(dataset.num_classes, MAX_CLASSES)):
            _row(dataset, cls, drawn[cls])
    st.caption(_note(dataset))


def draw(dataset: Dataset, seed: int) -> list[np.ndarray]:
    """Positions in the training set: for each class, a few of its images, each at most once.

    Only labels are looked at: the images of a large set are gigabytes.
    """
    rng = numpy_rng(seed, "samples")
    of_class = (np.flatnonzero(dataset.train.labels == cls) for cls in range(dataset.num_classes))
    return [rng.choice(found, min(NUM_A_CLASS, len(found)), replace=False) for found in of_class]


def _note(dataset: Dataset) -> str:
    left_out = dataset.num_classes - MAX_CLASSES
    parts = [
        more_classes(left_out) if left_out > 0 else "",
        Sets.DRAWN if dataset.drawn else "",
        Samples.CLICK,
    ]
    return paragraph(filter(None, parts))


def _row(dataset: Dataset, cls: int, positions: np.ndarray) -> None:
    name, title = dataset.classes[cls], class_titles(dataset)[cls]
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"sample-row-{cls}"):
        st.markdown(f"**{plain(name)}**" + (f"  \n:small[:gray[{plain(title)}]]" if title != name else ""))
        for place, position in enumerate(positions):
            spoken = Samples.BIGGER.format(cls=plain(name), position=position)
            if st.button(
                f"![{spoken}]({thumbnail(dataset.train.images[position])})",
                key=f"sample-{cls}-{place}",
                type="tertiary",
            ):
                st.dialog(plain(title))(_bigger)(dataset, int(position))


def _bigger(dataset: Dataset, position: int) -> None:
    """One image, its pixels enlarged a whole number of times."""
    cls = int(dataset.train.labels[position])
    spoken = Samples.ENLARGED.format(cls=class_titles(dataset)[cls])
    st.image(enlarge(dataset.train.images[position], BIG_PX), width="stretch", alt=spoken)
    which = Samples.WHICH_DRAWN if dataset.drawn else Samples.WHICH
    said = {"position": number(position), "images": number(len(dataset.train)), "size": dataset.size}
    st.caption(which.format(cls=plain(dataset.classes[cls]), **said))
