"""Runs of an exploration: the ones there are, and the button that starts those that are missing."""

from collections.abc import Callable, Sequence

import streamlit as st

from fedsim import data
from fedsim.data import DataError
from fedsim.hospitals.advice import advice_for
from fedsim.runs.asked import Sweep, runs_of
from fedsim.runs.exploration import Exploration, Runs
from fedsim.runs.state import Purpose, RunState
from fedsim.runs.sweep import is_coming, is_done, missing, once
from fedsim.settings import sameness
from fedsim.settings.config import SimulationConfig
from fedsim.text.pages import explore as words
from fedsim.text.pages.explore import Queue
from fedsim.text.pages.privacy.cost import how_long, run_missing
from fedsim.text.settings import value_title
from fedsim.ui.shared import starting
from fedsim.ui.shared.batch import Batch, follow, start_button
from fedsim.ui.shared.foretold import seconds
from fedsim.ui.shared.resources import registry


def gather(explorations: Sequence[Sweep]) -> tuple[Runs, int]:
    """The runs of today, and how many others would have counted."""
    return runs_of(explorations, registry().store)


def run(
    explorations: Sequence[Sweep],
    runs: Runs,
    key: str,
    label: str,
    call: Callable[[RunState], str],
    before: Sequence[SimulationConfig] = (),
) -> None:
    """Say where the runs stand, and draw the button that starts those that are missing.

    Args:
        explorations: one at least.
        runs: those that there are.
        key: the button's begins with it.
        label: what the button says before any run is there.
        call: what to call a run.
        before: runs that were asked for elsewhere, and count for no beginning.
    """
    configs = configs_of(explorations)
    now = lambda state: Queue.NOW.format(run=call(state))  # noqa: E731
    batch = Batch(Purpose.EXPLORATION, key, configs, is_done, now, _failed)
    can_start, coming = follow(batch, _asked(configs, runs), _look_again(explorations, configs))
    todo = missing(configs, runs)
    if todo and (can_start or not coming):
        begun = len(todo) < len(_without(configs, before))
        _offer(batch, todo, run_missing(len(todo)) if begun else label, can_start=can_start, first=not coming)
    starting.tell(batch.key)


def configs_of(explorations: Sequence[Sweep]) -> list[SimulationConfig]:
    """Every run of all of them, once."""
    return once([config for each in explorations for config in each.configs()])


def _without(configs: Sequence[SimulationConfig], others: Sequence[SimulationConfig]) -> list[SimulationConfig]:
    known = {sameness.federation(config) for config in others}
    return [config for config in configs if sameness.federation(config) not in known]


def _asked(configs: Sequence[SimulationConfig], runs: Runs) -> list[RunState]:
    keys = [sameness.federation(config) for config in configs]
    return [runs[key] for key in keys if key in runs]


def _look_again(
    explorations: Sequence[Sweep], configs: Sequence[SimulationConfig]
) -> Callable[[], tuple[list[RunState], int]]:
    def look_again() -> tuple[list[RunState], int]:
        now = gather(explorations)[0]
        asked = {sameness.federation(config) for config in configs}
        asked |= {settings for settings, state in now.items() if is_coming(state)}
        return [now[settings] for settings in asked if settings in now], len(asked)

    return look_again


def _offer(batch: Batch, todo: Sequence[SimulationConfig], label: str, *, can_start: bool, first: bool) -> None:
    done = len(batch.configs) - len(todo)
    with st.container(horizontal=True, vertical_alignment="center"):
        start_button(batch, label, todo, can_start=can_start, primary=first)
        if can_start:
            st.caption(how_long(len(todo), done, _seconds(todo), reference=False))


def _seconds(todo: Sequence[SimulationConfig]) -> float | None:
    """About how long all of them take; None where nobody knows."""
    found = [_seconds_of(config) for config in todo]
    known = [each for each in found if each is not None]
    return sum(known) if len(known) == len(found) else None


def _seconds_of(config: SimulationConfig) -> float | None:
    try:
        dataset = data.load(config.dataset, config.size)
        return seconds(config, dataset, advice_for(config, dataset).partition.sizes)
    except DataError:
        return None


def name(explorations: Sequence[Exploration], state: RunState) -> str:
    """What a run of these is called: its strategy, its value, its seed."""
    found = ((each, each.where(state.config)) for each in explorations)
    at = next((words.at(each.axis, place[0]) for each, place in found if place), "")
    strategy = value_title("strategy", state.config.strategy.kind)
    return Queue.ONE.format(strategy=strategy, at=at, seed=state.config.seed)


def _failed(state: RunState, error: str) -> str:
    return Queue.FAILED.format(error=error)
