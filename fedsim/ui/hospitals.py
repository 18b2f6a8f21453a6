"""The hospital x class grid, what each hospital would get, and the button that starts it all."""

import numpy as np
import streamlit as st

from fedsim.charts import counts_chart, describe_counts
from fedsim.config import MAX_HOSPITALS, MIN_HOSPITALS, ConfigError, SimulationConfig
from fedsim.data import Dataset
from fedsim.partition import count_classes, deal_for, warnings
from fedsim.runs.frames import counts_frame
from fedsim.ui import session
from fedsim.ui.figures import figure
from fedsim.ui.resources import registry, show_run, wait_until_ready
from fedsim.ui.settings import choice

ROW_HEIGHT = 48
BAR_HEIGHT, AXIS_HEIGHT = 26, 100
NAME_WIDTH, CLASS_WIDTH = 110, 118  # px
MAX_GRID_HEIGHT = int(7.4 * ROW_HEIGHT)  # a row that is cut shows that there are more


@st.fragment
def hospital_grid(dataset: Dataset) -> None:
    """Edit the federation. A fragment: a tick redraws the grid and its chart, and not the run's charts."""
    left, right = st.columns([2, 1], gap="medium")
    with right:
        _amounts()
    session.fill_grid()
    config = session.get_settings()
    counts = count_images(config, dataset)
    height = min(ROW_HEIGHT * len(config.hospitals), MAX_GRID_HEIGHT)
    with left:
        with st.container(
            key="grid", height=height if height == MAX_GRID_HEIGHT else "content", border=False, gap="xsmall"
        ):
            for place in range(len(config.hospitals)):
                _row(place, counts[place], dataset.classes)
        run_bar(config, dataset, counts)
    with right:
        frame, bars = counts_frame(counts, config.hospital_names, dataset.classes), BAR_HEIGHT * len(config.hospitals)
        figure(
            counts_chart, frame, config.hospital_names, dataset.classes,
            height=min(bars + AXIS_HEIGHT, MAX_GRID_HEIGHT), key="counts", alt=describe_counts(frame),
        )  # fmt: skip


def _amounts() -> None:
    """How many hospitals, and how much each has."""
    hospitals, images = st.columns(2, gap="medium")
    hospitals.slider("Hospitals", MIN_HOSPITALS, MAX_HOSPITALS, key="num_hospitals", persist_state="session",
                     help="How many hospitals take part. New ones repeat the pattern of the first three.")  # fmt: skip
    with images:
        choice("samples_per_hospital", "Images each", "At most this many a hospital: it gets its even share of the "
               "training images, less the classes that it has never seen.",
               lambda value: "all" if value is None else f"{value:,}")  # fmt: skip


def count_images(config: SimulationConfig, dataset: Dataset) -> np.ndarray:
    """(hospitals, k) int64: what the deal gives each hospital."""
    return count_classes(
        dataset.train.labels, deal_for(config, dataset.train.labels, dataset.classes), dataset.num_classes
    )


def run_bar(config: SimulationConfig, dataset: Dataset, counts: np.ndarray) -> None:
    """What stands in the way of a good run, and Run."""
    problems = config.validate(dataset.classes)
    if problems:
        st.error(" ".join(problems), icon=":material/block:")
    elif messages := warnings(counts, config.hospital_names, dataset.classes):
        st.warning("  \n".join(messages), icon=":material/warning:")
    busy = bool(registry().live())
    wait_until_ready()
    st.button(
        "Queue another run" if busy else "Run the federation",
        key="run",
        type="secondary" if busy else "primary",
        icon=":material/play_arrow:",
        disabled=bool(problems),
        on_click=_start,
        width=260,
    )
    if st.session_state.pop("just_started", False):
        st.rerun()


def _start() -> None:
    """Start what the controls say now: this fragment may have been drawn before the sidebar's last change."""
    try:
        show_run(registry().start(session.get_settings()))
        st.session_state.just_started = True
    except ConfigError as error:
        st.toast(str(error), icon=":material/error:")


def _row(place: int, counts: np.ndarray, classes: tuple[str, ...]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text_input("Name", key=session.name_key(place), label_visibility="collapsed", max_chars=20, width=NAME_WIDTH,
                      persist_state="session")  # fmt: skip
        for position, cls in enumerate(classes):
            st.checkbox(
                f"{cls} :small[:gray[{counts[position]:,}]]",
                key=session.sees_key(place, cls),
                width=CLASS_WIDTH,
                persist_state="session",
            )
