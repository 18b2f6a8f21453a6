"""A sweep's runs: which there are, one button to start those that are missing, and how far they are."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from fedsim.runs.state import Purpose, RunState, Status
from fedsim.runs.sweep import Sweep, by_settings, is_coming, is_done, missing, run_seconds
from fedsim.settings import sameness
from fedsim.settings.config import SimulationConfig
from fedsim.text.format import counted, duration
from fedsim.ui.shared.queue import watch_group
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.session import entry, get_settings
from fedsim.ui.shared.words import plain


def on_screen() -> SimulationConfig:
    """The controls' settings. The clip norm and delta count without privacy too: they are those of the runs to come."""
    return replace(get_settings(), clip_norm=st.session_state.clip_norm, delta=st.session_state.delta)


def find(sweep: Sweep) -> dict[SimulationConfig, RunState]:
    """The sweep's runs of this and earlier sessions, whatever their noise and seed."""
    return by_settings(registry().store.matching(sweep.covers))


def act(sweep: Sweep, runs: dict[SimulationConfig, RunState]) -> None:
    """The one thing to do now: run, or watch and stop."""
    problems = {problem for config in sweep.configs() for problem in config.validate(entry().classes)}
    coming = [state for state in runs.values() if is_coming(state)]
    for problem in sorted(problems):
        st.error(plain(problem), icon=":material/error:")
    if coming:
        watch_group(_asked(sweep, runs)[0], lambda: _asked(sweep, find(sweep)), Purpose.SWEEP, is_done, _name,
                    key="sweep-stop")  # fmt: skip
    todo = [] if problems else missing(sweep, runs)
    if todo or not coming:
        _offer(todo, runs, sweep, first=not coming)
    failed = {str(state.error) for state in runs.values() if state.status is Status.FAILED and not is_done(state)}
    for error in sorted(filter(None, failed)):
        st.warning(f"A run failed: {plain(error)}", icon=":material/warning:")


def _offer(todo: Sequence[SimulationConfig], runs: dict[SimulationConfig, RunState], sweep: Sweep, first: bool) -> None:
    done = len(sweep.configs()) - len(todo)
    label = "Run the sweep" if first and not done else f"Run the {counted(len(todo), 'missing run')}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(label if todo else "Run the sweep", key="sweep-run", type="primary" if first else "secondary",
                  icon=":material/play_arrow:", disabled=not todo, on_click=_start, args=[todo])  # fmt: skip
        if first:
            st.caption(_how_long(todo, done, run_seconds(runs.values(), sweep.dp)))


def _how_long(todo: Sequence[SimulationConfig], done: int, seconds: float | None) -> str:
    if not todo:
        return "All of its runs are done."
    text = counted(len(todo), "run")
    verb = "is" if done == 1 else "are"
    text += f", {done} more {verb} done already" if done else ", one of each seed without privacy"
    return text if seconds is None else f"{text}; about {duration(max(1.0, seconds * len(todo)))}"


def _start(todo: Sequence[SimulationConfig]) -> None:
    registry().start_all(todo, Purpose.SWEEP)


def _asked(sweep: Sweep, runs: dict[SimulationConfig, RunState]) -> tuple[list[RunState], int]:
    """The runs asked for and those on their way, as far as they are there, and how many they are in all."""
    asked = {sameness.federation(config) for config in sweep.configs()} | {
        settings for settings, state in runs.items() if is_coming(state)
    }
    return [runs[settings] for settings in asked if settings in runs], len(asked)


def _name(state: RunState) -> str:
    config = state.config
    noise = f"noise {config.noise_multiplier:g}" if config.noise_multiplier else "clipped, no noise"
    return f"now {noise if config.private else 'no privacy'}, seed {config.seed}"
