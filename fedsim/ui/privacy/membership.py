"""A membership-inference attack, with and without differential privacy."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from fedsim.charts.attack import describe_roc, roc_chart
from fedsim.runs import membership_runs as attack_runs
from fedsim.runs.membership_runs import GLOBAL, KINDS, LOCAL_EPOCHS, NUM_IMAGES, PRIVATE, ROUNDS, UPDATE, Found
from fedsim.runs.state import RunState
from fedsim.settings.config import SimulationConfig
from fedsim.text.format import exact, hospital, in_words, percent_format
from fedsim.text.membership import TITLES, details, headline, table
from fedsim.text.models import labelled
from fedsim.text.pages.privacy.attack import Attack, Columns, Shows, what_it_shows
from fedsim.text.privacy import short
from fedsim.text.runs import dataset_title, left_out
from fedsim.ui.privacy.membership_queue import act, gather
from fedsim.ui.shared.controls import pick
from fedsim.ui.shared.downloads import tables
from fedsim.ui.shared.figures import about, figure, ink
from fedsim.ui.shared.glossary import headed
from fedsim.ui.shared.no_images import are_here
from fedsim.ui.shared.resources import wait_until_ready
from fedsim.ui.shared.session import entry, get_settings
from fedsim.ui.shared.tables import as_shown, in_percent, with_help
from fedsim.ui.shared.words import plain, sentence, tied

TARGETS = (UPDATE, GLOBAL)
NOISES = (0.5, 1.0, 2.0, 4.0)
START_NOISE = 1.0


def show() -> None:
    """Draw this part of the Privacy page."""
    base = get_settings()
    headed(f"## {Attack.HEADING}")
    if not are_here():
        return
    wait_until_ready()
    configs = attack_runs.comparison(base, _choose_noise(base))
    runs, num_left_out = gather(configs)
    if num_left_out:
        st.caption(left_out(num_left_out))
    act(configs, runs)
    with about(_what(base), "fedsim"):
        _show_results(configs, runs)
    _say_what_it_shows()


def _what(base: SimulationConfig) -> str:
    return Attack.WHAT.format(
        hospitals=in_words(min(len(base.hospitals), attack_runs.NUM_HOSPITALS)),
        images=NUM_IMAGES,
        dataset=dataset_title(entry().name),
        epochs=LOCAL_EPOCHS,
        rounds=ROUNDS,
    )


def _choose_noise(base: SimulationConfig) -> float:
    st.caption(sentence(_what(base)))
    name = partial(_name, base)
    return pick(Attack.NOISE, NOISES, "attack-noise", START_NOISE, Attack.NOISE_HELP, name)


def _name(base: SimulationConfig, noise: float) -> str:
    epsilon = attack_runs.planned_epsilon(attack_runs.comparison(base, noise)[PRIVATE])
    return f"{exact(noise)} (ε = {short(epsilon)})"


def _show_results(configs: Mapping[str, SimulationConfig], runs: Mapping[str, RunState]) -> None:
    if not any(attack_runs.is_done(state) for state in runs.values()):
        return
    left, right = st.columns([5, 4], gap="medium")
    with right:
        target, name = _choose_target(next(iter(configs.values())).hospital_names)
    found = attack_runs.results({kind: runs[kind] for kind in KINDS if kind in runs}, target, name)
    whose = (Attack.OF_UPDATE if target == UPDATE else Attack.OF_GLOBAL).format(hospital=hospital(name))
    aucs = [(TITLES[kind], each.attacked.auc) for kind, each in found.items() if each.attacked.auc is not None]
    with left:
        curves = labelled(attack_runs.curve_frame(found), TITLES, "series")
        figure(roc_chart, curves, ink(), key="roc", alt=describe_roc(aucs, whose), of=whose)
    with right:
        _say(found)
    if aucs:
        columns, numbers = _columns(), table(found)
        st.dataframe(
            in_percent(numbers, columns), hide_index=True, placeholder="–", column_config=with_help(numbers, columns)
        )
        tables(as_shown(numbers, columns), "fedsim-membership", "attack-table", numbers)


def _columns() -> dict[str, Any]:
    text, share = st.column_config.TextColumn, partial(st.column_config.NumberColumn, format=percent_format())
    return {
        "run": text(Columns.RUN),
        "auc": text(Columns.AUC, help=Columns.AUC_HELP),
        "found": text(Columns.FOUND, help=Columns.FOUND_HELP),
        "epsilon": text("ε", help=Columns.EPSILON_HELP),
        "accuracy": share(Columns.ACCURACY, help=Columns.ACCURACY_HELP),
        "members": share(Columns.MEMBERS, help=Columns.MEMBERS_HELP),
        "outsiders": share(Columns.OUTSIDERS, help=Columns.OUTSIDERS_HELP),
    }


def _choose_target(names: tuple[str, ...]) -> tuple[str, str]:
    with st.container(horizontal=True):
        target = pick(Attack.TARGET, TARGETS, "attack-target", UPDATE, Attack.TARGET_HELP, _target_title)
        name = pick(Attack.WHOSE, names, f"attack-of-{names}", names[0], format_func=_hospital)
    return target, name


def _hospital(name: str) -> str:
    return plain(hospital(name))


def _target_title(target: str) -> str:
    return Attack.UPDATE if target == UPDATE else Attack.GLOBAL


def _say(found: Mapping[str, Found]) -> None:
    for reason in dict.fromkeys(str(each.attacked.reason) for each in found.values() if each.attacked.reason):
        st.info(Attack.NOT_MADE.format(reason=plain(reason)), icon=":material/info:")
    if text := headline(found):
        headed(f"## {tied(text)}")
    for line in details(found, _bound_auc(found.get(PRIVATE))):
        st.markdown(tied(line))


def _bound_auc(private: Found | None) -> float | None:
    from fedsim.privacy.membership import dp_bound  # PyTorch takes seconds: not for the first page

    return dp_bound(private.spent.epsilon, private.spent.delta).auc if private and private.spent else None


def _say_what_it_shows() -> None:
    st.markdown(Shows.HEADING)
    st.markdown("\n".join(f"- {line}" for line in what_it_shows()))
    st.caption(Shows.SOURCES)
