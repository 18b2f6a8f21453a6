"""A run, live or over: where it stands, and its results."""

import time

import streamlit as st

from fedsim.runs.state import RunState, Status
from fedsim.ui.resources import registry
from fedsim.ui.results import Results

POLL_SECONDS = 1.0
ENDINGS = {
    Status.FINISHED: ("success", ":material/check_circle:", "Finished"),
    Status.STOPPED: ("info", ":material/stop_circle:", "Stopped"),
    Status.FAILED: ("error", ":material/error:", "Failed"),
    Status.INTERRUPTED: ("warning", ":material/power_off:", "Interrupted: the app was closed during this run"),
}


def show(state: RunState) -> None:
    """Draw a run. A live one looks for news, draws itself anew in place, and at its end the whole page.

    The fragment's own body is the choice of what to show. What it draws elsewhere it must draw every time: Streamlit
    takes away what a fragment drew before and does not draw again.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        status = st.empty()
        if state.status.live:
            st.button("Stop", key="stop", icon=":material/stop:", width=110, on_click=registry().stop,
                      args=[state.id], disabled=state.status is Status.STOPPING)  # fmt: skip
    results = Results(state)

    def watch() -> None:
        now = registry().store.get(state.id) or state
        chosen = results.choose(state)
        if state.status.live and not now.status.live:
            st.rerun()
        with status:
            _tell(now)
        results.draw(now, *chosen)

    with results.choices:
        st.fragment(watch, run_every=POLL_SECONDS if state.status.live else None)()


def _tell(state: RunState) -> None:
    if state.status.live:
        st.progress(_share_done(state), text=_where(state))
        return
    kind, icon, word = ENDINGS[state.status]
    text = f"**{word}** after {_plural(state.rounds_done, 'round')}"
    if state.ended_at and state.started_at:
        text += f" in {_duration(state.ended_at - state.started_at)}{_device(state)}"
    getattr(st, kind)(f"{text}. {state.error or ''}", icon=icon)


def _where(state: RunState) -> str:
    if state.status is Status.QUEUED:
        return f"Waiting: {_plural(registry().ahead_of(state.id), 'run')} ahead of this one."
    if state.status is Status.STOPPING:
        return "Stopping. What is finished stays."
    current = state.progress
    if state.info is None or not state.rounds:
        return "Getting the data and the model ready."
    where = f"Round {state.rounds_done + 1} of {state.config.rounds}"
    where += f" · hospital {current.hospital} is training{_device(state)}" if current else " · averaging and testing"
    left = state.seconds_left(time.time())
    return where + (f" · about {_duration(left)} left" if left is not None else "")


def _share_done(state: RunState) -> float:
    part = 0.0
    if state.progress:
        place = state.config.hospital_names.index(state.progress.hospital)
        part = (place + state.progress.done / state.progress.total) / len(state.config.hospitals)
    return min(1.0, (state.rounds_done + part) / state.config.rounds)


def _device(state: RunState) -> str:
    return f" on {state.info.device}" if state.info else ""


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
