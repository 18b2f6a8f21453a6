"""What an exploration has come to: its runs, the sentence, the lines."""

from functools import partial

import pandas as pd
import streamlit as st

from fedsim.analysis.exploration import changes_heterogeneity, exploration_frame, finding, until_target
from fedsim.charts.exploration import describe_exploration, exploration_chart
from fedsim.runs.exploration import Exploration, Runs
from fedsim.runs.sweep import is_coming, missing
from fedsim.settings.strategy import OWN_MODELS
from fedsim.text import target
from fedsim.text.format import percent, short
from fedsim.text.pages import explore as words
from fedsim.text.pages.explore import Chart, Page, Queue
from fedsim.text.runs import dataset_title, left_out
from fedsim.text.settings import value_title
from fedsim.ui.explore import running
from fedsim.ui.shared.downloads import download, tables
from fedsim.ui.shared.figures import about, figure
from fedsim.ui.shared.words import sentence


def show(exploration: Exploration) -> None:
    """Draw the button, where its runs stand, and what they come to."""
    runs, num_left_out = running.gather([exploration])
    if num_left_out:
        st.caption(left_out(num_left_out))
    running.run([exploration], runs, "explore", Queue.RUN, partial(running.name, [exploration]))
    draw(exploration, runs, key="explore")


def draw(exploration: Exploration, runs: Runs, *, key: str) -> None:
    """Draw what there is of an exploration: the sentence, the chart, the table."""
    plain = [value_title("strategy", each.kind) for each in exploration.strategies]
    is_own = [each.kind in OWN_MODELS for each in exploration.strategies]
    titles = words.titles_of(exploration)
    frame = _titled(exploration, runs, titles)
    if frame.empty and not any(map(is_coming, runs.values())):
        st.markdown(Page.NOTHING_YET)
        return
    _say(exploration, runs, titles)
    axis, values = exploration.axis, exploration.values
    name, differ = words.axis_title(axis), changes_heterogeneity(frame)
    whose = words.shared_by_all(dataset_title(exploration.base.dataset), exploration.base, len(exploration.seeds))
    with about(whose, "fedsim"):
        figure(exploration_chart, frame, titles, values, name, log=axis.is_log(values), differ=differ,
               key=f"{key}-{axis.key}", alt=describe_exploration(frame, name), of=name)  # fmt: skip
    if len(frame):
        _notes(frame, plain, is_own, differ=differ)
        with st.expander(Page.NUMBERS, icon=":material/table_rows:", type="compact"):
            table = _table(frame, name, differ=differ)
            st.dataframe(table, hide_index=True, placeholder="–")
            with st.container(horizontal=True, key="take-numbers"):
                done = [run for run in runs.values() if run.rounds and not run.status.live]
                download(done, "explore-download", partial(running.name, [exploration]))
                tables(table, f"fedsim-{key}", "explore-table", frame)
            _until_target(exploration, runs, titles, name, key)


def _until_target(exploration: Exploration, runs: Runs, titles: tuple[str, ...], name: str, key: str) -> None:
    """What it took to reach the target accuracy: a row a value, a column a strategy; nothing where there is none."""
    if not (found := until_target(runs, exploration)):
        return
    st.caption(target.title(exploration.base.target_accuracy or 0.0))
    rows = [
        {name: value} | {title: target.took(found[place, value]) if (place, value) in found else None
                         for place, title in enumerate(titles)}
        for value in exploration.values
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    st.dataframe(table, hide_index=True, placeholder="–")
    tables(table, f"fedsim-{key}-target", f"{key}-target-table")


def _say(exploration: Exploration, runs: Runs, titles: tuple[str, ...]) -> None:
    if found := finding(runs, exploration):
        st.markdown(f"## {sentence(words.headline(found, titles, exploration.axis))}")
    configs = exploration.configs()
    num_done = len(configs) - len(missing(configs, {key: run for key, run in runs.items() if not is_coming(run)}))
    if num_done < len(configs):
        st.caption(words.how_many_done(num_done, len(configs)))


def _notes(frame: pd.DataFrame, plain: list[str], is_own: list[bool], *, differ: bool) -> None:
    st.caption(words.seeds_matter(frame))
    own, shared = ([each for each, own in zip(plain, is_own, strict=True) if own is of] for of in (True, False))
    if of_own := words.own_models(own, shared):
        st.caption(sentence(of_own))
    if differ:
        st.caption(words.how_different(frame))


def show_table(exploration: Exploration, runs: Runs, key: str) -> None:
    """Draw the numbers of an exploration alone; nothing before there are any.

    Args:
        exploration: whose.
        runs: its runs.
        key: the buttons' begin with it, and the files' names.
    """
    frame = _titled(exploration, runs, words.titles_of(exploration))
    if len(frame):
        table = _table(frame, words.axis_title(exploration.axis), differ=False)
        st.dataframe(table, hide_index=True, placeholder="–", width="content")
        tables(table, f"fedsim-{key}", f"{key}-table", frame)


def _titled(exploration: Exploration, runs: Runs, titles: tuple[str, ...]) -> pd.DataFrame:
    """Its points with what each line is called."""
    frame = exploration_frame(runs, exploration)
    frame.insert(1, "title", [titles[place] for place in frame["strategy"]])
    return frame


def _table(frame: pd.DataFrame, name: str, *, differ: bool) -> pd.DataFrame:
    """The chart's numbers: a row a value, a column a strategy."""
    spreads = [None if pd.isna(each) else each for each in frame["sd"]]
    shown = frame.assign(said=[percent(a, 1, sd) for a, sd in zip(frame["accuracy"], spreads, strict=True)])
    wide = shown.pivot_table(index="value", columns="title", values="said", aggfunc="first", sort=False).sort_index()
    if differ:
        by_value = frame.groupby("value")["heterogeneity"].mean()
        wide[str(Chart.HETEROGENEITY)] = [short(by_value[value], 2) for value in wide.index]
    return wide.rename_axis(columns=None).reset_index().rename(columns={"value": name})
