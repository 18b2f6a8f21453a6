"""A run that is over is played again, round by round: play, pause, speed, and a slider to go anywhere."""

import time
from dataclasses import dataclass

import streamlit as st

from fedsim.runs.state import RunState
from fedsim.text.pages.simulate import Player as Words
from fedsim.ui.shared.controls import kept

SPEEDS = (0.5, 1, 2, 5, 10, 25)
"""Rounds a second."""
REDRAW_SECONDS = 0.5
"""A page is not drawn more often: what is faster goes on by several rounds."""


@dataclass(frozen=True)
class Played:
    """Since when a run is played, on the monotonic clock, and from which round on."""

    since: float
    first: int


def redraw_seconds(state: RunState) -> float | None:
    """How often the run has to be drawn anew; None where it is not played."""
    return max(REDRAW_SECONDS, 1 / _speed(state)) if _played(state) else None


def move_on(state: RunState) -> None:
    """Before the slider is drawn: set it to the round that is reached."""
    if not (played := _played(state)):
        return
    reached = played.first + int((time.monotonic() - played.since) * _speed(state))
    st.session_state[_slider(state)] = min(reached, state.rounds_done)
    if reached >= state.rounds_done:
        _pause(state)


def button(state: RunState) -> None:
    """Play, or pause."""
    playing = _played(state) is not None
    st.button(
        "", key=f"play-{state.id}", icon=":material/pause:" if playing else ":material/play_arrow:", width=44,
        help=Words.PAUSE if playing else Words.PLAY, on_click=_pause if playing else _play, args=[state],
    )  # fmt: skip


def speed(state: RunState) -> None:
    """How many rounds a second."""
    key = f"speed-{state.id}"
    st.session_state.setdefault(key, 1)
    st.selectbox(Words.SPEED, SPEEDS, **kept(key), format_func=Words.speed, width=96, on_change=move,
                 args=[state], help=Words.SPEED_HELP)  # fmt: skip


def move(state: RunState) -> None:
    """A callback: go on from where the slider is."""
    if _played(state):
        st.session_state[_key(state)] = Played(time.monotonic(), st.session_state[_slider(state)])


def _play(state: RunState) -> None:
    """From the slider's round on; at the end, from the beginning."""
    first = st.session_state.get(_slider(state), 0)
    st.session_state[_key(state)] = Played(time.monotonic(), first if first < state.rounds_done else 0)


def _pause(state: RunState) -> None:
    st.session_state.pop(_key(state), None)


def _played(state: RunState) -> Played | None:
    return st.session_state.get(_key(state))


def _speed(state: RunState) -> float:
    return st.session_state.get(f"speed-{state.id}", 1)


def _key(state: RunState) -> str:
    return f"played-{state.id}"


def _slider(state: RunState) -> str:
    return f"round-{state.id}"
