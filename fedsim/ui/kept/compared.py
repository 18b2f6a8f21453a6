"""The runs that are chosen, side by side."""

from collections.abc import Sequence

import streamlit as st

from fedsim.analysis.groups import Group, curves_frame, grouped, paired
from fedsim.charts.groups import MOST, describe_groups, groups_chart
from fedsim.export.tables import TABLES
from fedsim.runs.state import RunState
from fedsim.text.compared import comparison_table, difference, group_titles
from fedsim.text.pages.kept import TABLE_FORMATS, Compared
from fedsim.ui.shared.figures import figure
from fedsim.ui.shared.words import plain


def show(states: Sequence[RunState]) -> None:
    """Draw curves, table and differences of several runs; nothing of one."""
    if len(states) < 2:
        return
    st.markdown(f"## {Compared.HEADING}")
    st.caption(Compared.HELP)
    groups = grouped(states)
    if not groups:
        st.info(Compared.NOTHING, icon=":material/hourglass_empty:")
        return
    _curves(groups[:MOST])
    if len(groups) > MOST:
        st.caption(Compared.TOO_MANY.format(n=MOST))
    table = comparison_table(groups)
    st.dataframe(table, hide_index=True)
    with st.container(horizontal=True):
        for name, (suffix, make) in TABLES.items():
            st.download_button(TABLE_FORMATS[name], make(table), f"fedsim-comparison{suffix}", "text/plain",
                               icon=":material/download:", on_click="ignore", key=f"kept-compare-{name}")  # fmt: skip
    _differences(groups)


def _curves(groups: Sequence[Group]) -> None:
    titles = group_titles(groups)
    frame = curves_frame(groups)
    frame.insert(0, "title", [titles[place] for place in frame["group"]])
    rounds = max(group.config.rounds for group in groups)
    figure(groups_chart, frame, titles, rounds, key="kept-groups", alt=describe_groups(frame))


def _differences(groups: Sequence[Group]) -> None:
    """Of each group to the one that is chosen as the base."""
    if len(groups) < 2:
        return
    titles = group_titles(groups, seeds=False)
    places = range(len(groups))
    base = st.selectbox(Compared.BASE, places, key=f"kept-base-{len(groups)}", format_func=titles.__getitem__)
    for place, group in enumerate(groups):
        if place != base and (found := paired(group, groups[base])):
            st.markdown(f"- {plain(difference(titles[place], titles[base], found))}")
