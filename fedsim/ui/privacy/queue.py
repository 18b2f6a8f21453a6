"""A sweep's runs: which there are, one button to start those that are missing, and how far they are."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from fedsim.runs.made_now import of_today
from fedsim.runs.state import Purpose, RunState
from fedsim.runs.sweep import Sweep, by_settings, is_coming, is_done, missing, run_seconds
from fedsim.settings import sameness
from fedsim.settings.config import SimulationConfig
from fedsim.text.format import exact
from fedsim.text.pages.privacy.cost import Queue, how_long, run_missing
from fedsim.ui.shared import starting
from fedsim.ui.shared.batch import Batch, follow, start_button
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.session import get_settings


def on_screen() -> SimulationConfig:
    """The controls' settings. The clip norm and delta count without privacy too: they are those of the runs to come."""
    return replace(get_settings(), clip_norm=st.session_state.clip_norm, delta=st.session_state.delta)


def find(sweep: Sweep) -> Mapping[SimulationConfig, RunState]:
    """The sweep's runs of this and earlier sessions, whatever their noise and seed."""
    return gather(sweep)[0]


def gather(sweep: Sweep) -> tuple[Mapping[SimulationConfig, RunState], int]:
    """The same, and how many are left out, since another version made them."""
    return of_today(registry().store.matching(sweep.covers), sweep.base.device, by_settings, is_done)


def act(sweep: Sweep, runs: Mapping[SimulationConfig, RunState]) -> None:
    """The one thing to do now: run, or watch and stop."""
    batch = Batch(Purpose.SWEEP, "sweep", sweep.configs(), is_done, _name, _failed)
    can_start, coming = follow(batch, runs.values(), lambda: _asked(sweep, find(sweep)))
    todo = missing(sweep.configs(), runs)
    if not coming or (todo and can_start):
        _offer(batch, todo, runs, sweep, first=not coming, can_start=can_start)
    starting.tell(batch.key)


def _offer(
    batch: Batch,
    todo: Sequence[SimulationConfig],
    runs: Mapping[SimulationConfig, RunState],
    sweep: Sweep,
    *,
    first: bool,
    can_start: bool,
) -> None:
    done = len(batch.configs) - len(todo)
    whole = not todo or (first and not done)
    with st.container(horizontal=True, vertical_alignment="center"):
        label = Queue.RUN if whole else run_missing(len(todo))
        start_button(batch, label, todo, can_start=can_start, primary=first)
        if first and (can_start or not todo):
            seconds = run_seconds(runs.values(), sweep.dp)
            st.caption(how_long(len(todo), done, None if seconds is None else seconds * len(todo)))


def _asked(sweep: Sweep, runs: Mapping[SimulationConfig, RunState]) -> tuple[list[RunState], int]:
    """The runs asked for and those on their way, as far as they are there, and how many they are in all."""
    asked = {sameness.federation(config) for config in sweep.configs()} | {
        settings for settings, state in runs.items() if is_coming(state)
    }
    return [runs[settings] for settings in asked if settings in runs], len(asked)


def _name(state: RunState) -> str:
    config = state.config
    if not config.private:
        return Queue.NOW_PLAIN.format(seed=config.seed)
    if not config.noise_multiplier:
        return Queue.NOW_CLIPPED.format(seed=config.seed)
    return Queue.NOW_NOISE.format(noise=exact(config.noise_multiplier), seed=config.seed)


def _failed(state: RunState, error: str) -> str:
    return Queue.FAILED.format(error=error)
