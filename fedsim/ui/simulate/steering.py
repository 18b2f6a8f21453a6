"""A live run is paused, goes on by one round, and loses or regains hospitals."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from fedsim import data
from fedsim.hospitals.advice import advice_for
from fedsim.privacy.budget import ends_early
from fedsim.runs.state import RunState
from fedsim.runs.steering import Steering
from fedsim.settings.config import SimulationConfig, with_presence
from fedsim.settings.limits import in_force
from fedsim.settings.presence import is_there, takes_part
from fedsim.text.format import duration
from fedsim.text.pages.simulate import Steering as Words
from fedsim.ui.door import pace
from fedsim.ui.shared import rows, session, starting
from fedsim.ui.shared.controls import several
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.words import plain

POLL_SECONDS = 0.5
BESIDE = "steering"
MOST_PILLS = 20


def buttons(state: RunState) -> None:
    """Pause, or one round and Continue; they follow where the run stands."""

    def watch() -> None:
        if st.session_state.pop("draw_anew", False):  # the controls were set: the browser's own must not come back
            st.rerun()
        if not (steering := registry().steering(state.id)):
            return
        with st.container(horizontal=True, vertical_alignment="center", key="steering", width="content"):
            if not steering.is_paused:
                st.button(Words.PAUSE, key="pause", icon=":material/pause:", help=Words.PAUSE_HELP,
                          on_click=steering.pause)  # fmt: skip
                return
            st.button(Words.STEP, key="step", icon=":material/skip_next:", help=Words.STEP_HELP,
                      disabled=steering.waits_after is None, on_click=_go, args=[state.id, steering.step])  # fmt: skip
            st.button(Words.CONTINUE, key="continue", icon=":material/play_arrow:", type="primary",
                      on_click=_go, args=[state.id, steering.go_on])  # fmt: skip

    st.fragment(watch, run_every=pace(POLL_SECONDS))()


def who(state: RunState) -> None:
    """While the run waits: who is in the next rounds."""

    def watch() -> None:
        steering, now = registry().steering(state.id), registry().store.get(state.id) or state
        if now.config != state.config:  # the whole page says who is left out
            st.rerun()
        if steering and steering.is_paused:
            with st.container(border=True, key="paused"):
                _choose(now, steering)
                if _ends_early(now, steering):
                    st.warning(Words.ENDS_EARLY, icon=":material/hourglass_bottom:")
                if most := in_force().max_pause_minutes:
                    st.caption(Words.PAUSE_ENDS.format(time=duration(60 * most)))
                starting.tell(BESIDE)

    st.fragment(watch, run_every=pace(POLL_SECONDS))()


def _choose(state: RunState, steering: Steering) -> None:
    """Who is in the next rounds; it stays in sight, and grey, while a single one is made."""
    waits, server_round = steering.waits_after is not None, (steering.waits_after or state.rounds_done) + 1
    names = [each.name for each in state.config.hospitals if takes_part(each)]
    key = f"in-next-{state.id}-{server_round}"
    # A value that is set in the session reaches the browser late, and a tick in between would take it for empty.
    first = None if key in st.session_state else _there(_planned(state.config, steering, server_round), server_round)
    arguments = [state, steering, server_round, key]
    if len(names) <= MOST_PILLS:
        st.pills(Words.IN_NEXT, names, selection_mode="multi", default=first, key=key, format_func=plain,
                 help=Words.IN_NEXT_HELP, on_change=_set, args=arguments, disabled=not waits)  # fmt: skip
    else:
        several(Words.IN_NEXT, names, default=first, key=key, format_func=plain, help=Words.IN_NEXT_HELP,
                       on_change=_set, args=arguments, disabled=not waits)  # fmt: skip


def _ends_early(state: RunState, steering: Steering) -> bool:
    """Whether the budget would end the run before its last round, with who is in the next ones."""
    planned = _planned(state.config, steering, (steering.waits_after or state.rounds_done) + 1)
    if planned.target_epsilon is None or not planned.private:
        return False
    sizes = advice_for(planned, data.load(planned.dataset, planned.size)).partition.sizes
    return ends_early(planned, tuple(sizes))


def _planned(config: SimulationConfig, steering: Steering, server_round: int) -> SimulationConfig:
    """The run's settings as they will be from a round on."""
    for change in steering.changes(config, server_round):
        config = with_presence(config, change.hospital, server_round, there=not change.out)
    return config


def _there(config: SimulationConfig, server_round: int) -> list[str]:
    return [each.name for each in config.hospitals if is_there(each.presence, server_round)]


def _set(state: RunState, steering: Steering, server_round: int, key: str) -> None:
    """A callback: change who is in the next rounds; what could not run is refused, and the choice is as before.

    A browser that has not drawn the choice yet says that nobody is chosen: no click takes several away at once.
    """
    chosen, planned = {*st.session_state[key]}, _planned(state.config, steering, server_round)
    turned = [*{*_there(planned, server_round)} ^ chosen]
    if not chosen and len(turned) > 1:
        st.session_state[key] = _there(planned, server_round)
        return
    wanted = planned
    for name in turned:
        wanted = with_presence(wanted, name, server_round, there=name in chosen)
    if starting.refuse(BESIDE, wanted):
        st.session_state[key] = _there(planned, server_round)
        return
    for name in turned:
        steering.set_there(name, name in chosen)


def _go(run_id: str, go: Callable[[], None]) -> None:
    """A callback: let it go on; the controls say who is there as the run has it, and go on to be this run's."""
    st.session_state.pop("told", None)
    state, steering = registry().store.get(run_id), registry().steering(run_id)
    if state and steering and steering.waits_after is not None:
        planned = _planned(state.config, steering, steering.waits_after + 1)
        if planned != state.config:
            presence = {each.name: each.presence for each in planned.hospitals}
            now = session.get_settings().hospitals
            rows.put([replace(each, presence=presence.get(each.name, each.presence)) for each in now],
                     session.entry().classes)  # fmt: skip
            st.session_state.draw_anew = True
    go()
