"""What an exploration has come to: its runs, the sentence, the lines."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from fedsim.charts.exploration import describe_exploration, exploration_chart
from fedsim.runs.exploration import AXES, Exploration, exploration_frame
from fedsim.runs.made_now import of_today
from fedsim.runs.state import Purpose, RunState
from fedsim.runs.sweep import by_settings, is_coming, is_done, missing, run_seconds
from fedsim.settings import sameness
from fedsim.settings.config import SimulationConfig
from fedsim.settings.strategy import OWN_MODELS
from fedsim.text.format import percent
from fedsim.text.pages import explore as words
from fedsim.text.pages.explore import Chart, Page, Queue
from fedsim.text.pages.privacy.cost import how_long, run_missing
from fedsim.text.runs import left_out
from fedsim.text.settings import value_title
from fedsim.ui.shared import starting
from fedsim.ui.shared.batch import Batch, follow, start_button
from fedsim.ui.shared.figures import figure
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.words import sentence


def show(exploration: Exploration) -> None:
    """Draw the button, where its runs stand, and what they come to."""
    runs, num_left_out = _gather(exploration)
    if num_left_out:
        st.caption(left_out(num_left_out))
    _act(exploration, runs)
    asked = {sameness.federation(config) for config in exploration.configs()}
    _draw(exploration, [state for settings, state in runs.items() if settings in asked])


def _gather(exploration: Exploration) -> tuple[Mapping[SimulationConfig, RunState], int]:
    states = registry().store.matching(exploration.covers)
    return of_today(states, exploration.base.device, by_settings, is_done)


def _act(exploration: Exploration, runs: Mapping[SimulationConfig, RunState]) -> None:
    configs = exploration.configs()
    batch = Batch(
        Purpose.EXPLORATION, "explore", configs, is_done, lambda state: _name(exploration.axis, state), _failed
    )

    def look_again() -> tuple[list[RunState], int]:
        now = _gather(exploration)[0]
        asked = {sameness.federation(config) for config in configs} | {
            settings for settings, state in now.items() if is_coming(state)
        }
        return [now[settings] for settings in asked if settings in now], len(asked)

    can_start, coming = follow(batch, runs.values(), look_again)
    todo = missing(configs, runs)
    if not coming or (todo and can_start):
        _offer(batch, todo, runs, first=not coming, can_start=can_start)
    starting.tell(batch.key)


def _offer(
    batch: Batch, todo: Sequence[SimulationConfig], runs: Mapping[SimulationConfig, RunState], *, first: bool,
    can_start: bool,
) -> None:  # fmt: skip
    done = len(batch.configs) - len(todo)
    with st.container(horizontal=True, vertical_alignment="center"):
        label = Queue.RUN if not todo or (first and not done) else run_missing(len(todo))
        start_button(batch, label, todo, can_start=can_start, primary=first)
        if first and (can_start or not todo):
            seconds = run_seconds(runs.values(), "none")
            st.caption(how_long(len(todo), done, seconds and seconds * len(todo), reference=False))


def _name(axis: str, state: RunState) -> str:
    value = AXES[axis].read(state.config)
    at = words.at(axis, value) if value is not None else ""
    return Queue.NOW.format(
        strategy=value_title("strategy", state.config.strategy.kind), at=at, seed=state.config.seed
    )  # fmt: skip


def _failed(state: RunState, error: str) -> str:
    return Queue.FAILED.format(error=error)


def _draw(exploration: Exploration, states: Sequence[RunState]) -> None:
    plain = [value_title("strategy", each.kind) for each in exploration.strategies]
    is_own = [each.kind in OWN_MODELS for each in exploration.strategies]
    titles = tuple(words.called(title, own=own) for title, own in zip(plain, is_own, strict=True))
    frame = exploration_frame(states, exploration)
    if frame.empty and not any(map(is_coming, states)):
        st.markdown(Page.NOTHING_YET)
        return
    frame.insert(1, "title", [titles[place] for place in frame["strategy"]])
    axis, values = AXES[exploration.axis], exploration.values
    hardest, easiest = (values[0], values[-1]) if axis.hardest == 0 else (values[-1], values[0])
    if said := words.headline(frame, exploration.axis, hardest, easiest):
        st.markdown(f"## {sentence(said)}")
    name = words.AXIS_TITLES[exploration.axis]
    figure(exploration_chart, frame, titles, values, name, log=axis.log, key=f"explore-{exploration.axis}",
           alt=describe_exploration(frame, name))  # fmt: skip
    if len(frame):
        st.caption(words.seeds_matter(frame))
        own, shared = ([each for each, own in zip(plain, is_own, strict=True) if own is of] for of in (True, False))
        if of_own := words.own_models(own, shared):
            st.caption(sentence(of_own))
        with st.expander(Page.NUMBERS, icon=":material/table_rows:"):
            st.dataframe(_table(frame), hide_index=True, placeholder="–")


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    """The chart's numbers: a row a value, a column a strategy."""
    shown = frame.assign(said=[percent(each, 1) for each in frame["accuracy"]])
    wide = shown.pivot_table(index="value", columns="title", values="said", aggfunc="first", sort=False).sort_index()
    return wide.rename_axis(columns=None).reset_index().rename(columns={"value": str(Chart.VALUE)})
