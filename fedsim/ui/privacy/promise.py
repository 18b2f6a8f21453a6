"""Where the noise goes, and what (epsilon, delta) promises to whom."""

from functools import lru_cache

import pandas as pd
import streamlit as st

from fedsim.privacy.accounting import Spent
from fedsim.privacy.budget import what_it_buys
from fedsim.privacy.mechanisms import mechanism_of
from fedsim.privacy.mechanisms.base import Unit
from fedsim.privacy.plan import STRONG_EPSILON, WEAK_EPSILON, Plan, plan
from fedsim.settings.config import ConfigError, SimulationConfig
from fedsim.settings.strategy import ROBUST
from fedsim.text.format import exact, number, short
from fedsim.text.pages.privacy.promise import PICTURES, Promise, after
from fedsim.text.pages.shared import Images
from fedsim.text.promise import (
    UNIT_NAMES,
    attacker_right,
    chance,
    in_words,
    is_void,
    not_covered,
    promised,
    short_delta,
    verdict,
    worth,
)
from fedsim.text.runs import dataset_title
from fedsim.ui.privacy.controls import (
    hospital_sizes,
    how_much_noise,
    protect_one_patient,
    protected_sizes,
    say_delta,
    solve,
    where_noise_goes,
)
from fedsim.ui.privacy.noise_picture import show_picture
from fedsim.ui.shared import history, session
from fedsim.ui.shared.controls import draw
from fedsim.ui.shared.glossary import headed
from fedsim.ui.shared.resources import wait_until_ready
from fedsim.ui.shared.words import plain


@st.fragment
def show() -> None:
    """Draw this part of the Privacy page. A fragment: a click redraws it and not the page's head."""
    history.follow()
    left, right = st.columns([2, 3], gap="large")
    with left:
        where_noise_goes()
        how_much_noise()
        draw("rounds")
        st.caption(Promise.NEXT_RUN)
    config = session.get_settings()
    with right:
        show_picture(config.dp, config.hospital_names, by_rule=config.strategy.kind in ROBUST)
        st.caption(PICTURES[config.dp])
    _promise(config)
    with st.expander(Promise.NOT_COVERED, icon=":material/visibility:", type="compact"):
        st.markdown("\n".join(f"- {plain(text)}" for text in not_covered()))


def _promise(config: SimulationConfig) -> None:
    """What the settings on the screen promise after the last round."""
    sizes = protected_sizes(config)
    if config.private and not sizes:
        st.info(Promise.FOLLOWS, icon=":material/info:")
        st.page_link("pages/data.py", label=Images.DOWNLOAD.format(images=plain(dataset_title(config.dataset))),
                     icon=":material/database:")  # fmt: skip
        return
    if config.private:
        wait_until_ready()  # two threads that import Flower at once find it half imported
    noise = solve(config, sizes) if config.private else 0.0
    if noise is None:
        return
    with st.spinner(Promise.WORKING):
        planned = plan(config, noise, sizes)
    headed(f"## {after(config.rounds)}")
    _numbers(config, planned)
    _words(config, planned)
    if config.private:
        say_delta(config)
    mechanism = mechanism_of(config)
    if mechanism.private and not mechanism.per_hospital:
        _larger_federations(config, planned)
    elif planned.spent:
        _each_hospital(config, planned)
    if mechanism.unit is Unit.HOSPITAL:
        _offer_record_level(config)


def _numbers(config: SimulationConfig, planned: Plan) -> None:
    worst = planned.worst
    with st.container(horizontal=True, gap="small", key="cards"):
        _card(Promise.PROMISE, promised(worst), chance(worst) if worst else Promise.WITHOUT_NOISE, Promise.ABOUT)
        if config.private:
            unit = UNIT_NAMES[mechanism_of(config).unit]
            _card(Promise.PROTECTS, unit if worst else Promise.NOBODY, Promise.ADD_OR_REMOVE, Promise.UNIT)
            norm = Promise.CLIP_NORM.format(norm=exact(config.clip_norm))
            _card(Promise.NOISE, short(planned.noise_multiplier, 4), norm, Promise.PRODUCT)


def _card(label: str, value: str, note: str, text: str) -> None:
    st.metric(label, value, note, delta_color="off", delta_arrow="off", help=text, border=True)


def _words(config: SimulationConfig, planned: Plan) -> None:
    unit = plain(in_words(config, planned.noise_multiplier))
    if planned.worst and is_void(planned.worst):
        st.warning(f"**{plain(worth(planned.worst, config.dp))}**", icon=":material/warning:")
        st.markdown(unit)
    elif planned.worst:
        box = st.success if planned.worst.epsilon <= STRONG_EPSILON else st.info
        box(f"**{plain(worth(planned.worst, config.dp))}**", icon=":material/shield_lock:")
        st.markdown(unit)
    else:
        st.warning(f"**{unit}**", icon=":material/lock_open:")


def _larger_federations(config: SimulationConfig, planned: Plan) -> None:
    """What the same noise on the averaged model buys, the more hospitals share it."""
    if not planned.spent:
        return
    bought = what_it_buys(config.rounds, planned.noise_multiplier, len(config.hospitals), config.delta)
    headed(f"## {Promise.LARGER}")
    rows = [{Promise.HOSPITALS: f"{number(each.hospitals)}", Promise.NOISE: short(each.noise_multiplier)}
            | _row(Spent(each.epsilon or 0.0, each.delta)) for each in bought]  # fmt: skip
    st.table(pd.DataFrame(rows).set_index(Promise.HOSPITALS))


def _each_hospital(config: SimulationConfig, planned: Plan) -> None:
    sizes = hospital_sizes(config) or (None,) * len(config.hospitals)
    headed(f"## {Promise.EACH}")
    rows = [{Promise.HOSPITAL: plain(name), Promise.IMAGES: f"{number(size)}" if size else "–"} | _row(spent)
            for name, size, spent in zip(config.hospital_names, sizes, planned.spent, strict=True)]  # fmt: skip
    st.table(pd.DataFrame(rows).set_index(Promise.HOSPITAL))


def _row(spent: Spent) -> dict[str, str]:
    return {
        Promise.PROMISE: promised(spent),
        "δ": short_delta(spent.delta),
        Promise.MAY_BE_RIGHT: attacker_right(spent),
    }


def _offer_record_level(config: SimulationConfig) -> None:
    """The verdict on hiding a whole hospital, and the unit that hospitals ask for."""
    try:
        with st.spinner(Promise.WEIGHING):
            headline, numbers = verdict(config, WEAK_EPSILON, _num_parameters(config.model))
        headed(f"## {plain(headline)}")
        st.markdown(plain(numbers))
    except ConfigError as error:
        st.caption(plain(str(error)))
    st.markdown(Promise.ANOTHER_UNIT)
    st.button(Promise.RECORD_LEVEL, key="record-level", type="primary",
              icon=":material/personal_injury:", on_click=protect_one_patient)  # fmt: skip


def _num_parameters(model: str) -> int:
    return _count(model, session.entry().channels, len(session.entry().classes))


@lru_cache(maxsize=16)
def _count(model: str, channels: int, num_classes: int) -> int:
    """PyTorch is imported here, and not with the page."""
    from fedsim.training.models import build_model, num_parameters

    return num_parameters(build_model(model, channels, num_classes, seed=0, private=True))
