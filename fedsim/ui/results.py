"""A run's curves, confusion matrices and hospitals. Drawn again with every round, in place."""

import pandas as pd
import streamlit as st

from fedsim import charts
from fedsim.runs import frames
from fedsim.runs.events import HospitalRound, RoundFinished, Started
from fedsim.runs.state import RunState
from fedsim.ui.figures import figure, ink

MATRICES_A_ROW = 4
MAX_HEADLINES = 3
TABLE_FORMATS = {
    "Train accuracy": st.column_config.NumberColumn(format="percent", help="Its own model on its own images."),
    "Alone, on all classes": st.column_config.NumberColumn(
        format="percent", help="Its own model, after training and before averaging, on the whole test set."
    ),
    "Update size (L2)": st.column_config.NumberColumn(format="%.2f", help="How far its training moved the model."),
    "Seconds": st.column_config.NumberColumn(format="%.2f", help="Training time."),
    "Sent (kB)": st.column_config.NumberColumn(format="%.0f", help="Its model. No image leaves the hospital."),
    "Received (kB)": st.column_config.NumberColumn(format="%.0f", help="The shared model."),
}


def show_results(state: RunState) -> None:
    """Everything that the run has so far; empty axes where it has nothing yet."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        curves = frames.accuracy_frame(state.rounds)
        st.markdown("**Accuracy of the shared model** on all classes, and on each hospital's own")
        figure(
            charts.accuracy_chart, curves, state.config.hospital_names, state.config.rounds,
            key=f"accuracy-{state.id}", alt=charts.describe_accuracy(curves), height=350,
        )  # fmt: skip
    with right:
        shown = _global_matrix(state)
    _headline(state, shown)
    _local_matrices(state, shown)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.markdown("**Loss of the shared model** on the test set")
        figure(
            charts.loss_chart, frames.loss_frame(state.rounds), state.config.rounds,
            key=f"loss-{state.id}", alt="Test loss by round", height=240,
        )  # fmt: skip
    with right:
        _table(shown)


def _global_matrix(state: RunState) -> RoundFinished | None:
    """The shared model's confusion matrix, with the round to show; returns that round."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown("**What the shared model says**", width="content")
        shares = st.segmented_control(
            "Cells", ["Share", "Count"], default="Share", required=True, key="cells", label_visibility="collapsed",
            width="content",
        ) == "Share"  # fmt: skip
    shown = _choose_round(state)
    frame = frames.matrix_frame(shown and shown.confusion_matrix, _classes(state), shown.round if shown else 0)
    figure(
        charts.confusion_chart, frame, _classes(state), shares=shares, ink=ink(), height=270,
        key=f"confusion-{state.id}", alt=charts.describe_matrix(frame, "the shared model"),
    )  # fmt: skip
    return shown


def _choose_round(state: RunState) -> RoundFinished | None:
    """A slider over the rounds. Its range does not move during a run: beyond the latest round it shows that."""
    last = state.config.rounds if state.status.live else state.rounds_done
    if last == 0:
        return state.rounds[-1] if state.rounds else None
    chosen = st.slider("Round shown", 0, last, last, key=f"round-{state.id}-{last}", label_visibility="collapsed",
                       help="Go back through the rounds; 0 is before training.")  # fmt: skip
    if not state.rounds:
        return None
    return state.rounds[min(chosen, state.rounds_done)]


def _headline(state: RunState, shown: RoundFinished | None) -> None:
    """The story in numbers: what each hospital has never seen, found by its own model and by the shared one."""
    blind = [hospital for hospital in state.config.hospitals if hospital.excluded]
    with st.container(horizontal=True, gap="small"):
        st.metric(
            f"All together, round {shown.round}" if shown else "All together",
            _percent(shown and shown.accuracy),
            help="The shared model on the whole test set.",
            border=True,
        )
        for hospital in blind[:MAX_HEADLINES]:
            cls = hospital.excluded[0]
            own = _own(shown, hospital.name)
            st.metric(
                f"{cls}, never seen by {hospital.name}",
                _percent(_recall(shown and shown.confusion_matrix, _classes(state), cls)),
                delta=f"{_percent(_recall(own and own.local_confusion_matrix, _classes(state), cls))} by its own model",
                delta_color="off",
                delta_arrow="off",
                help=f"Of the test images of {cls}, the share that the shared model recognises; below, the share that "
                f"hospital {hospital.name}'s model recognises after training on its own images, before averaging.",
                border=True,
            )


def _local_matrices(state: RunState, shown: RoundFinished | None) -> None:
    st.markdown(
        "**Each hospital's own model**, before averaging. :orange[Outlined] rows are classes that it has never seen: "
        "its blind spot."
    )
    num_hospitals = len(state.config.hospitals)
    for first in range(0, num_hospitals, MATRICES_A_ROW):
        columns = st.columns(min(num_hospitals, MATRICES_A_ROW))
        for place, column in zip(range(first, num_hospitals), columns, strict=False):
            with column:
                _local_matrix(state, shown, place)


def _local_matrix(state: RunState, shown: RoundFinished | None, place: int) -> None:
    hospital, classes = state.config.hospitals[place], _classes(state)
    own = _own(shown, hospital.name)
    seen = [cls not in hospital.excluded for cls in classes]
    frame = frames.matrix_frame(own and own.local_confusion_matrix, classes, shown.round if shown else 0, seen)
    st.caption(f"**{hospital.name}** {_percent(own and own.local_accuracy)} on all classes")
    figure(
        charts.confusion_chart, frame, classes, shares=True, ink=ink(), height=190, small=True,
        key=f"local-{state.id}-{place}", alt=charts.describe_matrix(frame, f"hospital {hospital.name}'s own model"),
    )  # fmt: skip


def _table(shown: RoundFinished | None) -> None:
    st.markdown("**The hospitals**" + (f" in round {shown.round}" if shown and shown.round else ""))
    frame = frames.hospital_frame(shown) if shown else pd.DataFrame({"Hospital": []})
    st.dataframe(frame, hide_index=True, column_config=TABLE_FORMATS, height=240, key="hospital-table")


def _classes(state: RunState) -> tuple[str, ...]:
    return state.info.classes if isinstance(state.info, Started) else ()


def _own(shown: RoundFinished | None, name: str) -> HospitalRound | None:
    return next((hospital for hospital in shown.hospitals if hospital.name == name), None) if shown else None


def _recall(matrix: tuple[tuple[int, ...], ...] | None, classes: tuple[str, ...], cls: str) -> float | None:
    """Share of a true class that is recognised."""
    if matrix is None or cls not in classes:
        return None
    row = matrix[classes.index(cls)]
    return row[classes.index(cls)] / sum(row) if sum(row) else None


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"
