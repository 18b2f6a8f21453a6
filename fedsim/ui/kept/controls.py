"""How chosen runs stand side by side: a row of choices, and the rest of them behind a button."""

from collections.abc import Mapping, Sequence

import streamlit as st

from fedsim.analysis.group_points import axis_names, most_telling
from fedsim.analysis.groups import Group
from fedsim.analysis.measures import METRICS, has
from fedsim.analysis.standing_out import MOST, standing_out
from fedsim.analysis.view import CHOICES, START, View
from fedsim.text.pages import views as words
from fedsim.text.pages.views import Controls
from fedsim.text.settings import TEXTS
from fedsim.ui.kept import address
from fedsim.ui.shared.controls import Kept, kept, pick, several

COLORED = "kept-colored"
"""Of the groups that have a colour, the first runs' ids."""


def show(groups: Sequence[Group]) -> View:
    """Draw them; the view that is chosen."""
    runs = [run for group in groups for run in group.runs]
    with st.container(horizontal=True, vertical_alignment="bottom", key="kept-view-row"):
        _side_by_side("chart", Controls.CHART, words.KINDS, Controls.CHART_HELP)
        there = [each for each in METRICS if has(runs, each) or each == address.now().metric]
        st.selectbox(
            Controls.METRIC,
            there,
            format_func=words.METRICS.__getitem__,
            width=180,
            help=Controls.METRIC_HELP,
            **_key("metric"),
        )
        if address.now().chart == "scatter":
            _against(groups)
        with st.popover(Controls.VIEW, icon=":material/tune:", key="kept-view"):
            _side_by_side("by", Controls.BY, words.BY, Controls.BY_HELP)
            _side_by_side("smooth", Controls.SMOOTH, words.SMOOTH, Controls.SMOOTH_HELP)
            _side_by_side("scale", Controls.SCALE, words.SCALES, Controls.SCALE_HELP)
            _side_by_side("spread", Controls.SPREAD, words.SPREADS, Controls.SPREAD_HELP)
            _side_by_side("value", Controls.VALUE, words.VALUES, Controls.VALUE_HELP)
            if address.now().value == "mean":
                _side_by_side("of", Controls.OF, text=Controls.OF_HELP)
    return address.now()


def _side_by_side(part: str, label: str, titles: Mapping[str, str] | None = None, text: str | None = None) -> None:
    title = titles.__getitem__ if titles else str
    pick(label, CHOICES[part], address.key(part), getattr(START, part), text, title)


def _against(groups: Sequence[Group]) -> None:
    names = axis_names(groups)
    if st.session_state.get(address.key("against")) not in names:
        st.session_state[address.key("against")] = most_telling(groups)
    st.selectbox(
        Controls.AGAINST,
        names,
        format_func=lambda name: TEXTS[name].title,
        width=220,
        help=Controls.AGAINST_HELP,
        **_key("against"),
    )


def _key(part: str) -> Kept:
    return kept(address.key(part), getattr(START, part))


def colored(groups: Sequence[Group], titles: Sequence[str], view: View) -> tuple[int, ...]:
    """Places of the groups that have a colour; where not all have one, draw the choice of them.

    Args:
        groups: all that are shown.
        titles: what they are called.
        view: what is chosen.
    """
    places = standing_out(groups, view.color, view.metric, view.value, int(view.of))
    if len(places) == len(groups):
        return places
    called = dict(zip([group.runs[0].id for group in groups], titles, strict=True))
    st.session_state[COLORED] = [groups[place].runs[0].id for place in places]
    several(Controls.COLORED, list(called), format_func=called.__getitem__, max_selections=MOST,
                   help=Controls.COLORED_HELP.format(n=MOST), on_change=_color, **kept(COLORED))  # fmt: skip
    return places


def _color() -> None:
    st.session_state[address.key("color")] = tuple(st.session_state[COLORED])
