"""Why a run came out as it did: where each hospital pulls the shared model, and how evenly they are served."""

import pandas as pd
import streamlit as st

from fedsim.analysis.agreement import agreement, similarity_frame
from fedsim.analysis.clipping_frames import norm_frame
from fedsim.analysis.fairness import fairness_frame
from fedsim.analysis.keys import TOGETHER, local
from fedsim.analysis.model_map import model_map
from fedsim.charts import lengths as length_charts
from fedsim.charts.agreement import describe_similarity, similarity_chart, similarity_height
from fedsim.charts.fairness import describe_fairness, fairness_chart
from fedsim.charts.model_map import describe_map, map_chart, map_ends
from fedsim.events import RoundFinished
from fedsim.language import paragraph
from fedsim.privacy.mechanisms import mechanism_of
from fedsim.privacy.mechanisms.base import Place
from fedsim.runs.state import RunState
from fedsim.settings.alike import MOST_PAIRS, sample_places
from fedsim.text.agreement import in_short, served
from fedsim.text.charts import FAIR
from fedsim.text.format import few, listed, number, percent
from fedsim.text.models import labelled, named, titles
from fedsim.text.pages.simulate import Why as Words
from fedsim.ui.shared.dots import whose_color
from fedsim.ui.shared.figures import figure, forget, ink
from fedsim.ui.shared.glossary import explained
from fedsim.ui.shared.words import plain

CHARTS = ("similarity", "map", "lengths", "fairness")


class Why:
    """The places of this part of a run's results: what is seen in a sentence, and the charts in a fold.

    Args:
        state: the run.
    """

    def __init__(self, state: RunState) -> None:
        st.markdown(Words.HEADING)
        self._said = st.empty()
        self._fold = st.expander(Words.FOLD, icon=":material/explore:", type="compact", key="why", on_change="rerun")
        if self._fold.open:
            self._lay_out(state)

    def _lay_out(self, state: RunState) -> None:
        with self._fold:
            st.caption(paragraph([Words.ABOUT, _measured_on(state)]))
            left, right = st.columns(2, gap="medium")
            left.markdown(Words.SIMILARITY, help=explained(Words.SIMILARITY))
            self._similarity = left.empty()
            right.markdown(Words.MAP)
            self._map = right.empty()
            left, right = st.columns(2, gap="medium")
            left.markdown(Words.LENGTHS, help=explained(Words.LENGTHS))
            self._lengths = left.empty()
            right.markdown(Words.FAIRNESS_OWN if state.has_own_models else Words.FAIRNESS)
            self._fairness = right.empty()

    def draw(self, state: RunState, shown: RoundFinished | None) -> None:
        """Draw what the run has so far; of a closed fold nothing.

        Args:
            state: the run.
            shown: the round that the matrix is of.
        """
        with self._said.container():
            st.markdown(plain(in_short(agreement(state.rounds))))
        if not self._fold.open:
            for chart in CHARTS:
                forget(f"{chart}-{state.id}")
            return
        with self._similarity.container():
            _similarity(state, shown)
        with self._map.container():
            _map(state)
        with self._lengths.container():
            _lengths(state)
        with self._fairness.container():
            _fairness(state, fairness_frame(state.rounds))


def _measured_on(state: RunState) -> str:
    noisy = mechanism_of(state.config).noise_at is Place.SENDING
    return Words.WITH_NOISE if noisy else Words.AS_RECEIVED


def _similarity(state: RunState, shown: RoundFinished | None) -> None:
    forget(f"similarity-{state.id}")
    frame = similarity_frame(shown)
    names = [each.name for each in shown.hospitals if each.participated] if shown else []
    if frame.empty:
        many = len(names) > MOST_PAIRS
        why = Words.TOO_MANY.format(most=number(MOST_PAIRS)) if many else Words.NO_PAIRS
        st.caption(Words.EARLIER if shown and shown.position is None else why)
        return
    figure(similarity_chart, frame, tuple(names), ink(), similarity_height(len(names)),
           key=f"similarity-{state.id}-{len(names)}", alt=describe_similarity(frame))  # fmt: skip


def _map(state: RunState) -> None:
    names, found = state.config.hospital_names, model_map(state.rounds)
    called = titles([TOGETHER, *map(local, names)])
    figure(map_chart, named(found.frame, called), called, map_ends(found.frame), height=300,
           key=f"map-{state.id}", alt=describe_map(found.frame))  # fmt: skip
    if found.frame.empty:
        return
    places = sample_places(state.config)
    st.html(whose_color(names, places))
    said = [Words.MAP_SAYS.format(share=percent(sum(found.explained)))]
    if found.rounds_shown < state.rounds_done:
        said.append(Words.MAP_ROUNDS.format(n=number(found.rounds_shown), rounds=number(state.rounds_done)))
    if len(places) < len(names):
        said.append(Words.MAP_SAMPLE.format(n=number(len(places))))
    st.caption(paragraph(said))


def _lengths(state: RunState) -> None:
    names, norms = state.config.hospital_names, norm_frame(state.rounds)
    ends = length_charts.lengths(norms, len(names))
    figure(length_charts.norms_chart, length_charts.marks(norms, len(names), ends), names, state.config.rounds, ends,
           height=280, key=f"lengths-{state.id}", alt=length_charts.describe_norms(norms), table=norms)  # fmt: skip


def _fairness(state: RunState, fair: pd.DataFrame) -> None:
    drawn = labelled(fair, FAIR, "series").assign(
        hospitals=[listed(few([*names])) for names in fair["hospitals"]], round=fair["round"]
    )
    figure(fairness_chart, drawn, state.config.rounds, height=280, key=f"fairness-{state.id}",
           alt=describe_fairness(fair))  # fmt: skip
    if said := served(fair):
        st.caption(plain(said))
