"""The runs that are chosen, side by side."""

from collections.abc import Sequence

import streamlit as st

from fedsim.analysis.groups import Group, grouped
from fedsim.analysis.measures import has
from fedsim.analysis.paired import paired
from fedsim.analysis.view import View
from fedsim.runs.state import RunState
from fedsim.text.compared import comparison_table, difference, differences_are_of, which_runs
from fedsim.text.groups import group_titles
from fedsim.text.pages.kept import Compared
from fedsim.text.pages.views import Charts, Controls
from fedsim.ui.kept import charts, chosen, controls
from fedsim.ui.shared.controls import kept
from fedsim.ui.shared.downloads import tables
from fedsim.ui.shared.figures import about
from fedsim.ui.shared.glossary import headed
from fedsim.ui.shared.tables import with_help
from fedsim.ui.shared.words import plain

LEAD = "kept-lead"
"""Of the group that the others are compared with, the first run's id."""


def show(picked: Sequence[RunState], states: Sequence[RunState]) -> None:
    """Draw a chart, the table and the differences of several runs; nothing of one.

    Args:
        picked: those that are chosen.
        states: all, among them those of the base.
    """
    pinned = st.session_state.get(chosen.BASE, ())
    base = [state for state in states if state.id in pinned]
    runs = [*base, *(state for state in picked if state.id not in pinned)]
    if not picked or len(runs) < 2:
        return
    headed(f"## {Compared.HEADING}")
    st.caption(Compared.HELP)
    groups = grouped(runs)
    if not groups:
        st.info(Compared.NOTHING, icon=":material/hourglass_empty:")
        return
    view = controls.show(groups)
    _chart(groups, view, pinned=bool(base))
    table = comparison_table(groups, view.metric, view.value, int(view.of))
    st.dataframe(table, hide_index=True, column_config=with_help(table))
    tables(table, "fedsim-comparison", "kept-compare")
    _differences(groups, view, pinned=bool(base))


def _chart(groups: Sequence[Group], view: View, *, pinned: bool) -> None:
    if not has([run for group in groups for run in group.runs], view.metric):
        st.info(Charts.NO_NUMBER, icon=":material/search_off:")
        return
    titles = group_titles(groups)
    if pinned:
        titles = (Charts.BASE.format(group=titles[0]), *titles[1:])
    colored = controls.colored(groups, titles, view)
    with about(which_runs(groups), "fedsim-comparison"):
        charts.DRAW[view.chart](groups, charts.Titles(titles, colored), view)


def _differences(groups: Sequence[Group], view: View, *, pinned: bool) -> None:
    """Of each group to the first, which is the base where there is one."""
    if len(groups) < 2:
        return
    titles = dict(zip([group.runs[0].id for group in groups], group_titles(groups, seeds=False), strict=True))
    by_lead = dict(zip(titles, groups, strict=True))
    st.session_state[LEAD] = next(iter(titles))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(Compared.BASE, list(titles), format_func=titles.__getitem__, on_change=_pin, args=[by_lead],
                     help=Controls.UNPIN_HELP, **kept(LEAD))  # fmt: skip
        if pinned:
            st.button(Controls.UNPIN, icon=":material/keep_off:", key="kept-unpin", on_click=_unpin)
    (first, base), *others = by_lead.items()
    number = view.metric, view.value, int(view.of)
    for lead, group in others:
        st.markdown(f"- {plain(difference(titles[lead], titles[first], paired(group, base, *number)))}")
    st.caption(differences_are_of(*number))


def _pin(by_lead: dict[str, Group]) -> None:
    st.session_state[chosen.BASE] = tuple(run.id for run in by_lead[st.session_state[LEAD]].runs)


def _unpin() -> None:
    st.session_state[chosen.BASE] = ()
