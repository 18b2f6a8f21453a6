"""The header of a result: whose numbers these are, and whether the settings have moved on since."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from fedsim.runs.made_now import data_changed
from fedsim.runs.state import RunState
from fedsim.settings.declared import settled
from fedsim.text.format import listed
from fedsim.text.pages.shared import Header
from fedsim.text.run_header import changes, run_header
from fedsim.ui.shared import session, starting
from fedsim.ui.shared.resources import current_run
from fedsim.ui.shared.words import plain, sentence

DRAWN = "drawn_changes"


def show_header(state: RunState) -> None:
    """Say what the run was asked for and, where the controls now say something else, offer two ways on."""
    st.caption(sentence(run_header(state)))
    if data_changed(state):
        st.warning(Header.OTHER_DATA, icon=":material/sync_problem:")
    changed, why = st.session_state[DRAWN] = _standing(state)
    if not changed:
        starting.tell("header")
        return
    with st.container(horizontal=True, vertical_alignment="center", key="changed"):
        st.markdown(Header.CHANGED.format(changes=plain(listed(changed))))
        starting.button(Header.RUN_AGAIN, why, _start, key="run-again", icon=":material/replay:",
                        text=Header.RUN_AGAIN_HELP)  # fmt: skip
        st.button(Header.BRING_BACK, key="bring-back", icon=":material/undo:", on_click=_bring_back,
                  args=[state], help=Header.BRING_BACK_HELP)  # fmt: skip
    starting.say_why(why)
    starting.tell("header")


def redraw_if_changed() -> None:
    """At the end of a fragment of controls: draw the whole page where its header would say something else."""
    context = get_script_run_ctx()
    if not context or not context.fragment_ids_this_run:
        return  # the whole page is being drawn
    run = current_run()
    if run and _standing(run) != _drawn():
        st.rerun()


def _standing(state: RunState) -> tuple[list[str], str]:
    """What has been changed since a run, and why it could not be run again so.

    A setting that did not count in the run cannot have changed.
    """
    now = session.get_settings()
    changed = changes(settled(state.config), now)
    return changed, starting.why_not(now) if changed else ""


def _drawn() -> tuple[list[str], str]:
    return st.session_state.get(DRAWN, ([], ""))


def _bring_back(state: RunState) -> None:
    session.bring_back(state)
    st.session_state.draw_anew = True


def _start() -> None:
    starting.start(session.get_settings(), "header")
