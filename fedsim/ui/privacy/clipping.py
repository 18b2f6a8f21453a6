"""How long updates are, how many are clipped, and what of them the noise leaves."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from fedsim.analysis.clipping_frames import clipping_frame, norm_frame
from fedsim.charts import clipping as clipping_charts
from fedsim.privacy.mechanisms import mechanism_of
from fedsim.privacy.mechanisms.central import CENTRAL
from fedsim.runs.registry import AlreadyQueued
from fedsim.runs.state import RunState
from fedsim.settings.config import SimulationConfig
from fedsim.text import privacy as privacy_words
from fedsim.text.settings import DP_TITLES
from fedsim.ui.privacy.queue import on_screen
from fedsim.ui.shared.figures import figure, ink
from fedsim.ui.shared.resources import current_run, registry, show_run
from fedsim.ui.shared.run_header import show_header
from fedsim.ui.shared.words import plain, sentence

POLL_SECONDS = 2.0
WHY = (
    "Noise hides a hospital only if no update is longer than a known length: the clip norm. Too short a one throws "
    "signal away; too long a one asks for more noise than needed, since noise is measured in clip norms."
)


def show() -> None:
    """Draw this part of the Privacy page."""
    state = current_run()
    st.caption(WHY)
    if state is None:
        st.info("There is no run whose updates could be shown.", icon=":material/content_cut:")
        _offer()
    elif state.config.private and not mechanism_of(state.config).clips_updates:
        st.info(
            "The run shown is private at record level: what is clipped is the gradient of each image, thousands of "
            "times in a round within each hospital, and those lengths are not reported. A run with central or local "
            "privacy, or without any, shows how long its updates are.",
            icon=":material/content_cut:",
        )
        _offer()
    else:
        _watch(state)


def _offer() -> None:
    """Start a run that clips, with the settings on the Simulate page."""
    base = on_screen()
    dp = base.dp if mechanism_of(base).clips_updates else CENTRAL.name
    config = replace(base, dp=dp, baselines="none")
    if problems := config.validate():
        st.error(plain(" ".join(problems)), icon=":material/error:")
    noise = f"noise {config.noise_multiplier:g}" if config.noise_multiplier else "no noise"
    st.button(
        f"Run with clip norm {config.clip_norm:g} and {noise}",
        key="clipping-run",
        type="primary",
        icon=":material/play_arrow:",
        disabled=bool(problems),
        on_click=_start,
        args=[config],
        help=DP_TITLES[dp],
    )


def _start(config: SimulationConfig) -> None:
    try:
        show_run(registry().start(config))
    except AlreadyQueued as same:
        show_run(same.run_id)


def _watch(state: RunState) -> None:
    """Draw the run; look for more rounds while it is live."""

    def draw() -> None:
        now = registry().store.get(state.id) or state
        if state.status.live and not now.status.live:
            st.rerun()
        _draw(now)

    st.fragment(draw, run_every=POLL_SECONDS if state.status.live else None)()


def _draw(state: RunState) -> None:
    norms, clipping = norm_frame(state.rounds), clipping_frame(state.rounds)
    show_header(state)
    for place, text in enumerate(privacy_words.clip_guidance(norms, clipping, state.config.dp)):
        st.markdown(f"{'## ' if place == 0 else ''}{sentence(text)}")
    _lengths(state, norms)
    if not state.config.private:
        st.caption("This run neither clips nor adds noise: its lengths show which clip norm to choose.")
        _offer()
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _shares(state, clipping)
    with right:
        _signal(state, clipping)


def _lengths(state: RunState, norms: pd.DataFrame) -> None:
    config = state.config
    line = " The :orange[line] is the clip norm in force." if config.private else ""
    st.markdown(f"**How long each hospital's update is** before any clipping, by round.{line}")
    figure(clipping_charts.norms_chart, norms, config.hospital_names, config.rounds,
           clipping_charts.lengths(norms, len(config.hospitals)), height=280, key=f"norms-{state.id}",
           alt=clipping_charts.describe_norms(norms))  # fmt: skip


def _shares(state: RunState, clipping: pd.DataFrame) -> None:
    st.markdown("**The share that is clipped**, by round")
    figure(clipping_charts.share_chart, clipping, state.config.rounds, height=200, key=f"clipped-{state.id}",
           alt=clipping_charts.describe_clipping(clipping))  # fmt: skip


def _signal(state: RunState, clipping: pd.DataFrame) -> None:
    st.markdown("**What noise leaves**: the average update's length over the noise's")
    if state.rounds_done and clipping["signal_to_noise"].isna().all():
        st.caption("This run adds no noise: nothing is drowned, and nothing is promised.")
        return
    figure(clipping_charts.signal_chart, clipping, state.config.rounds, clipping_charts.signal_range(clipping), ink(),
           height=200, key=f"signal-{state.id}", alt=clipping_charts.describe_signal(clipping))  # fmt: skip
