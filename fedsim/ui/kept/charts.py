"""The charts of runs that stand side by side, one a kind of view."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fedsim.analysis.group_curves import curves_frame, on_a_log_scale
from fedsim.analysis.group_points import (
    NUMBER,
    Axis,
    axis_of,
    bars_frame,
    parallel_axes,
    parallel_frame,
    points_frame,
)
from fedsim.analysis.groups import Group
from fedsim.analysis.measures import METRICS
from fedsim.analysis.view import View
from fedsim.charts.group_bars import describe_ranking, ranking_chart
from fedsim.charts.group_points import describe_parallel, describe_scatter, parallel_chart, scatter_chart
from fedsim.charts.groups import COLORS, describe_groups, groups_chart
from fedsim.charts.palette import POOLED_COLOR
from fedsim.charts.scales import Scale, scale_of
from fedsim.text.groups import value_words
from fedsim.text.measures import told, value_title
from fedsim.text.pages import views as words
from fedsim.text.pages.kept import others
from fedsim.text.settings import TEXTS
from fedsim.ui.shared.figures import figure


@dataclass(frozen=True)
class Titles:
    """What groups are called, and which of them have a colour.

    Attributes:
        called: each group, by its place.
        colored: places of those that have a colour, in order.
    """

    called: tuple[str, ...]
    colored: tuple[int, ...]

    @property
    def legend(self) -> tuple[str, ...]:
        """One entry each that has a colour, and one for all others."""
        left = len(self.called) - len(self.colored)
        return (*(self.called[place] for place in self.colored), *([others(left)] if left else []))

    @property
    def colors(self) -> tuple[str, ...]:
        """The entries', in order: grey is who has none."""
        return (*COLORS[: len(self.colored)], *([POOLED_COLOR] if len(self.colored) < len(self.called) else []))

    def entry(self, place: int) -> int:
        """The place in the legend of a group by its place."""
        return self.colored.index(place) if place in self.colored else len(self.colored)


def _titled(frame: pd.DataFrame, titles: Titles) -> pd.DataFrame:
    """With title, the legend's entry, called and colored; -1, a mark's place, is nobody's."""
    places, legend = frame["group"].tolist(), titles.legend
    told = ["" if place < 0 else legend[titles.entry(place)] for place in places]
    called = ["" if place < 0 else titles.called[place] for place in places]
    own = [place in titles.colored for place in places]
    for name, values in (("colored", own), ("called", called), ("title", told)):
        frame.insert(0, name, values)
    return frame


def _curves(groups: Sequence[Group], titles: Titles, view: View) -> None:
    share, log = METRICS[view.metric].share, view.scale == "log"
    frame = _titled(curves_frame(groups, view.metric, view.by, int(view.smooth), view.spread), titles)
    frame["called"] = frame["called"].where(frame["run"] == "", "")
    drawn = on_a_log_scale(frame, share=share) if log else frame
    y = scale_of(drawn["value"], (words.ERRORS if log else words.METRICS)[view.metric], share=share, log=log)
    said = describe_groups(frame, view.metric, words.METRICS[view.metric], words.BY_AXIS[view.by])
    figure(groups_chart, drawn, titles.legend, titles.colors, _along(groups, frame, view.by), y,
           key=f"kept-groups-{log}", alt=said)  # fmt: skip


def _along(groups: Sequence[Group], frame: pd.DataFrame, by: str) -> Scale:
    if by == "round":
        return Scale(words.BY_AXIS[by], 0, max(group.config.rounds for group in groups), whole=True)
    return scale_of(frame["x"], words.BY_AXIS[by])


def _bars(groups: Sequence[Group], titles: Titles, view: View) -> None:
    frame = _titled(bars_frame(groups, view.metric, view.value, int(view.of), view.spread), titles)
    frame["told"] = [
        told(view.metric, row.value, None if view.spread == "range" else row.high - row.value)
        for row in frame.itertuples()
    ]
    frame["base"] = frame.loc[frame["group"] == 0, "value"].sum() if view.base else np.nan
    title = value_title(view.metric, view.value, int(view.of))
    x = scale_of([*frame["value"], *frame["high"]], title, share=METRICS[view.metric].share)
    frame["title"] = frame["called"]  # each stands by its name
    colors = tuple(titles.colors[titles.entry(place)] for place in frame["group"])
    figure(ranking_chart, frame, tuple(frame["title"]), colors, x, key=f"kept-ranking-{len(frame)}",
           alt=describe_ranking(frame, title))  # fmt: skip


def _scatter(groups: Sequence[Group], titles: Titles, view: View) -> None:
    axis = axis_of(groups, view.against)
    called = _words(groups, axis)
    frame = _titled(points_frame(groups, view.against, view.metric, view.value, int(view.of)), titles)
    frame["told"] = frame["text"].map(called.__getitem__)
    title, setting = value_title(view.metric, view.value, int(view.of)), TEXTS[axis.name].title
    x = scale_of(frame["x"], setting, log=axis.log) if axis.ends else tuple(called.items())
    y = scale_of(frame["value"], title, share=METRICS[view.metric].share)
    figure(scatter_chart, frame, titles.legend, titles.colors, setting, x, y, key=f"kept-scatter-{bool(axis.ends)}",
           alt=describe_scatter(frame, view.metric, title, setting))  # fmt: skip


def _parallel(groups: Sequence[Group], titles: Titles, view: View) -> None:
    axes = parallel_axes(groups)
    points = points_frame(groups, axes[0].name, view.metric, view.value, int(view.of))
    frame = _titled(parallel_frame(groups, axes, points), titles)
    called = {axis.name: _words(groups, axis) for axis in axes}
    frame["told"] = [
        told(view.metric, row.value) if row.setting == NUMBER else called[row.setting][row.text]
        for row in frame.itertuples()
    ]
    named = {axis.name: TEXTS[axis.name].title for axis in axes}
    named[NUMBER] = value_title(view.metric, view.value, int(view.of))
    frame["name"] = frame["setting"].map(named.__getitem__)
    figure(parallel_chart, frame, titles.legend, titles.colors, tuple(named.items()), key=f"kept-parallel-{len(axes)}",
           alt=describe_parallel(tuple(named.values())[:-1], named[NUMBER]))  # fmt: skip


def _words(groups: Sequence[Group], axis: Axis) -> dict[str, str]:
    """An axis's values in words, in order."""
    known = value_words(groups, axis.name)
    return {text: known.get(text, text) for text in axis.texts}


DRAW: dict[str, Callable[[Sequence[Group], Titles, View], None]] = {
    "curves": _curves, "bars": _bars, "scatter": _scatter, "parallel": _parallel,
}  # fmt: skip
