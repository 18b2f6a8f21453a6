"""The sidebar's settings: a few that matter, the rest folded away."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from fedsim.config import BOUNDS, CHOICES
from fedsim.presets import PRESETS
from fedsim.privacy.promise import TITLES
from fedsim.ui import datasets, session

OPTIONS: dict[str, list[Any]] = {
    "rounds": [1, 2, 3, 5, 10, 15, 20, 30, 50, 100],
    "noise_multiplier": [0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0],
    "local_epochs": [1, 2, 3, 5, 10],
    "batch_size": [8, 16, 32, 64, 128, 256],
    "lr": [1e-4, 3e-4, 1e-3, 2.5e-3, 5e-3, 1e-2],
    "clip_norm": [0.1, 0.3, 1.0, 3.0, 10.0],
    "baseline_epochs": [1, 2, 3, 5, 10, 20, 30, 50, 100, None],
    "samples_per_hospital": [50, 100, 200, 500, 1000, 1500, 2000, 5000, 10000, None],
}
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
        key="preset",
        on_change=apply,
        persist_state="session",
        help="Sets every control at once. Change whatever you like afterwards.",
    )
    preset = PRESETS.get(st.session_state.preset)
    if preset and session.get_settings() == preset.config:
        st.caption(preset.story)


@st.fragment
def _training() -> None:
    """A fragment: a click here redraws these controls and nothing else."""
    choice("rounds", "Rounds", "How often the hospitals send their models in to be averaged.")
    select(
        "dp",
        "Privacy",
        "Where differential privacy's noise goes. With it on, ResNet-18 has GroupNorm in place of BatchNorm.",
        CHOICES["dp"],
        TITLES,
    )
    choice(
        "noise_multiplier",
        "Privacy noise",
        "With privacy: the noise's standard deviation, in clip norms. 0 clips alone, and guarantees nothing.",
        format_func=lambda value: "none" if value == 0 else f"{value:g}",
    )
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
    choice("lr", "Learning rate", "Adam's step size. Too large a one ends in an error that says so.", _short)
    choice("batch_size", "Batch size", "Images a training step.")
    choice("clip_norm", "Clip norm", "With privacy: no hospital's update may be longer than this (L2).", _short)
    select(
        "model",
        "Model",
        "What every hospital trains. With privacy, ResNet-18 has GroupNorm in place of BatchNorm.",
        CHOICES["model"],
        MODEL_TITLES,
    )
    select("weights", "Start from", "Random weights, or torchvision's ImageNet ones (ResNet-18 only).",
           CHOICES["weights"], WEIGHT_TITLES)  # fmt: skip
    select("size", "Image size", "Height and width, px. Larger images show more and train slower.",
           session.entry().sizes, {size: f"{size} px" for size in session.entry().sizes}, _ask_redraw)  # fmt: skip
    select("engine", "Engine", "How Flower's apps are run. Both give the same numbers; Ray takes 10 s to start.",
           CHOICES["engine"], ENGINE_TITLES)  # fmt: skip
    select("device", "Device", "Where to train: auto takes a GPU if there is one.", CHOICES["device"], {})
    low, high = BOUNDS["seed"]
    st.number_input("Seed", int(low), int(high), step=1, key="seed", on_change=_ask_redraw, persist_state="session",
                    help="Every random choice follows from it: the same seed gives the same run.")  # fmt: skip


def choice(name: str, label: str, text: str, format_func: Any = str) -> None:
    """A slider over a setting's few meaningful values, and the present one where it is none of them."""
    st.select_slider(
        label,
        with_value(OPTIONS[name], st.session_state[name]),
        key=name,
        help=text,
        format_func=format_func,
        persist_state="session",
    )


def select(
    name: str,
    label: str,
    text: str,
    options: Sequence[Any],
    titles: dict[Any, str],
    on_change: Callable[[], None] | None = None,
) -> None:
    """A choice between names."""
    st.selectbox(
        label,
        options,
        key=name,
        help=text,
        format_func=lambda option: titles.get(option, str(option)),
        on_change=on_change or "rerun",
        persist_state="session",
    )


def with_value(options: Sequence[Any], value: Any) -> list[Any]:
    """The options with a value among them, in order; None, which stands for all, is last."""
    known = {*options, value}
    return sorted(known - {None}) + ([None] if None in known else [])


def _ask_redraw() -> None:
    """This setting shows elsewhere on the page too: have the fragment redraw all of it."""
    st.session_state.redraw = True


def _short(value: float) -> str:
    return f"{value:g}"
