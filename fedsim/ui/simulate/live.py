"""A run, live or over: where it stands, and its results."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitInvalidLayoutContextError

from fedsim.language import paragraph
from fedsim.runs.progress import share_done
from fedsim.runs.resuming import can_go_on, why_not
from fedsim.runs.state import RunState, Status
from fedsim.text.endings import ended
from fedsim.text.pages.shared import Queue
from fedsim.text.pages.simulate import Live
from fedsim.ui.door import pace
from fedsim.ui.present.link import present_link
from fedsim.ui.shared import starting
from fedsim.ui.shared.downloads import download
from fedsim.ui.shared.figures import of_run
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.run_header import show_header
from fedsim.ui.shared.standing import standing
from fedsim.ui.shared.starting import bring_into_view
from fedsim.ui.shared.words import plain
from fedsim.ui.simulate import player, steering
from fedsim.ui.simulate.motion import show_motion
from fedsim.ui.simulate.preview import show_steps
from fedsim.ui.simulate.results import Results
from fedsim.ui.simulate.verdict import show_verdict
from fedsim.ui.visitors import is_own, link_with_key

POLL_SECONDS = 1.0
HOW = {
    Status.FINISHED: ("success", ":material/check_circle:"),
    Status.STOPPED: ("info", ":material/stop_circle:"),
    Status.FAILED: ("error", ":material/error:"),
    Status.INTERRUPTED: ("warning", ":material/power_off:"),
}
"""What a run's ending is drawn with."""


def show(state: RunState) -> None:
    """Draw a run. A live one looks for news, draws itself anew in place, and at its end the whole page.

    The fragment's own body is the choice of what to show. What it draws elsewhere it must draw every time: Streamlit
    takes away what a fragment drew before and does not draw again.
    """
    with st.container(key="run-shown"):
        show_header(state)
        bring_into_view(state.id)
    with st.container(key="standing"):  # as high during the run as its verdict will be: nothing below is pushed
        said, seen = st.columns(2, gap="medium")
        with said:
            status = _standing(state)
            if state.status.live:
                with st.container(key="steps"):
                    show_steps(state.config)
            show_verdict(state, folded=True)
        with seen, st.container(key="federation"):
            picture = st.empty()
    results = Results(state)

    every = pace(POLL_SECONDS) if state.status.live else player.redraw_seconds(state)

    def watch() -> None:
        now = registry().store.get(state.id) or state
        if not now.status.live:
            player.move_on(now)
        shares, shown = results.choose(now)
        with status:
            _tell(now)
        try:
            with picture:
                show_motion(now, shown)
            with of_run(now):
                results.draw(now if now.status.live else now.up_to(shown), shares, shown)
        except StreamlitInvalidLayoutContextError:  # the page was drawn anew before this place had its turn
            st.rerun()
        if state.status.live != now.status.live or (not now.status.live and player.redraw_seconds(now) != every):
            st.rerun()  # last: a place that was not drawn once cannot be drawn later

    with results.choices:
        st.fragment(watch, run_every=every)()


def _standing(state: RunState) -> DeltaGenerator:
    """The place for where it stands, and below it what can be done with it."""
    status = st.empty()
    with st.container(horizontal=True, vertical_alignment="center"):
        if state.status.live and is_own(state):
            st.button(Live.STOP, key="stop", icon=":material/stop:", width=110, on_click=registry().stop,
                      args=[state.id], disabled=state.is_stopping)  # fmt: skip
            steering.buttons(state)
            _share(state)
        elif can_go_on(state) and is_own(state):
            _resume(state)
        if not state.status.live:
            download([state], "run-download")
            present_link(state)
    starting.tell("resume")
    if state.status.live and is_own(state):
        steering.who(state)
    elif state.status.live:
        st.caption(f":material/visibility: {Queue.NOT_YOURS}")
    return status


def _resume(state: RunState) -> None:
    problem = why_not(state)
    help_ = Live.RESUME_HELP.format(round=registry().store.checkpoints.last_round(state.id))
    starting.button(Live.RESUME, plain(str(problem)) if problem else starting.why_not(state.config), starting.resume,
                    [state, "resume"], key="resume", text=help_, icon=":material/resume:", width=130)  # fmt: skip


def _share(state: RunState) -> None:
    """On a shared server: the addresses at which others watch a run, or may stop it."""
    if address := link_with_key(state):
        with st.popover(Queue.LINK, icon=":material/share:", key="share"):
            st.caption(Queue.LINK_HELP)
            st.code(address.split("&")[0], language=None, wrap_lines=True)
            st.code(address, language=None, wrap_lines=True)


def _tell(state: RunState) -> None:
    if state.status.live:
        st.progress(share_done(state), text=plain(standing(state)))
        return
    kind, icon = HOW[state.status]
    why = plain(str(state.error)) if state.error else ""
    if state.status is Status.STOPPED and why:  # the privacy budget's sentence tells all of it
        getattr(st, kind)(why, icon=icon)
    else:
        getattr(st, kind)(paragraph([ended(state), why]), icon=icon)
