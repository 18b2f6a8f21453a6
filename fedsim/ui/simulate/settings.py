"""The sidebar's settings: a few that matter, the rest folded away."""

import streamlit as st

from fedsim.privacy.mechanisms import MECHANISMS
from fedsim.settings.config import BOUNDS, CHOICES
from fedsim.settings.presets import PRESETS
from fedsim.ui.data import datasets
from fedsim.ui.privacy.controls import WEIGHTS_OR_NOISE, how_much_noise, privacy_details, where_noise_goes
from fedsim.ui.shared import session
from fedsim.ui.shared.controls import choice, kept, select, short

MODEL_TITLES = {"cnn": "Small CNN (fast)", "resnet18": "ResNet-18 (the tutorial's)"}
WEIGHT_TITLES = {"none": "Random", "imagenet": "ImageNet (downloaded once)"}
BASELINE_TITLES = {
    "none": "No",
    "after": "After the federation",
    "before": "Before the federation",
    "beside": "Beside it, sharing the cores",
}
ENGINE_TITLES = {"inprocess": "In this process", "ray": "Ray (many cores or GPUs)"}


def sidebar() -> None:
    """Draw the settings that every run has."""
    _preset()
    datasets.choose()
    _training()


def _preset() -> None:
    def apply() -> None:
        if preset := PRESETS.get(st.session_state.preset):
            session.put_settings(preset.config)

    st.selectbox(
        "Preset",
        [*PRESETS, session.OWN],
        **kept("preset"),
        on_change=apply,
        help="Sets every control at once. Change whatever you like afterwards.",
    )
    preset = PRESETS.get(st.session_state.preset)
    if preset and session.get_settings() == preset.config:
        st.caption(preset.story)


@st.fragment
def _training() -> None:
    """A fragment: a click here redraws these controls and nothing else."""
    choice("rounds", "Rounds", "How often the hospitals send their models in to be averaged.")
    where_noise_goes()
    how_much_noise()
    select(
        "baselines",
        "Also train alone and pooled",
        "Each hospital by itself, and one model on all their images in one place, which privacy forbids: for as many "
        "epochs as in the federation, from the same weights. What was trained before is not trained again.",
        CHOICES["baselines"],
        BASELINE_TITLES,
    )
    with st.expander("Advanced", icon=":material/tune:"):
        _advanced()
    if st.session_state.pop("redraw", False):
        st.rerun()


def _advanced() -> None:
    choice("local_epochs", "Local epochs", "Passes that each hospital makes over its own images in a round.")
    choice(
        "baseline_epochs",
        "Epochs alone",
        "Passes over its images of a hospital that trains alone, and of the pooled model. Alone, the optimiser goes on "
        "from epoch to epoch; in the federation each round starts a fresh one.",
        lambda value: "as in the federation" if value is None else str(value),
    )
    choice("lr", "Learning rate", "Adam's step size. Too large a one ends in an error that says so.", short)
    choice("batch_size", "Batch size", "Images a training step.")
    privacy_details()
    select("model", "Model", "What every hospital trains.", CHOICES["model"], MODEL_TITLES, _model_changed)
    _weights()
    select("size", "Image size", "Height and width, px. Larger images show more and train slower.",
           session.entry().sizes, {size: f"{size} px" for size in session.entry().sizes}, _ask_redraw)  # fmt: skip
    select("engine", "Engine", "How Flower's apps are run. Both give the same numbers; Ray takes 10 s to start.",
           CHOICES["engine"], ENGINE_TITLES)  # fmt: skip
    select("device", "Device", "Where to train: auto takes a GPU if there is one.", CHOICES["device"], {})
    low, high = BOUNDS["seed"]
    st.number_input("Seed", int(low), int(high), step=1, **kept("seed"), on_change=_ask_redraw,
                    help="Every random choice follows from it: the same seed gives the same run.")  # fmt: skip


def _weights() -> None:
    """ImageNet weights are offered where they can be had, and otherwise the reason why not."""
    state = st.session_state
    fit = state.model == "resnet18" and not MECHANISMS[state.dp].private
    offered = [weights for weights in CHOICES["weights"] if fit or weights in ("none", state.weights)]
    select("weights", "Start from", "Random weights, or torchvision's ImageNet ones.", offered, WEIGHT_TITLES)
    if MECHANISMS[state.dp].private:
        st.caption(f"{WEIGHTS_OR_NOISE}.")
    elif state.model != "resnet18":
        st.caption("Only ResNet-18 has ImageNet weights.")


def _model_changed() -> None:
    """ImageNet weights go with ResNet-18 alone."""
    if st.session_state.model != "resnet18":
        st.session_state.weights = "none"


def _ask_redraw() -> None:
    """This setting shows elsewhere on the page too: have the fragment redraw all of it."""
    st.session_state.redraw = True
