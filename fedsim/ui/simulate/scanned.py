"""What a hospital's scanner makes of its images: before and after, as its control moves."""

import numpy as np
import streamlit as st

from fedsim.data import Dataset
from fedsim.hospitals.shifts import scanned
from fedsim.hospitals.shortcut import disease, stamp
from fedsim.settings.config import Hospital
from fedsim.settings.shortcut import Mark
from fedsim.text.format import hospital as named
from fedsim.text.format import percent
from fedsim.text.pages.simulate import Each
from fedsim.ui.shared.images import may_see
from fedsim.ui.shared.pictures import enlarge
from fedsim.ui.shared.words import plain

MAX_CLASSES, MAX_MARKED = 6, 3
PICTURE_PX, GAP_PX, CAPTION_WIDTH = 64, 4, 190


def show_scanned(dataset: Dataset, hospital: Hospital, place: int, seed: int) -> None:
    """A test image of each class that it may see, as it is in the data set and, below, as its scanner takes it.

    Args:
        dataset: where the images come from.
        hospital: whose scanner it is.
        place: the hospital's.
        seed: the run's.
    """
    before = first_of_each(dataset, hospital)
    if not len(before) or not may_see(dataset):
        return
    after = scanned(hospital.shift, before, seed, place, "test")
    _show(before, after, Each.SCANNED.format(hospital=plain(named(hospital.name))))


def show_marked(dataset: Dataset, hospital: Hospital, place: int, seed: int) -> None:
    """The first test image of the disease that goes with a mark at a hospital, as in the data set and with the mark.

    Args:
        dataset: where the images come from.
        hospital: whose scanner puts the mark on.
        place: the hospital's.
        seed: the run's.
    """
    mark = hospital.shortcut
    if not isinstance(mark, Mark) or (mark.of and mark.of not in dataset.classes) or not may_see(dataset):
        return
    before = dataset.test.images[np.flatnonzero(dataset.test.labels == disease(mark, dataset.classes))[:MAX_MARKED]]
    if not len(before):
        return
    after = stamp(scanned(hospital.shift, before, seed, place, "test"), np.arange(len(before)))
    said = Each.MARKED.format(hospital=plain(named(hospital.name)), share=percent(mark.share))
    _show(before, after, said)


def _show(before: np.ndarray, after: np.ndarray, said: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.image(side_by_side(before, after), width=len(before) * (PICTURE_PX + GAP_PX) - GAP_PX, alt=said)
        st.caption(said, width=CAPTION_WIDTH)


def first_of_each(dataset: Dataset, hospital: Hospital) -> np.ndarray:
    """(n, h, w) or (n, h, w, 3) uint8: the first test image of each of the first classes that a hospital may see."""
    labels = dataset.test.labels
    seen = [cls for cls, name in enumerate(dataset.classes) if name not in hospital.excluded and cls in labels]
    return dataset.test.images[[int(np.flatnonzero(labels == cls)[0]) for cls in seen[:MAX_CLASSES]]]


def side_by_side(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """One picture, (h, w, 4) uint8 with what lies between the images transparent: `before` above `after`."""
    rows = [np.concatenate([_framed(image) for image in images], axis=1) for images in (before, after)]
    return np.concatenate(rows, axis=0)[: -2 * GAP_PX, : -2 * GAP_PX]


def _framed(image: np.ndarray) -> np.ndarray:
    """(h, w, 4): enlarged, with a gap below and on its right."""
    large = enlarge(image, 2 * PICTURE_PX)
    colours = large if large.ndim == 3 else np.repeat(large[..., None], 3, axis=2)
    opaque = np.concatenate([colours, np.full((*colours.shape[:2], 1), 255, np.uint8)], axis=2)
    gap = 2 * GAP_PX
    return np.pad(opaque, ((0, gap), (0, gap), (0, 0)))
