"""A sweep over up to three settings: what is chosen, its runs, and what they come to."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from fedsim.analysis.grid import PLACES, grid_frame
from fedsim.charts.grid import MOST_LINES, describe_grid, heat_chart, lines_chart
from fedsim.errors import FedsimError
from fedsim.runs.axes import Axis, all_axes
from fedsim.runs.exploration import Runs, without_budget
from fedsim.runs.grid import MOST_SETTINGS, Grid, read_values
from fedsim.runs.made_now import of_today
from fedsim.runs.obstacles import needs_solving
from fedsim.runs.state import Purpose, RunState
from fedsim.runs.sweep import by_settings, choose_seeds, is_coming, is_done, missing
from fedsim.settings import sameness
from fedsim.settings.setting import ConfigError
from fedsim.text.format import exact
from fedsim.text.pages import grid as words
from fedsim.text.pages.explore import Page as Explore
from fedsim.text.pages.explore import Queue, which
from fedsim.text.pages.grid import VIEWS, Page
from fedsim.text.pages.privacy.cost import how_long, run_missing
from fedsim.text.runs import dataset_title
from fedsim.ui.explore.running import seconds_of
from fedsim.ui.shared import starting
from fedsim.ui.shared.batch import Batch, follow, start_button
from fedsim.ui.shared.controls import kept, pick
from fedsim.ui.shared.downloads import download, tables
from fedsim.ui.shared.figures import about, figure, ink
from fedsim.ui.shared.resources import registry, wait_until_ready
from fedsim.ui.shared.session import get_settings
from fedsim.ui.shared.words import plain

MAX_SEEDS = 5
START = ("alpha", "strategy")
A_ROW = 2  # charts of the third setting's values, side by side


def show() -> None:
    """Draw the choices, where the runs stand, and what they come to."""
    if not (grid := _choose()):
        return
    runs, configs = _gather(grid), grid.configs()
    for problem, number in grid.impossible().items():
        st.caption(f":material/block: {plain(words.left_out(problem, number))}")
    done = [config for config in configs if (run := runs.get(sameness.federation(config))) and is_done(run)]
    st.caption(words.how_many(len(grid.points), len(grid.seeds), len(configs), len(done)))
    _run(grid, runs, configs, len(done))
    _draw(grid, runs)


def _choose() -> Grid | None:
    """The grid; None where there is nothing to run yet, which is said."""
    base = get_settings()
    known = all_axes(base)
    chosen = st.session_state.setdefault("grid-keys", list(START))
    st.session_state["grid-keys"] = [key for key in chosen if key in known]  # what needs privacy goes with it
    keys = st.multiselect(Page.WHAT, list(known), **kept("grid-keys"), max_selections=MOST_SETTINGS,
                          format_func=lambda key: words.axis_title(known[key]),
                          help=Page.WHAT_HELP.format(n=MOST_SETTINGS))  # fmt: skip
    values = []
    for key, column in zip(keys, st.columns(len(keys)) if keys else (), strict=True):
        with column:
            values.append(_values(known[key]))
    seeds = pick(Explore.SEEDS, range(1, MAX_SEEDS + 1), "grid-seeds", 1, Explore.SEEDS_HELP)
    if None in values:
        return None
    if not keys or not all(values):
        st.info(Page.CHOOSE)
        return None
    return _asked(tuple(keys), tuple(each or () for each in values), seeds)


def _values(axis: Axis) -> tuple[Any, ...] | None:
    """Of one setting, in order; None where one of them cannot be had, which is said."""
    key, name = f"grid-values-{axis.key}", words.axis_title(axis)
    steps = list(axis.steps) if axis.is_choice else [exact(step) for step in axis.steps]
    start = steps[:2] if axis.is_choice else [exact(step) for step in axis.start]
    options = list(dict.fromkeys([*steps, *st.session_state.get(key, [])]))
    texts = st.multiselect(
        Page.VALUES.format(setting=name), options, **kept(key, start), help=Page.VALUES_HELP,
        accept_new_options=not axis.is_choice,
        format_func=(lambda text: words.value(axis, text)) if axis.is_choice else str,
    )  # fmt: skip
    try:
        return read_values(axis, texts)
    except ConfigError as error:
        st.error(plain(str(error)), icon=":material/block:")
        return None


def _asked(keys: tuple[str, ...], values: tuple[tuple[Any, ...], ...], num_seeds: int) -> Grid | None:
    base = get_settings()
    if needs_solving(base):
        wait_until_ready()  # two threads that import Flower at once find it half imported
    try:
        for key in keys:
            base = without_budget(base, key)
        grid = Grid(base, keys, values, tuple(range(num_seeds)))
        grid.check()
    except FedsimError as error:
        st.error(plain(str(error)), icon=":material/block:")
        return None
    return Grid(base, keys, values, choose_seeds(num_seeds, base.seed, _gather(grid).values()))


def _gather(grid: Grid) -> Runs:
    return of_today(registry().store.matching(grid.covers), grid.base.device, by_settings, is_done)[0]


def _run(grid: Grid, runs: Runs, configs: Sequence[Any], num_done: int) -> None:
    """The button that starts what is missing, and where it stands."""

    def name(state: RunState) -> str:
        return plain(words.point(grid.axes, grid.where(state.config) or ()))

    def look_again() -> tuple[list[RunState], int]:
        now, asked = _gather(grid), [sameness.federation(config) for config in configs]
        return [now[key] for key in asked if key in now], len(asked)

    def failed(state: RunState, error: str) -> str:
        return Queue.FAILED.format(error=error)

    batch = Batch(Purpose.EXPLORATION, "grid", configs, is_done, name, failed)
    can_start, coming = follow(batch, look_again()[0], look_again)
    if todo := missing(configs, runs):
        with st.container(horizontal=True, vertical_alignment="center"):
            label = run_missing(len(todo)) if num_done else Queue.RUN
            start_button(batch, label, todo, can_start=can_start, primary=not coming)
            if can_start:
                known = [seconds for config in todo if (seconds := seconds_of(config)) is not None]
                total = sum(known) if len(known) == len(todo) else None
                st.caption(how_long(len(todo), num_done, total, reference=False))
    starting.tell(batch.key)


def _draw(grid: Grid, runs: Runs) -> None:
    """Lines or cells; of a third setting a chart a value."""
    frame, axes = _titled(grid, grid_frame(grid, runs)), grid.axes
    if frame.empty and not any(map(is_coming, runs.values())):
        st.markdown(Page.NOTHING_YET)
        return
    titles = [[words.value(axis, each) for each in values] for axis, values in zip(axes, grid.values, strict=True)]
    cells = len(axes) > 1 and _as_cells(len(titles[1]))
    third = titles[2] if len(axes) > 2 else [""]
    places = [column for _ in range(0, len(third), A_ROW) for column in st.columns(min(A_ROW, len(third)))]
    for place, (title, column) in enumerate(zip(third, places, strict=False)):
        with column:
            if title:
                st.markdown(Page.AT.format(setting=words.axis_title(axes[2]), value=plain(title)))
            at = Page.AT.format(setting=words.axis_title(axes[2]), value=title).strip("*") if title else ""
            key, whose = f"grid-{'-'.join(grid.keys)}-{place}", which(dataset_title(grid.base.dataset), grid.base)
            with about(whose, "fedsim"):
                _chart(grid, frame[frame["third"] == place], titles, cells=cells, key=key, of=at)
    if len(frame):
        st.caption(Explore.POINT if frame["seeds"].max() > 1 else Explore.ONE_SEED)
        with st.expander(Explore.NUMBERS, icon=":material/table_rows:"):
            st.dataframe(words.table(grid, frame), hide_index=True)
            with st.container(horizontal=True, key="take-numbers"):
                done = [run for run in runs.values() if run.rounds and not run.status.live]
                download(done, "grid-download", partial(_called, grid))
                tables(words.table(grid, frame), "fedsim-grid", "grid-table", frame)


def _called(grid: Grid, state: RunState) -> str:
    return Queue.AT_SEED.format(run=words.point(grid.axes, grid.where(state.config) or ()), seed=state.config.seed)


def _as_cells(num_lines: int) -> bool:
    """Whether it is drawn as a heat map; many lines would not be told apart."""
    if num_lines > MOST_LINES:
        return True
    return pick(Page.VIEW, list(VIEWS), "grid-view", "lines", format_func=VIEWS.__getitem__) == "cells"


def _chart(grid: Grid, frame: pd.DataFrame, titles: Sequence[Sequence[str]], *, cells: bool, key: str, of: str) -> None:
    names, rows = [*map(words.axis_title, grid.axes), ""], tuple(titles[1]) if len(titles) > 1 else ("",)
    alt = describe_grid(frame, names[0])
    if cells:
        key = f"{key}-cells"
        figure(heat_chart, frame, tuple(titles[0]), rows, (names[0], names[1]), ink(), key=key, alt=alt, of=of)
    else:
        key = f"{key}-lines"
        figure(lines_chart, frame, tuple(titles[0]), rows, (names[0], names[1]), key=key, alt=alt, of=of)


def _titled(grid: Grid, frame: pd.DataFrame) -> pd.DataFrame:
    """The points with what their values are called."""
    for name, place in (("column", 0), ("title", 1)):
        known = [words.value(grid.axes[place], each) for each in grid.values[place]] if place < len(grid.keys) else [""]
        frame[name] = [known[at] for at in frame[PLACES[place]]]
    return frame
