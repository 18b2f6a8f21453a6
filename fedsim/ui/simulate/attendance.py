"""Who took part in which round, where that is not everybody in all of them."""

import streamlit as st

from fedsim.analysis.attendance_frames import attendance_frame, count_frame
from fedsim.charts.attendance import (
    attendance_chart,
    attendance_height,
    count_chart,
    describe_attendance,
    describe_counts_by_round,
)
from fedsim.hospitals.participation.attendance import is_everyone
from fedsim.runs.state import RunState
from fedsim.text.pages.simulate import Charts
from fedsim.ui.shared.figures import figure
from fedsim.ui.shared.many import MOST_LINES

COUNTS_PX = 260


def show_attendance(state: RunState) -> None:
    """Draw the heat map; nothing where by the settings all take part in all rounds, and nobody has failed."""
    failed = any(each.status == "failed" for finished in state.rounds for each in finished.hospitals)
    if is_everyone(state.config) and not failed:
        return
    names = state.config.hospital_names
    st.markdown(Charts.ATTENDANCE)
    if len(names) > MOST_LINES:
        counts = count_frame(state.rounds)
        figure(count_chart, counts, len(names), state.config.rounds, COUNTS_PX, key=f"attendance-{state.id}",
               alt=describe_counts_by_round(counts))  # fmt: skip
        return
    frame, height = attendance_frame(state.rounds), attendance_height(len(names))
    figure(attendance_chart, frame, names, state.config.rounds, height, key=f"attendance-{state.id}",
           alt=describe_attendance(frame))  # fmt: skip
