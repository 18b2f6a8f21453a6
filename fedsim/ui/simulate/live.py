"""A run, live or over: where it stands, and its results."""

import time

import streamlit as st

from fedsim.runs.state import RunState, Status
from fedsim.text.format import counted, duration
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.words import plain
from fedsim.ui.simulate.results import Results, compares
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
    with st.container(horizontal=True, vertical_alignment="center"):
        status = st.empty()
        if state.status.live:
            st.button("Stop", key="stop", icon=":material/stop:", width=110, on_click=registry().stop,
                      args=[state.id], disabled=state.status is Status.STOPPING)  # fmt: skip
    show_verdict(state)
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
    if state.error and state.error.startswith(f"{word} after"):  # the privacy budget's sentence tells all of it
        getattr(st, kind)(f"**{word}**{plain(state.error.removeprefix(word))}", icon=icon)
        return
    text = f"**{word}** after {counted(state.rounds_done, 'round')}"
    if state.ended_at and state.started_at:
        text += f" in {duration(state.ended_at - state.started_at)}{_device(state)}"
    getattr(st, kind)(f"{text}. {state.error or ''}", icon=icon)


def _where(state: RunState) -> str:
    if state.status is Status.QUEUED:
        return f"Waiting: {counted(registry().ahead_of(state.id), 'run')} ahead of this one."
    if state.status is Status.STOPPING:
        return "Stopping. What is finished stays."
    parts = [_where_together(state), _where_alone(state)]
    return " · ".join(part for part in parts if part) or "Getting the data and the model ready."


def _where_together(state: RunState) -> str:
    if not state.rounds or state.rounds_done == state.config.rounds:
        return ""
    current = state.progress
    if current is None and state.baseline_progress and not state.rounds_done:
        return ""
    where = f"Round {state.rounds_done + 1} of {state.config.rounds}"
    where += f" · hospital {current.hospital} is training{_device(state)}" if current else " · averaging and testing"
    left = state.seconds_left(time.time())
    return where + (f" · about {duration(left)} left" if left is not None else "")


def _where_alone(state: RunState) -> str:
    current, epochs = state.baseline_progress, state.config.num_baseline_epochs
    if current is None:
        return ""
    who = "One model on all images" if current.hospital is None else f"Hospital {current.hospital}, alone"
    epoch = min(epochs, 1 + current.done * epochs // current.total)
    return f"{who}: epoch {epoch} of {epochs}{_device(state)}"


def _share_done(state: RunState) -> float:
    """Of all batches, as if every hospital had as many; the pooled model trains on all hospitals' images."""
    config, num_hospitals = state.config, len(state.config.hospitals)
    together = _rounds_done(state) * config.local_epochs * num_hospitals
    planned = config.rounds * config.local_epochs * num_hospitals
    if compares(state):
        together = 0 if config.baselines == "none" else together  # they were added to a federation that is over
        planned = 0 if config.baselines == "none" else planned
        together += _baseline_share(state) * 2 * num_hospitals * config.num_baseline_epochs
        planned += 2 * num_hospitals * config.num_baseline_epochs
    return min(1.0, together / planned)


def _rounds_done(state: RunState) -> float:
    if not state.progress:
        return state.rounds_done
    place = state.config.hospital_names.index(state.progress.hospital)
    part = (place + state.progress.done / state.progress.total) / len(state.config.hospitals)
    return state.rounds_done + part


def _baseline_share(state: RunState) -> float:
    """Share of the baselines' work that is done: half of it is the pooled model's."""
    weights = {name: 0.5 / len(state.config.hospitals) for name in state.config.hospital_names} | {None: 0.5}
    done = sum(weights[each.hospital] for each in state.baselines if each.finished)
    current = state.baseline_progress
    return done + (weights[current.hospital] * current.done / current.total if current else 0.0)


def _device(state: RunState) -> str:
    return f" on {state.info.device}" if state.info else ""
