"""The sidebar's settings: a few that matter, the rest folded away."""

import streamlit as st

from fedsim.settings.presets import PRESETS
from fedsim.text.pages.shared import History
from fedsim.text.pages.simulate import Settings
from fedsim.text.presets import STORIES, TITLES
from fedsim.text.strategies import about
from fedsim.ui.data import datasets
from fedsim.ui.privacy.controls import how_much_noise, privacy_details, where_noise_goes
from fedsim.ui.shared import history, lesson, session
from fedsim.ui.shared.controls import SETTINGS, draw, kept
from fedsim.ui.shared.run_header import redraw_if_changed

ELSEWHERE = (
    *("dataset", "hospitals", "samples_per_hospital", "rounds", "strategy", "mixing", "baselines"),
    *("deal", "partition", "quantity"),
    *("dp", "noise_multiplier", "clip_norm", "target_epsilon", "delta"),
)
"""Settings that have a place of their own; every other one is under Advanced."""


def sidebar() -> None:
    """Draw the settings that every run has."""
    if not lesson.hides("preset"):
        _preset()
    if not lesson.hides("dataset"):
        datasets.choose()
    _training()


def _preset() -> None:
    def apply() -> None:
        if preset := PRESETS.get(st.session_state.preset):
            session.put_settings(preset)

    own = [history.OWN] if st.session_state.preset == history.OWN else []
    st.selectbox(
        Settings.PRESET,
        [*PRESETS, *own],
        **kept("preset"),
        format_func=_title,
        on_change=apply,
        help=Settings.PRESET_HELP,
    )
    if st.session_state.preset in STORIES:
        st.caption(STORIES[st.session_state.preset])
    with st.container(horizontal=True, gap="small", key="back"):
        st.button(Settings.RESET, key="reset", icon=":material/restart_alt:", disabled=not own, on_click=history.reset,
                  help=Settings.RESET_HELP.format(preset=_title(history.before())))  # fmt: skip
        st.button(Settings.UNDO, key="undo", icon=":material/undo:", disabled=not history.can_undo(),
                  on_click=history.undo, help=Settings.UNDO_HELP)  # fmt: skip


def _title(preset: str) -> str:
    return History.OWN if preset == history.OWN else TITLES[preset]


@st.fragment
def _training() -> None:
    """A fragment: a click here redraws these controls and nothing else."""
    history.follow()
    draw("rounds")
    draw("strategy")
    if not lesson.hides("strategy"):
        st.caption(about(st.session_state.strategy))
        draw("mixing")
    if not lesson.hides("dp"):
        where_noise_goes()
        how_much_noise()
    draw("baselines")
    if not lesson.hides("advanced"):
        with st.expander(Settings.ADVANCED, icon=":material/tune:", type="compact", key="advanced"):
            _advanced()
    if st.session_state.pop("redraw", False):
        st.rerun()
    redraw_if_changed()


def _advanced() -> None:
    for name, one in SETTINGS.items():
        if name == "size":
            draw(name, options=session.entry().sizes)
        elif name not in ELSEWHERE and not one.union:
            draw(name)
    privacy_details()
