"""What the hospitals look at: the images, and who holds which."""

import streamlit as st

from fedsim.data import DataError, Dataset
from fedsim.text.pages.data import Page
from fedsim.ui.data import adding, datasets
from fedsim.ui.data.balance import class_balance
from fedsim.ui.data.samples import sample_grid
from fedsim.ui.shared.figures import take_away
from fedsim.ui.shared.resources import load_dataset
from fedsim.ui.shared.session import ensure_settings, entry, heading
from fedsim.ui.shared.words import plain
from fedsim.ui.simulate.hospitals import hospital_grid


def choose() -> None:
    """The set, its size, and one's own images."""
    which, size, own = st.columns([5, 4, 3], gap="medium", vertical_alignment="bottom")
    with which:
        datasets.choose(note=False)
    with size:
        datasets.choose_size()
    with own:
        adding.upload()


def chosen() -> Dataset | None:
    """The chosen set with its images; None where it has to be downloaded first."""
    if st.session_state.size not in entry().sizes_on_disk:
        offer = st.container()
        datasets.class_list(entry())
        with offer:  # last: while it downloads, everything else stands
            adding.download(entry(), st.session_state.size)
        return None
    try:
        return load_dataset(st.session_state.dataset, st.session_state.size)
    except DataError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return None


def hospitals(dataset: Dataset) -> None:
    """What each hospital holds, and the way on."""
    st.markdown(f"## {Page.HOSPITALS}")
    hospital_grid(dataset, can_run=False)
    with st.container(key="go-on"):
        st.page_link("pages/simulate.py", label=Page.GO_ON, icon=":material/play_arrow:")


ensure_settings()
adding.take_new()
heading(Page.HEADING, Page.PURPOSE)
choose()
left, right = st.columns([2, 1], gap="medium")
with right:
    datasets.facts(entry(), st.session_state.size)
with left:
    dataset = chosen()
if dataset:
    with left:
        sample_grid(dataset)
    with right:
        class_balance(dataset)
    hospitals(dataset)
take_away()
