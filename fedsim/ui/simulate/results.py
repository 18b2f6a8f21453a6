"""A run's curves, confusion matrices and hospitals, in places that are laid out once and filled with every round."""

import time
from collections.abc import Sequence
from itertools import zip_longest

import pandas as pd
import streamlit as st

from fedsim import charts
from fedsim.analysis import frames
from fedsim.analysis.bands import alone_bands, own_bands
from fedsim.analysis.curves import curve_frame, last_round
from fedsim.analysis.keys import POOLED, TOGETHER, alone, local, on_classes_of
from fedsim.analysis.tested import num_tested
from fedsim.charts.bands import bands_chart, describe_bands
from fedsim.events import RoundFinished
from fedsim.runs.state import RunState
from fedsim.settings.alike import MOST_EACH, sample_places
from fedsim.text.format import in_words, number, shortened
from fedsim.text.models import Titles, class_titles, describe_curves, named, title, titles
from fedsim.text.pages.simulate import Charts
from fedsim.text.tested import line_over_all, on_all_classes
from fedsim.ui.shared.controls import kept, pick
from fedsim.ui.shared.figures import figure, ink
from fedsim.ui.shared.glossary import explained, headed
from fedsim.ui.shared.many import MOST_LINES, MOST_SHOWN, choose_hospitals
from fedsim.ui.shared.words import plain
from fedsim.ui.simulate import player
from fedsim.ui.simulate.attendance import show_attendance
from fedsim.ui.simulate.cheats import has_cheats, show_cheats
from fedsim.ui.simulate.headline import (
    LABEL,
    headline,
    own_round,
    share,
    tell_target,
    tell_who_was_missing,
    warn_of_failures,
)
from fedsim.ui.simulate.hospital_table import hospital_table
from fedsim.ui.simulate.newcomers import has_newcomers, show_newcomers
from fedsim.ui.simulate.shortcut import has_shortcut, show_shortcut
from fedsim.ui.simulate.why import Why

MATRICES_A_ROW, WIDTH_PX = 4, 700  # px of them all; about
LATE_SECONDS = 5.0
"""A browser's answer may be so old."""
ALONE_LINES, OWN_LINES = "alone", "own"
SHARE, COUNT = "share", "count"


class Results:
    """The places that a run's results are drawn in.

    A fragment that looks for news fills them again without touching anything else on the page.

    Args:
        state: the run.
    """

    def __init__(self, state: RunState) -> None:
        self._headline, self._many = st.empty(), len(state.config.hospitals) > MOST_EACH
        left, right = st.columns([3, 2], gap="medium")
        with left:
            self._compares = _choose_lines(state)
        self._accuracy = left.empty()  # holds the chart alone
        if len(state.config.hospitals) > MOST_LINES:
            left.caption(_about_band(state, self._compares))
        elif len(_drawn(state, self._compares)) > charts.MOST_LABELLED:
            left.caption(Charts.MANY_LINES)
        self._newcomers = left.empty() if has_newcomers(state) else None
        self._cheats = left.empty() if has_cheats(state) else None
        self._shortcut = left.empty() if has_shortcut(state) else None
        self.choices = right.container()
        self._confusion = right.empty()
        left, right = st.columns([3, 1], gap="medium")
        left.markdown(Charts.LOCALS, help=explained(Charts.LOCALS))
        with left:
            if self._many:
                st.caption(Charts.LOOKED_AT.format(n=in_words(MOST_SHOWN)))
            self._shown = [] if self._many else choose_hospitals(state, "locals", range(MOST_SHOWN))
            num_places = MOST_SHOWN if self._many else len(self._shown)
            self._locals = _places(num_places, len(state.info.classes if state.info else ()))
        loss = Charts.LOSS_OWN if state.has_own_models else Charts.LOSS
        right.markdown(loss, help=explained(loss))
        self._loss = right.empty()
        self._attendance = st.empty()
        self._why = Why(state)
        st.markdown(Charts.HOSPITALS)
        self._table = st.empty()

    def choose(self, state: RunState) -> tuple[bool, int]:
        """Ask whether to show shares or counts, and which round; the slider's range does not move during a run."""
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            headed(Charts.SAYS_OWN if state.has_own_models else Charts.SAYS, width="content")
            cells = pick(Charts.CELLS, [SHARE, COUNT], "cells", SHARE, format_func=_cells, show_label=False)
        return cells == SHARE, _round_shown(state)

    def draw(self, state: RunState, shares: bool, round: int) -> None:
        """Draw what the run has so far; empty axes where it has nothing yet.

        Args:
            state: the run.
            shares: whether the shared model's matrix is in shares of the true class, or in counts.
            round: the round to show; the latest, where it is not there yet.
        """
        config, key = state.config, state.id
        losses = frames.loss_frame(state.rounds)
        with self._accuracy:
            _comparison(state) if self._compares else _own_classes(state)
        with self._loss:
            figure(charts.loss_chart, losses, config.rounds, charts.top(losses["loss"]), height=230, key=f"loss-{key}",
                   alt=charts.describe_loss(losses))  # fmt: skip
        if self._newcomers:
            with self._newcomers.container():
                show_newcomers(state)
        if self._cheats:
            with self._cheats.container():
                show_cheats(state)
        if self._shortcut:
            with self._shortcut.container():
                show_shortcut(state)
        with self._attendance.container():
            show_attendance(state)
        self._draw_round(state, shares, state.rounds[min(round, state.rounds_done)] if state.rounds else None)

    def _draw_round(self, state: RunState, shares: bool, shown: RoundFinished | None) -> None:
        """Draw what belongs to the round that is shown."""
        classes = state.info.classes if state.info else ()
        with self._headline.container():
            warn_of_failures(shown)
            tell_who_was_missing(state, shown)
            headline(state, shown, classes)
            tell_target(state)
        with self._confusion:
            frame = frames.matrix_frame(shown.confusion_matrix if shown else None, classes, shown.round if shown else 0)
            whose = Charts.MEAN_OF_OWN_MODELS if state.has_own_models else Charts.SHARED_MODEL
            alt = charts.describe_matrix(frame, whose)
            figure(charts.confusion_chart, frame, classes, shares=shares, ink=ink(),
                   height=charts.matrix_height(len(classes)),
                   key=f"confusion-{state.id}", alt=alt, of=str(whose))  # fmt: skip
        places = _looked_at(state, shown) if self._many else self._shown
        for position, (place, container) in enumerate(zip_longest(places, self._locals)):
            with container.container():
                if place is not None:
                    _local_matrix(state, shown, classes, place, position if self._many else place)
        self._why.draw(state, shown)
        with self._table.container():
            hospital_table(state, shown)


def _cells(cells: str) -> str:
    return Charts.SHARE if cells == SHARE else Charts.COUNT


def _lines(lines: str) -> str:
    return Charts.AGAINST_ALONE if lines == ALONE_LINES else Charts.ON_OWN_CLASSES


def _choose_lines(state: RunState) -> bool:
    """The accuracy chart's heading; where there are or will be baselines, ask whether to compare with them."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        headed(Charts.ACCURACY_OWN if state.has_own_models else Charts.ACCURACY, width="content")
        if not compares(state):
            st.caption(Charts.ACCURACY_ON.format(on_classes=on_all_classes(*_tested(state))), width="content")
            return False
        lines = pick(Charts.LINES, [ALONE_LINES, OWN_LINES], "lines", ALONE_LINES, format_func=_lines, show_label=False)
    return lines == ALONE_LINES


def _tested(state: RunState) -> tuple[int, int]:
    """How many classes have test images, and how many there are."""
    num_classes = len(state.info.classes) if state.info else 0
    return num_tested(state.rounds, num_classes), num_classes


def compares(state: RunState) -> bool:
    """Whether the run has, or will have, hospitals that train alone."""
    added = state.status.live and state.is_trained
    return bool(state.baselines) or state.config.baselines != "none" or added


def _drawn(state: RunState, compares: bool) -> Titles:
    """What the accuracy chart has a line for: every model, or the shared one on each hospital's own classes."""
    names = state.config.hospital_names
    if compares:
        return titles([TOGETHER, *map(alone, names), POOLED])
    return class_titles([TOGETHER, *map(on_classes_of, names)], line_over_all(*_tested(state)))


def _short_name(state: RunState, place: int) -> str:
    """As it stands over a matrix: beside others it differs from theirs."""
    names = state.config.hospital_names
    return shortened(names, LABEL)[place] if len(names) <= MOST_EACH else shortened([names[place]], LABEL)[0]


def _about_band(state: RunState, compares: bool) -> str:
    """What the band is of."""
    sample, number_of_all = number(len(sample_places(state.config))), number(len(state.config.hospitals))
    if compares:
        return Charts.BAND_ALONE.format(n=sample, all=number_of_all)
    own = state.info is not None and state.info.evaluated == "own"
    return Charts.BAND_OWN.format(n=sample) if own else Charts.BAND


def _comparison(state: RunState) -> None:
    if len(state.config.hospitals) > MOST_LINES:
        _band(state, alone_bands(state), last_round(state), "comparison", str(Charts.EACH_ALONE))
        return
    called = _drawn(state, compares=True)
    curves = curve_frame(state)
    figure(charts.comparison_chart, charts.with_ends(named(curves, called)), called, last_round(state), height=350,
           key=f"comparison-{state.id}", alt=describe_curves(curves, called))  # fmt: skip


def _band(state: RunState, frame: pd.DataFrame, num_rounds: float, name: str, of: str) -> None:
    figure(bands_chart, frame, num_rounds, height=350, key=f"{name}-{state.id}", alt=describe_bands(frame), of=of)


def _own_classes(state: RunState) -> None:
    if len(state.config.hospitals) > MOST_LINES:
        _band(state, own_bands(state.rounds), state.config.rounds, "accuracy", str(Charts.EACH_ON_OWN))
        return
    config, curves = state.config, frames.accuracy_frame(state.rounds)
    called, on_classes = _drawn(state, compares=False), on_all_classes(*_tested(state))
    figure(charts.accuracy_chart, charts.with_ends(named(curves, called)), called, config.rounds, height=350,
           key=f"accuracy-{state.id}", alt=charts.describe_accuracy(curves, on_classes))  # fmt: skip


def _round_shown(state: RunState) -> int:
    """The slider: it follows a live run's latest round until an earlier one is chosen; its range does not move."""
    return _round_live(state) if state.status.live else _round_over(state)


def _round_live(state: RunState) -> int:
    """A browser that is busy says where the slider stood a while ago: that is no choice of who looks at it."""
    key, session, latest, now = f"round-{state.id}-live", st.session_state, state.rounds_done, time.monotonic()
    followed = {at: when for at, when in session.get(f"{key}-followed", {}).items() if now - when < LATE_SECONDS}
    before = session.get(f"{key}-latest", 0)
    follows = key not in session or session[key] >= before or session[key] > latest or session[key] in followed
    if follows:
        session[key] = latest
        followed[latest] = now
    session[f"{key}-latest"], session[f"{key}-followed"] = latest, followed
    session[f"{key}-chosen"] = None if follows else session[key]
    session.pop(f"round-{state.id}", None)  # of before it was resumed
    return st.slider(Charts.ROUND, 0, max(state.config.rounds, 1), **kept(key), disabled=latest == 0,
                     help=Charts.ROUND_LIVE_HELP)  # fmt: skip


def _round_over(state: RunState) -> int:
    """A slider of its own: what a browser still says of the live one's moves it no more, however late."""
    key, session, latest = f"round-{state.id}", st.session_state, state.rounds_done
    chosen = session.get(f"{key}-live-chosen")
    if key not in session or session[key] > latest:
        session[key] = latest if chosen is None else chosen
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="player"):
        player.button(state)
        shown = st.slider(Charts.ROUND, 0, max(latest, 1), **kept(key), disabled=latest == 0,
                          help=Charts.ROUND_HELP, on_change=player.move, args=[state])  # fmt: skip
        player.speed(state)
    return shown


def _places(number: int, num_classes: int) -> list:
    """An empty place a hospital, a few in each row."""
    places, a_row = [], min(charts.matrices_a_row(num_classes, WIDTH_PX), MATRICES_A_ROW)
    for first in range(0, number, a_row):
        columns = st.columns(min(number, a_row))
        places += [column.empty() for column in columns[: number - first]]
    return places


def _looked_at(state: RunState, shown: RoundFinished | None) -> list[int]:
    """Of many hospitals, places of the first whose model was looked at in a round."""
    names = [each.name for each in shown.hospitals if each.local_confusion_matrix] if shown else []
    return [state.config.hospital_names.index(name) for name in names[:MOST_SHOWN]]


def _local_matrix(
    state: RunState, shown: RoundFinished | None, classes: Sequence[str], place: int, position: int
) -> None:
    hospital = state.config.hospitals[place]
    own = own_round(shown, hospital.name)
    seen = [cls not in hospital.excluded for cls in classes]
    matrix = own.local_confusion_matrix if own else None
    frame = frames.matrix_frame(matrix, classes, shown.round if shown else 0, seen)
    st.caption(
        Charts.ON_ALL.format(
            hospital=plain(_short_name(state, place)),
            share=share(own.local_accuracy if own else None),
            on_classes=on_all_classes(*_tested(state)),
        )
    )
    figure(charts.confusion_chart, frame, classes, shares=True, ink=ink(), small=True,
           height=charts.matrix_height(len(classes), small=True), key=f"local-{state.id}-{position}",
           alt=charts.describe_matrix(frame, title(local(hospital.name))), of=title(local(hospital.name)))  # fmt: skip
