"""How long updates are, how many are clipped, and what of them the noise leaves."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from fedsim.analysis.clipping_frames import advised_clip_norm, clipping_frame, norm_frame
from fedsim.charts import clipping as clipping_charts
from fedsim.charts import lengths as length_charts
from fedsim.language import paragraph
from fedsim.privacy.mechanisms import mechanism_of
from fedsim.privacy.mechanisms.central import CENTRAL
from fedsim.runs.state import RunState
from fedsim.settings.config import SimulationConfig
from fedsim.text import privacy as privacy_words
from fedsim.text.format import exact
from fedsim.text.pages.privacy.clipping import Clipping
from fedsim.text.settings import DP_TITLES
from fedsim.ui.door import pace
from fedsim.ui.privacy.queue import on_screen
from fedsim.ui.shared import starting
from fedsim.ui.shared.dots import whose_color
from fedsim.ui.shared.figures import figure, ink, of_run
from fedsim.ui.shared.resources import current_run, registry
from fedsim.ui.shared.run_header import show_header
from fedsim.ui.shared.words import sentence

POLL_SECONDS = 2.0


def show() -> None:
    """Draw this part of the Privacy page."""
    state = current_run()
    st.caption(Clipping.WHY)
    if state is None:
        st.info(Clipping.NO_RUN, icon=":material/content_cut:")
        _offer()
    elif state.config.private and not mechanism_of(state.config).clips_updates:
        st.info(Clipping.RECORD_LEVEL, icon=":material/content_cut:")
        _offer()
    else:
        _watch(state)


def _offer(advised: float | None = None, *, also_set: bool = True) -> None:
    """Start a run that clips, with the settings on the Simulate page.

    Args:
        advised: the clip norm that the updates shown advise, if any: it is offered first.
        also_set: whether to offer the clip norm that is set, too.
    """
    base = on_screen()
    dp = base.dp if mechanism_of(base).clips_updates else CENTRAL.name
    config = replace(base, dp=dp, baselines="none")
    if why := starting.why_not(config):
        st.error(why, icon=":material/block:")
    other = advised if advised != config.clip_norm else None
    with st.container(horizontal=True, gap="small"):
        if other:
            _run(Clipping.RUN_ADVISED, replace(config, clip_norm=other), "clipping-advised", primary=True)
        if also_set:
            _run(Clipping.RUN_SET if other else Clipping.RUN, config, "clipping-run", primary=not other)
    starting.tell("clipping")


def _run(label: str, config: SimulationConfig, key: str, *, primary: bool) -> None:
    """A button that says which clip norm and noise it runs with."""
    noise = config.noise_multiplier
    said = Clipping.NOISE.format(noise=exact(noise)) if noise else Clipping.NO_NOISE
    starting.button(
        label.format(norm=exact(config.clip_norm), noise=said),
        starting.why_not(config),
        starting.start,
        [config, "clipping"],
        key=key,
        type="primary" if primary else "secondary",
        icon=":material/play_arrow:",
        text=DP_TITLES[config.dp] if noise else Clipping.CLIPS_ALONE,
    )


def _watch(state: RunState) -> None:
    """Draw the run; look for more rounds while it is live."""

    def draw() -> None:
        now = registry().store.get(state.id) or state
        if state.status.live and not now.status.live:
            st.rerun()
        with of_run(now):
            _draw(now)

    st.fragment(draw, run_every=pace(POLL_SECONDS) if state.status.live else None)()


def _draw(state: RunState) -> None:
    norms, clipping = norm_frame(state.rounds), clipping_frame(state.rounds)
    show_header(state)
    for place, text in enumerate(privacy_words.clip_guidance(norms, clipping, state.config.dp)):
        st.markdown(f"{'## ' if place == 0 else ''}{sentence(text)}")
    _lengths(state, norms)
    advised = advised_clip_norm(norms, state.config.dp)
    if not state.config.private:
        st.caption(Clipping.NOT_CLIPPED)
        _offer(advised)
        return
    if advised and not state.status.live:
        _offer(advised, also_set=False)
    left, right = st.columns(2, gap="medium")
    with left:
        _shares(state, clipping)
    with right:
        _signal(state, clipping)


def _lengths(state: RunState, norms: pd.DataFrame) -> None:
    config = state.config
    st.markdown(paragraph([Clipping.LENGTHS, *([Clipping.LINE] if config.private else [])]))
    if len(config.hospitals) < length_charts.MANY_HOSPITALS:
        st.html(whose_color(config.hospital_names))
    number_of_all = len(config.hospitals)
    ends = length_charts.lengths(norms, number_of_all)
    figure(length_charts.norms_chart, length_charts.marks(norms, number_of_all, ends), config.hospital_names,
           config.rounds, ends, height=280, key=f"norms-{state.id}",
           alt=length_charts.describe_norms(norms), table=norms)  # fmt: skip


def _shares(state: RunState, clipping: pd.DataFrame) -> None:
    st.markdown(Clipping.SHARES)
    figure(clipping_charts.share_chart, clipping, state.config.rounds, height=200, key=f"clipped-{state.id}",
           alt=clipping_charts.describe_clipping(clipping))  # fmt: skip


def _signal(state: RunState, clipping: pd.DataFrame) -> None:
    st.markdown(Clipping.SIGNAL)
    if state.rounds_done and clipping["signal_to_noise"].isna().all():
        st.caption(Clipping.NOT_NOISED)
        return
    figure(clipping_charts.signal_chart, clipping, state.config.rounds, clipping_charts.signal_range(clipping), ink(),
           height=200, key=f"signal-{state.id}", alt=clipping_charts.describe_signal(clipping))  # fmt: skip
