"""The settings on the screen as a `SimulationConfig`, and back.

Every control keeps its value in `st.session_state` under its setting's name, so that it survives a change of page.
"""

from dataclasses import replace
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from fedsim import data
from fedsim.data import DataError, Entry
from fedsim.settings.config import ConfigError, Hospital, SimulationConfig, default_names, start_hospitals
from fedsim.settings.presets import PRESETS, QUICK
from fedsim.ui.shared.controls import hand_over
from fedsim.ui.shared.resources import current_run
from fedsim.ui.shared.words import plain

PAGES = Path(__file__).parents[3] / "pages"
OWN = "Own settings"
NOISE, BUDGET = "Noise", "Budget"
SIMPLE = (
    "dataset", "size", "samples_per_hospital", "rounds", "local_epochs", "batch_size", "lr", "model", "weights",
    "dp", "noise_multiplier", "clip_norm", "target_epsilon", "delta", "baselines", "baseline_epochs", "attack", "seed",
    "engine", "device", "strategy", "partition", "participation",
)  # fmt: skip
PRIVATE = ("noise_multiplier", "clip_norm", "target_epsilon", "delta")
"""Settings that mean something with `dp` alone."""


def enter() -> None:
    """Mark a session as one that came in through app.py."""
    st.session_state.entered = True


def ensure_settings(part: str = "") -> None:
    """Give every control a value: a new session takes the shown run's, else the URL's, else the quick demo's.

    Args:
        part: which of its parts the page is about to show, where it has several.
    """
    if "entered" not in st.session_state:
        _go_through_app()
    if "rounds" not in st.session_state:
        _first_settings()
    _find_images()
    context = get_script_run_ctx()
    hand_over(f"{context.page_script_hash if context else ''} {part}")
    fill_grid()
    _tell_lost_images()


def _go_through_app() -> None:
    """Start again at app.py.

    A new server that is asked for a page before anything else runs that file of pages/ by itself, under its file's
    name and without app.py, until the first call of `st.navigation`.
    """
    pages = [st.Page(page, default=page.stem == "simulate") for page in sorted(PAGES.glob("*.py"))]
    st.navigation(pages, position="hidden")
    st.rerun()


def _first_settings() -> None:
    run = current_run()
    try:
        config = run.config if run else _from_link()
        data.info(config.dataset)
    except (ConfigError, DataError) as error:
        st.toast(f"The link's settings were not used. {error}", icon=":material/link_off:")
        config = QUICK
    put_settings(config)
    titles = [title for title, preset in PRESETS.items() if preset.config == config]
    st.session_state.preset = titles[0] if titles else OWN


def _from_link() -> SimulationConfig:
    """The link's settings; what it leaves out is the default, and without any it is the quick demo.

    Raises:
        ConfigError: a value cannot be read.
    """
    named = set(st.query_params) & set(QUICK.to_query())
    return SimulationConfig.from_query(st.query_params) if named else QUICK


def _find_images() -> None:
    """Where the chosen images are gone, take those that are always there; where they changed, their size."""
    state = st.session_state
    try:
        found = data.info(state.dataset)
    except DataError as error:
        state.lost_images = (state.dataset, str(error))
        state.dataset, found = QUICK.dataset, data.info(QUICK.dataset)
    if state.dataset != QUICK.dataset:
        state.pop("lost_images", None)
    if state.size not in found.sizes:
        state.size = found.sizes[0]


def _tell_lost_images() -> None:
    """Say which images are gone and why, and offer ways on, until one is taken."""
    if not (lost := st.session_state.get("lost_images")):
        return
    name, why = lost
    shown = f"The images of {Path(name).name} can no longer be used. {why} {entry().title} stands in for them."
    with st.container(key="lost-images"):
        st.warning(plain(shown), icon=":material/image_not_supported:")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link("pages/data.py", label="Choose other images", icon=":material/database:", width="content")
            st.button("Look for them again", key="look-again", on_click=_look_again)
            st.button("Keep these", key="keep-these", on_click=lambda: st.session_state.pop("lost_images", None))


def _look_again() -> None:
    st.session_state.dataset, _ = st.session_state.pop("lost_images")


def put_settings(config: SimulationConfig) -> None:
    """Set every control. Only before the controls are drawn, or in a callback."""
    state = st.session_state
    for name in SIMPLE:
        state[name] = getattr(config, name)
    state.noise_by = BUDGET if config.target_epsilon is not None and not config.noise_multiplier else NOISE
    state.num_hospitals = len(config.hospitals)
    classes = data.info(config.dataset).classes
    for place, hospital in enumerate(config.hospitals):
        state[name_key(place)] = hospital.name
        for cls in classes:
            state[sees_key(place, cls)] = cls not in hospital.excluded


def get_settings() -> SimulationConfig:
    """What the controls say."""
    state = st.session_state
    hospitals = tuple(
        Hospital(state[name_key(place)].strip(), tuple(c for c in entry().classes if not state[sees_key(place, c)]))
        for place in range(state.num_hospitals)
    )
    config = SimulationConfig(hospitals=hospitals, **{name: state[name] for name in SIMPLE})
    return _what_counts(config, by_budget=state.noise_by == BUDGET)


def _what_counts(config: SimulationConfig, by_budget: bool) -> SimulationConfig:
    """A control that is out of sight keeps its value, but the value no longer counts."""
    if not config.private:
        unused = SimulationConfig()
        return replace(config, **{name: getattr(unused, name) for name in PRIVATE})
    return replace(config, noise_multiplier=0.0) if by_budget else config


def fill_grid() -> None:
    """Give hospitals that were just added, and classes of a data set just chosen, the start pattern."""
    classes = entry().classes
    names = default_names(st.session_state.num_hospitals)
    for place, start in enumerate(start_hospitals(len(names), classes)):
        st.session_state.setdefault(name_key(place), names[place])
        for cls in classes:
            st.session_state.setdefault(sees_key(place, cls), cls not in start.excluded)


def entry() -> Entry:
    """What the catalogue says of the chosen data set; if it has just gone, the page begins anew without it."""
    try:
        return data.info(st.session_state.dataset)
    except DataError:
        st.rerun()
        raise


def name_key(place: int) -> str:
    return f"name-{place}"


def sees_key(place: int, cls: str) -> str:
    """Kept a data set, since two may share a class's name."""
    return f"sees-{st.session_state.dataset}-{place}-{cls}"
