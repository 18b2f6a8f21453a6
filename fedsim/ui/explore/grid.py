"""A sweep over up to three settings: what is chosen, its runs, and what they come to."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from fedsim.analysis.grid import PLACES, grid_frame, tidy
from fedsim.charts.grid import MOST_LINES, describe_grid, heat_chart, lines_chart
from fedsim.runs.asked import with_seeds
from fedsim.runs.axes import all_axes
from fedsim.runs.exploration import Runs
from fedsim.runs.grid import MOST_SETTINGS, Grid
from fedsim.runs.state import RunState
from fedsim.runs.sweep import is_coming, is_done
from fedsim.settings import sameness
from fedsim.settings.setting import ConfigError
from fedsim.text.pages import grid as words
from fedsim.text.pages.explore import Page as Explore
from fedsim.text.pages.explore import Queue, shared_by_all, title
from fedsim.text.pages.grid import VIEWS, Page
from fedsim.text.runs import dataset_title
from fedsim.ui.explore import running
from fedsim.ui.explore.choosing import choose_base, choose_values
from fedsim.ui.shared.controls import kept, pick, several
from fedsim.ui.shared.downloads import download, tables
from fedsim.ui.shared.figures import about, figure, ink
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.session import get_settings
from fedsim.ui.shared.tables import with_help
from fedsim.ui.shared.words import plain

MAX_SEEDS = 5
START = ("alpha", "strategy")
A_ROW = 2  # charts of the third setting's values, side by side


def show() -> None:
    """Draw the choices, where the runs stand, and what they come to."""
    if not (grid := _choose()):
        return
    runs, configs = running.gather([grid])[0], grid.configs()
    for problem, number in grid.impossible().items():
        st.caption(f":material/block: {plain(words.left_out(problem, number))}")
    done = [config for config in configs if (run := runs.get(sameness.federation(config))) and is_done(run)]
    st.caption(words.how_many(len(grid.points), len(grid.seeds), len(configs), len(done)))
    running.run([grid], runs, "grid", Queue.RUN, partial(_called, grid))
    _draw(grid, runs)


def _choose() -> Grid | None:
    """The grid; None where there is nothing to run yet, which is said."""
    base = get_settings()
    known = all_axes(base)
    chosen = st.session_state.setdefault("grid-keys", list(START))
    st.session_state["grid-keys"] = [key for key in chosen if key in known]  # what needs privacy goes with it
    keys = several(Page.WHAT, list(known), **kept("grid-keys"), max_selections=MOST_SETTINGS,
                          format_func=lambda key: title(known[key]),
                          help=Page.WHAT_HELP.format(n=MOST_SETTINGS))  # fmt: skip
    values = []
    for key, column in zip(keys, st.columns(len(keys)) if keys else (), strict=True):
        with column:
            axis, label = known[key], Page.VALUES.format(setting=title(known[key]))
            values.append(choose_values(axis, label, Page.VALUES_HELP, f"grid-values-{key}", axis.start))
    seeds = pick(Explore.SEEDS, range(1, MAX_SEEDS + 1), "grid-seeds", 1, Explore.SEEDS_HELP)
    if None in values:
        return None
    if not keys or not all(values):
        st.info(Page.CHOOSE)
        return None
    return _asked(tuple(keys), tuple(each or () for each in values), seeds)


def _asked(keys: tuple[str, ...], values: tuple[tuple[Any, ...], ...], num_seeds: int) -> Grid | None:
    if (base := choose_base(*keys)) is None:
        return None
    grid = Grid(base, keys, values, tuple(range(num_seeds)))
    try:
        grid.check()
    except ConfigError as error:
        st.error(plain(str(error)), icon=":material/block:")
        return None
    return with_seeds(grid, num_seeds, registry().store)


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
    for place, (value, column) in enumerate(zip(third, places, strict=False)):
        with column:
            if value:
                st.markdown(Page.AT.format(setting=title(axes[2]), value=plain(value)))
            at = Page.AT.format(setting=title(axes[2]), value=value).strip("*") if value else ""
            key = f"grid-{'-'.join(grid.keys)}-{place}"
            with about(shared_by_all(dataset_title(grid.base.dataset), grid.base, len(grid.seeds)), "fedsim"):
                _chart(grid, frame[frame["third"] == place], titles, cells=cells, key=key, of=at)
    if len(frame):
        st.caption(Explore.POINT if frame["seeds"].max() > 1 else Explore.ONE_SEED)
        with st.expander(Explore.NUMBERS, icon=":material/table_rows:", type="compact"):
            table = words.table(grid, frame)
            st.dataframe(table, hide_index=True, column_config=with_help(table))
            with st.container(horizontal=True, key="take-numbers"):
                done = [run for run in runs.values() if run.rounds and not run.status.live]
                download(done, "grid-download", partial(_called, grid))
                tables(table, "fedsim-grid", "grid-table", tidy(grid, frame))


def _called(grid: Grid, state: RunState) -> str:
    return Queue.AT_SEED.format(run=words.point(grid.axes, grid.where(state.config) or ()), seed=state.config.seed)


def _as_cells(num_lines: int) -> bool:
    """Whether it is drawn as a heat map; many lines would not be told apart."""
    if num_lines > MOST_LINES:
        return True
    return pick(Page.VIEW, list(VIEWS), "grid-view", "lines", format_func=VIEWS.__getitem__) == "cells"


def _chart(grid: Grid, frame: pd.DataFrame, titles: Sequence[Sequence[str]], *, cells: bool, key: str, of: str) -> None:
    names, rows = [*map(title, grid.axes), ""], tuple(titles[1]) if len(titles) > 1 else ("",)
    alt = describe_grid(frame, names[0])
    if cells:
        key = f"{key}-cells"
        figure(heat_chart, frame, tuple(titles[0]), rows, (names[0], names[1]), ink(), key=key, alt=alt, of=of,
               table=tidy(grid, frame))  # fmt: skip
    else:
        key = f"{key}-lines"
        figure(lines_chart, frame, tuple(titles[0]), rows, (names[0], names[1]), key=key, alt=alt, of=of,
               table=tidy(grid, frame))  # fmt: skip


def _titled(grid: Grid, frame: pd.DataFrame) -> pd.DataFrame:
    """The points with what their values are called."""
    for name, place in (("column", 0), ("title", 1)):
        known = [words.value(grid.axes[place], each) for each in grid.values[place]] if place < len(grid.keys) else [""]
        frame[name] = [known[at] for at in frame[PLACES[place]]]
    return frame
