"""Where the noise goes and how much of it: the same controls in the sidebar and on the Privacy page."""

from collections.abc import Sequence

import streamlit as st

from fedsim.data import DataError
from fedsim.hospitals.partition import partition_for
from fedsim.privacy.accounting import delta_warning
from fedsim.privacy.budget import noise_in_force
from fedsim.privacy.mechanisms import MECHANISMS, mechanism_of
from fedsim.privacy.mechanisms.base import Unit
from fedsim.settings.config import ConfigError, SimulationConfig
from fedsim.text.format import short
from fedsim.text.pages.privacy.promise import Controls
from fedsim.text.pages.shared import NoiseBy
from fedsim.ui.shared import session
from fedsim.ui.shared.controls import draw, kept
from fedsim.ui.shared.resources import load_dataset

START_NOISE, START_RECORD_NOISE, START_BUDGET = 0.03, 1.0, 10.0


def where_noise_goes() -> None:
    """Choose where the noise goes. What cannot be had with ImageNet weights is not offered, and the reason is."""
    state = st.session_state
    draw("dp", on_change=_dp_changed)
    if MECHANISMS[state.dp].private and state.model == "resnet18":
        st.caption(Controls.GROUP_NORM)


def how_much_noise() -> None:
    """With privacy: set the noise, or the budget that it has to keep; and the clip norm."""
    if not MECHANISMS[st.session_state.dp].private:
        return
    st.segmented_control(
        Controls.CHOOSE, [session.NOISE, session.BUDGET], required=True, on_change=_switched, **kept("noise_by"),
        format_func=lambda by: NoiseBy.BUDGET if by == session.BUDGET else NoiseBy.NOISE, help=Controls.CHOOSE_HELP,
    )  # fmt: skip
    by_budget = st.session_state.noise_by == session.BUDGET
    draw("target_epsilon" if by_budget else "noise_multiplier", may_be_open=False)
    answer = st.empty()
    draw("clip_norm")
    if by_budget:
        with answer.container():
            _say_noise()


def privacy_details() -> None:
    """With privacy: what few people want to set."""
    if not MECHANISMS[st.session_state.dp].private:
        return
    draw("delta")
    say_delta(session.get_settings())
    if st.session_state.noise_by == session.NOISE:
        draw("target_epsilon")


def say_delta(config: SimulationConfig) -> None:
    """Warn of a delta that promises nothing."""
    sizes = protected_sizes(config)
    if config.delta is None or not sizes:
        return
    population = mechanism_of(config).population(sizes)
    if warning := delta_warning(config.delta, population):
        st.warning(str(warning), icon=":material/warning:")


def protected_sizes(config: SimulationConfig) -> tuple[int, ...]:
    """Each hospital's training images, as far as the accounting needs them; nothing where the data are not there."""
    return hospital_sizes(config) if mechanism_of(config).unit is Unit.IMAGE else (1,) * len(config.hospitals)


def hospital_sizes(config: SimulationConfig) -> tuple[int, ...]:
    """Each hospital's training images; nothing where the data are not on disk, or a hospital has none."""
    if config.size not in session.entry().sizes_on_disk:
        return ()
    try:
        dataset = load_dataset(config.dataset, config.size)
    except DataError:
        return ()
    if config.validate(dataset.classes):
        return ()
    sizes = tuple(partition_for(config, dataset).sizes)
    return sizes if all(sizes) else ()


def solve(config: SimulationConfig, sizes: Sequence[int]) -> float | None:
    """The noise multiplier in force; None, and a sentence on the page, where no noise is strong enough."""
    try:
        with st.spinner(Controls.WORKING):
            return noise_in_force(config, sizes)
    except ConfigError as error:
        st.error(str(error), icon=":material/block:")
        return None


def _say_noise() -> None:
    config = session.get_settings()
    sizes = protected_sizes(config)
    if not sizes:
        st.caption(Controls.FOLLOWS)
    elif noise := solve(config, sizes):
        st.caption(Controls.TAKES.format(noise=short(noise, 4)))


def _dp_changed() -> None:
    """Choosing privacy brings noise with it: clipping alone guarantees nothing."""
    state = st.session_state
    mechanism = MECHANISMS[state.dp]
    start, least = (START_RECORD_NOISE, 0.3) if mechanism.unit is Unit.IMAGE else (START_NOISE, 0.0)
    if mechanism.private and state.noise_by == session.NOISE:
        state.noise_multiplier = state.noise_multiplier if state.noise_multiplier > least else start


def protect_one_patient() -> None:
    """A callback: record level in place of what is chosen."""
    st.session_state.dp = "record"
    _dp_changed()


def _switched() -> None:
    """A budget needs a number, and the number is no hidden limit once the noise is chosen instead."""
    state = st.session_state
    state.target_epsilon = (state.target_epsilon or START_BUDGET) if state.noise_by == session.BUDGET else None
    _dp_changed()
