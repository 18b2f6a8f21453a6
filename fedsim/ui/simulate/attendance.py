"""Who took part in which round, where that is not everybody in all of them."""

import streamlit as st

from fedsim.analysis.attendance_frames import attendance_frame
from fedsim.charts.attendance import attendance_chart, attendance_height, describe_attendance
from fedsim.hospitals.participation.attendance import is_everyone
from fedsim.runs.state import RunState
from fedsim.text.pages.simulate import Charts
from fedsim.ui.shared.figures import figure


def show_attendance(state: RunState) -> None:
    """Draw the heat map; nothing where by the settings all take part in all rounds, and nobody has failed."""
    failed = any(each.status == "failed" for finished in state.rounds for each in finished.hospitals)
    if is_everyone(state.config) and not failed:
        return
    names, frame = state.config.hospital_names, attendance_frame(state.rounds)
    height = attendance_height(len(names))
    st.markdown(Charts.ATTENDANCE)
    figure(attendance_chart, frame, names, state.config.rounds, height, key=f"attendance-{state.id}",
           alt=describe_attendance(frame))  # fmt: skip
