"""What a sweep has come to: the sentence, the trade-off, and what the strongest noise does."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from fedsim import charts
from fedsim.analysis.frames import matrix_frame
from fedsim.charts import cost as cost_charts
from fedsim.privacy.mechanisms import MECHANISMS
from fedsim.privacy.mechanisms.base import Unit
from fedsim.runs.state import RunState
from fedsim.runs.sweep import CLIPPED, NOISY, PLAIN, Sweep, cost_frame, epsilon_range, extremes, is_coming
from fedsim.text import privacy as privacy_words
from fedsim.text.format import counted, percent
from fedsim.ui.shared.figures import figure, ink
from fedsim.ui.shared.words import sentence, tied

WHAT = {PLAIN: "No privacy", CLIPPED: "Clipped, no noise", NOISY: ""}


def show(sweep: Sweep, states: Sequence[RunState]) -> None:
    """Draw what there is so far.

    Args:
        sweep: what was asked for.
        states: its runs, done or not.
    """
    frame = cost_frame(states)
    if frame.empty and not any(map(is_coming, states)):
        st.markdown(
            "Each noise multiplier becomes a point: its promise against its accuracy. Run the sweep to see them."
        )
        return
    _headline(frame)
    figure(cost_charts.cost_chart, cost_charts.cost_chart_frame(frame), epsilon_range(sweep, states), ink(),
           height=340, key=f"cost-{sweep.dp}", alt=cost_charts.describe_cost(frame))  # fmt: skip
    _legend(sweep, frame)
    if pair := extremes(states):
        _strongest(*pair)
    if len(frame):
        with st.expander("The numbers", icon=":material/table_rows:"):
            st.dataframe(_table(frame), hide_index=True, placeholder="–")


def _headline(frame: pd.DataFrame) -> None:
    if text := privacy_words.headline(frame):
        st.markdown(f"## {sentence(text)}")


def _legend(sweep: Sweep, frame: pd.DataFrame) -> None:
    """What the marks are, and what the comparison leaves open."""
    seeds = frame["seeds"][frame["kind"] == NOISY]
    band = (
        "One seed a noise: chance may move any point."
        if seeds.max() == 1
        else "The band goes from the worst seed to the best."
    )
    text = f"A point is the mean of the runs with one noise multiplier, which is written under it. {band}"
    if MECHANISMS[sweep.dp].unit is Unit.IMAGE:
        text += " ε protects one image; it is that of the hospital that has spent most."
    if sweep.base.model == "resnet18":
        text += " Without privacy, ResNet-18 has BatchNorm, and with it GroupNorm: that is part of the difference."
    st.caption(text)


def _strongest(before: RunState, after: RunState) -> None:
    st.markdown("**What the strongest noise does**: rows are what the image shows, columns what the model says")
    st.markdown(sentence(privacy_words.strongest(before, after)))
    left, right = st.columns(2, gap="medium")
    noise = f"Noise {after.config.noise_multiplier:g}, ε = {privacy_words.short(after.rounds[-1].epsilon or 0.0)}"
    for place, title, state in ((left, "No privacy", before), (right, noise, after)):
        with place:
            _matrix(title, state)


def _matrix(title: str, state: RunState) -> None:
    classes, last = state.info.classes if state.info else (), state.rounds[-1]
    frame = matrix_frame(last.confusion_matrix, classes, last.round).assign(run=state.id)
    st.caption(f"**{title}**, {tied(percent(last.accuracy))} right · seed {state.config.seed}")
    figure(charts.confusion_chart, frame, classes, shares=True, ink=ink(), height=charts.matrix_height(len(classes)),
           key=f"sweep-matrix-{title[:2]}", alt=charts.describe_matrix(frame, title))  # fmt: skip


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    """The chart's numbers as text: no noise and no promise are words, not gaps."""
    return pd.DataFrame(
        {
            "Noise multiplier": [
                WHAT[row.kind] or f"{row.noise:g}" for row in frame.itertuples()
            ],
            "ε": [_or_none(row.epsilon) for row in frame.itertuples()],
            "δ": [_or_none(row.delta) for row in frame.itertuples()],
            "Accuracy": [percent(mean, 1) for mean in frame["accuracy"]],
            "Worst and best seed": [
                f"{percent(row.low, 1)} to {percent(row.high, 1)}" if row.seeds > 1 else None
                for row in frame.itertuples()
            ],
            "Standard deviation": [None if np.isnan(sd) else percent(sd, 1) for sd in frame["sd"]],
            "Seeds": [counted(int(seeds), "seed") for seeds in frame["seeds"]],
        }
    )  # fmt: skip


def _or_none(value: float) -> str:
    return "no guarantee" if np.isnan(value) else privacy_words.short(value)
