"""A run, live or over: where it stands, and its results."""

import time

import streamlit as st

from fedsim.runs.progress import share_done
from fedsim.runs.state import RunState, Status
from fedsim.text.format import counted, duration
from fedsim.text.progress import where
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.run_header import show_header
from fedsim.ui.shared.words import plain
from fedsim.ui.simulate.preview import show_steps
from fedsim.ui.simulate.results import Results
from fedsim.ui.simulate.verdict import show_verdict

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
    show_header(state)
    with st.container(key="standing"):  # as high during the run as its verdict will be: nothing below is pushed
        with st.container(horizontal=True, vertical_alignment="center"):
            status = st.empty()
            if state.status.live:
                st.button("Stop", key="stop", icon=":material/stop:", width=110, on_click=registry().stop,
                          args=[state.id], disabled=state.status is Status.STOPPING)  # fmt: skip
        if state.status.live:
            show_steps(state.config)
        show_verdict(state, folded=True)
    results = Results(state)

    def watch() -> None:
        now = registry().store.get(state.id) or state
        chosen = results.choose(now)
        with status:
            _tell(now)
        results.draw(now, *chosen)
        if state.status.live and not now.status.live:  # last: a place that was not drawn once cannot be drawn later
            st.rerun()

    with results.choices:
        st.fragment(watch, run_every=POLL_SECONDS if state.status.live else None)()


def _tell(state: RunState) -> None:
    if state.status.live:
        st.progress(share_done(state), text=plain(where(state, registry().ahead_of(state.id), time.time())))
        return
    kind, icon, word = ENDINGS[state.status]
    if (error := str(state.error or "")).startswith(f"{word} after"):  # the privacy budget's sentence tells all of it
        getattr(st, kind)(f"**{word}**{plain(error.removeprefix(word))}", icon=icon)
        return
    text = f"**{word}** after {counted(state.rounds_done, 'round')}"
    if state.ended_at and state.started_at:
        text += f" in {duration(state.ended_at - state.started_at)}{_device(state)}"
    getattr(st, kind)(f"{text}. {plain(error)}", icon=icon)


def _device(state: RunState) -> str:
    return f" on {state.info.device}" if state.info else ""
