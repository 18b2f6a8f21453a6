"""A membership-inference attack, with and without differential privacy."""

from collections.abc import Mapping

import streamlit as st

from fedsim.charts.attack import describe_roc, roc_chart
from fedsim.runs import membership_runs as attack_runs
from fedsim.runs.membership_runs import GLOBAL, KINDS, LOCAL_EPOCHS, NUM_IMAGES, PRIVATE, ROUNDS, UPDATE, Found
from fedsim.runs.state import RunState
from fedsim.settings.config import SimulationConfig
from fedsim.text.format import hospital, in_words
from fedsim.text.membership import CENTRAL_NOTE, SCALE_NOTE, TITLES, details, headline, table
from fedsim.text.models import labelled
from fedsim.text.privacy import short
from fedsim.text.runs import dataset_title
from fedsim.ui.privacy.membership_queue import act, find
from fedsim.ui.shared.controls import pick
from fedsim.ui.shared.figures import figure, ink
from fedsim.ui.shared.resources import wait_until_ready
from fedsim.ui.shared.session import entry, get_settings
from fedsim.ui.shared.tables import PERCENT, in_percent
from fedsim.ui.shared.words import plain, tied

TARGETS = {"A hospital's update": UPDATE, "The shared model": GLOBAL}
NOISES = (0.5, 1.0, 2.0, 4.0)
START_NOISE = 1.0
FORMATS = {
    "AUC (95 %)": st.column_config.TextColumn(help="The chance that the attacker ranks a scan that was used above one "
                                              "that was not. 0.5 is guessing."),
    "Found at 1 % FPR": st.column_config.TextColumn(help="Share of the members found while at most 1 % of the "
                                                   "outsiders are accused: the certain ones. In brackets its 95 % "
                                                   "interval, over the choice of members."),
    "ε": st.column_config.TextColumn(help="What the run promises each image; smaller promises more."),
    "Test accuracy": st.column_config.NumberColumn(format=PERCENT, help="Of the shared model after the last round."),
    "On members": st.column_config.NumberColumn(format=PERCENT, help="Accuracy of the attacked model on the images "
                                                "that it was trained on."),
    "On outsiders": st.column_config.NumberColumn(format=PERCENT, help="Its accuracy on as many images of each class "
                                                  "that no hospital has. The gap is what the attack lives on."),
}  # fmt: skip


def show() -> None:
    """Draw this part of the Privacy page."""
    base = get_settings()
    st.markdown("## Can someone who sees a model tell whether a patient's scan was used to train it?")
    if st.session_state.size not in entry().sizes_on_disk:
        st.info(f"{plain(dataset_title(entry().name))} is not on this machine yet.", icon=":material/cloud_download:")
        st.page_link("pages/data.py", label="Download it on the Data page", icon=":material/database:")
        return
    wait_until_ready()
    configs = attack_runs.comparison(base, _choose_noise(base))
    runs = find(configs)
    act(configs, runs)
    _show_results(configs, runs)
    _say_what_it_shows()


def _choose_noise(base: SimulationConfig) -> float:
    number = in_words(min(len(base.hospitals), attack_runs.NUM_HOSPITALS))
    title = dataset_title(entry().name)
    st.caption(
        f"We train {number} hospitals with {NUM_IMAGES} images each of {plain(title)}, {LOCAL_EPOCHS} passes "
        f"in each of {ROUNDS} rounds: few images, seen often. Then we play the attacker, who sees a model, is shown "
        "scans of which half were used, and goes by the model's loss on each. Three runs: without privacy, with "
        "clipping alone, and with record-level privacy."
    )
    text = (
        "Each hospital adds this much noise to every training step (DP-SGD), in clip norms. ε is what that promises "
        "each image over all rounds: smaller promises more."
    )
    label = "Noise multiplier of record-level privacy"
    return pick(label, NOISES, "attack-noise", START_NOISE, text, lambda noise: _name(base, noise))


def _name(base: SimulationConfig, noise: float) -> str:
    epsilon = attack_runs.planned_epsilon(attack_runs.comparison(base, noise)[PRIVATE])
    return f"{noise:g} (ε = {short(epsilon)})"


def _show_results(configs: Mapping[str, SimulationConfig], runs: Mapping[str, RunState]) -> None:
    if not any(attack_runs.is_done(state) for state in runs.values()):
        return
    left, right = st.columns([5, 4], gap="medium")
    with right:
        target, name = _choose_target(next(iter(configs.values())).hospital_names)
    found = attack_runs.results({kind: runs[kind] for kind in KINDS if kind in runs}, target, name)
    whose = f"{hospital(name)}'s update" if target == UPDATE else f"the shared model, for {hospital(name)}'s images"
    aucs = [(TITLES[kind], each.attacked.auc) for kind, each in found.items() if each.attacked.auc is not None]
    with left:
        curves = labelled(attack_runs.curve_frame(found), TITLES, "series")
        figure(roc_chart, curves, ink(), key="roc", alt=describe_roc(aucs, whose))
    with right:
        _say(found)
    if aucs:
        st.dataframe(in_percent(table(found), FORMATS), hide_index=True, placeholder="–", column_config=FORMATS)


def _choose_target(names: tuple[str, ...]) -> tuple[str, str]:
    with st.container(horizontal=True):
        text = (
            "What the hospital sends to the server, or what everybody gets back: in the average, each hospital's "
            "images leave fainter traces."
        )
        target = pick("The attacker sees", list(TARGETS), "attack-target", next(iter(TARGETS)), text)
        name = pick("Whose images", names, f"attack-of-{names}", names[0], format_func=hospital)
    return TARGETS[target], name


def _say(found: Mapping[str, Found]) -> None:
    for reason in dict.fromkeys(str(each.attacked.reason) for each in found.values() if each.attacked.reason):
        st.info(f"The attack could not be made. {plain(reason)}", icon=":material/info:")
    if text := headline(found):
        st.markdown(f"## {tied(text)}")
    for line in details(found, _bound_auc(found.get(PRIVATE))):
        st.markdown(tied(line))


def _bound_auc(private: Found | None) -> float | None:
    from fedsim.privacy.membership import dp_bound  # PyTorch takes seconds: not for the first page

    return dp_bound(private.spent.epsilon, private.spent.delta).auc if private and private.spent else None


def _say_what_it_shows() -> None:
    from fedsim.privacy.membership import WHAT_IT_SHOWS

    st.markdown("**What this shows, and what it does not**")
    st.markdown("\n".join(f"- {line}" for line in (*WHAT_IT_SHOWS, CENTRAL_NOTE, SCALE_NOTE)))
    st.caption(
        "The attack is the loss threshold of [Yeom et al. 2018](https://arxiv.org/abs/1709.01604); why the curve's "
        "left end matters: [Carlini et al. 2022](https://arxiv.org/abs/2112.03570); the dashed bound: "
        "[Kairouz et al. 2015](https://arxiv.org/abs/1311.0776); DP-SGD: "
        "[Abadi et al. 2016](https://arxiv.org/abs/1607.00133)."
    )
