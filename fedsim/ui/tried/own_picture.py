"""A picture of the visitor's own. It stays in the memory of this session and goes nowhere else."""

import streamlit as st

from fedsim.data import DataError, Dataset
from fedsim.data.files.picture import Picture, most_mb, read_picture
from fedsim.runs.state import RunState
from fedsim.text.format import number
from fedsim.text.pages.try_it import Cards, Own
from fedsim.text.runs import dataset_title
from fedsim.ui.shared.uploads import forget
from fedsim.ui.shared.words import plain
from fedsim.ui.tried import cards
from fedsim.ui.tried.asking import forget_own, said_of
from fedsim.ui.tried.test_images import what_all_say

PREVIEW_PX = 130
TAKEN, PICTURE, TROUBLE = "tried-pictures-taken", "tried-picture", "tried-trouble"


def show(state: RunState, dataset: Dataset) -> None:
    """Ask for one, and show what each model says to it."""
    _take(dataset)
    st.caption(Own.PRIVATE)
    if trouble := st.session_state.get(TROUBLE):
        st.error(plain(trouble), icon=":material/error:")
    picture = st.session_state.get(PICTURE)
    if picture is None or not _fits(picture, dataset):
        return
    words = Own.MADE_CUT if picture.cut else Own.MADE
    made = words.format(width=number(picture.width), height=number(picture.height), wanted=number(dataset.size))
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.image(picture.shown, width=PREVIEW_PX, alt=Own.SHOWN)
        with st.container(width="stretch"):
            st.info(Own.HONEST.format(images=plain(dataset_title(dataset.name))), icon=":material/info:")
            st.caption(made)
    said = said_of(state, dataset, picture.image)
    with st.container(key="tried-told"):
        st.markdown(what_all_say(dataset.classes, said))
    cards.show(state, cards.Shown(picture.image, dataset.classes, None, Own.SHOWN, "", Cards.OWN_ALT), said)


def _take(dataset: Dataset) -> None:
    """Read what is handed over, and let go of the file at once; the picture before it goes with it."""
    number = st.session_state.setdefault(TAKEN, 0)
    file = st.file_uploader(Own.FILE, type=["png", "jpg", "jpeg"], help=Own.HELP, key=f"tried-file-{number}",
                            max_upload_size=most_mb())  # fmt: skip
    if file is None:
        return
    for before in (TROUBLE, PICTURE):
        st.session_state.pop(before, None)
    forget_own()
    try:
        st.session_state[PICTURE] = read_picture(file.getvalue(), dataset)
    except DataError as error:
        st.session_state[TROUBLE] = str(error)
    finally:
        st.session_state[TAKEN] += 1
        forget(file)
    st.rerun()  # the uploader lets go of the file only where it is drawn without it


def _fits(picture: Picture, dataset: Dataset) -> bool:
    """Whether it was made for images like these: another run may have others."""
    return picture.image.shape == dataset.test.images.shape[1:]
