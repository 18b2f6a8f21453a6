"""The test images on which a hospital alone and the federation differ: which hospital, which way round, which eight."""

import numpy as np
import streamlit as st

from fedsim import charts
from fedsim.analysis.compare_frames import Model, class_counts, models_of
from fedsim.analysis.gallery import fits, parted
from fedsim.analysis.keys import TOGETHER, ModelKind
from fedsim.data import DataError, Dataset
from fedsim.runs.state import RunState
from fedsim.text.format import number
from fedsim.text.models import title
from fedsim.ui.compare.gallery_cards import Pair, cards
from fedsim.ui.shared.controls import pick
from fedsim.ui.shared.resources import load_dataset, registry
from fedsim.ui.shared.words import plain

CARDS = 8
WAYS = {"helps": "Joining helps", "harms": "Joining harms"}
SHOWN = (ModelKind.ALONE, ModelKind.TOGETHER)
Answers = dict[tuple[str, str | None], np.ndarray]


@st.fragment
def gallery(state: RunState) -> None:
    """Choose a hospital and see images that it gets wrong alone and right together, or the other way round."""
    st.markdown("**The images behind the numbers**")
    models = [model for model in models_of(state) if model.score and model.key.kind in SHOWN]
    if state.status.live:
        st.caption("As soon as all models are trained, the images on which they differ come here.")
    elif len(models) < 2 or models[-1].key != TOGETHER:
        st.caption("This run has no hospital's model to compare with the federation's.")
    elif answers := _answers(state, models):
        dataset = _dataset(state, answers, models)
        if dataset:
            _differences(state, dataset, answers, models)


def _answers(state: RunState, models: list[Model]) -> Answers | None:
    """What the models said to each test image, if it is still kept."""
    answers = registry().store.answers(state.id)
    if all(_key(model) in answers for model in models):
        return answers
    st.info("What the models said to each image is kept for the newest runs only, and not for this one. Run it again "
            "to see its images.", icon=":material/history:")  # fmt: skip
    return None


def _dataset(state: RunState, answers: Answers, models: list[Model]) -> Dataset | None:
    """The images, if they are still those that the models were judged on."""
    try:
        dataset = load_dataset(state.config.dataset, state.config.size)
    except DataError as error:
        st.error(f"The images cannot be shown. {plain(str(error))}", icon=":material/error:")
        return None
    labels = dataset.test.labels
    if all(model.score and fits(labels, answers[_key(model)], model.score.confusion_matrix) for model in models):
        return dataset
    st.warning(
        "The images have changed since this run: its models were judged on "
        f"{number(len(answers[_key(models[0])]))} test images, and the {number(len(labels))} that are there now do not "
        "fit its numbers. Run it again to see them.",
        icon=":material/warning:",
    )
    return None


def _differences(state: RunState, dataset: Dataset, answers: Answers, models: list[Model]) -> None:
    model, way = _choose(state, models)
    alone, together, labels = answers[_key(model)], answers["together", None], dataset.test.labels
    found = {
        "helps": parted(labels, alone, together, model.seen),
        "harms": parted(labels, together, alone, model.seen),
    }
    st.markdown(
        f"Of {number(len(labels))} test images, {plain(title(model.key))} gets **{number(len(found['helps']))}** wrong "
        f"that the federation gets right; **{number(len(found['harms']))}** the other way round."
    )
    shown = found[way]
    if not len(shown):
        st.info("There is no such image.", icon=":material/check:")
        return
    page = _page(len(shown), f"gallery-{state.id}-{model.hospital}-{way}")
    place = state.config.hospital_names.index(model.hospital or "")
    counts = class_counts(state.info, model.hospital or "") if state.info else ()
    pair = Pair(model.hospital or "", charts.hospital_color(place), counts, alone, together)
    cards(dataset, pair, shown[page * CARDS : (page + 1) * CARDS], f"answers-{state.id}")


def _choose(state: RunState, models: list[Model]) -> tuple[Model, str]:
    """Which hospital, and whether to see what the federation gets right or what it gets wrong."""
    alone = {model.hospital: model for model in models if model.hospital}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        name = pick("Hospital", list(alone), f"gallery-{state.id}", next(iter(alone)))
        text = "Helps: wrong alone, right together. Harms: right alone, wrong together."
        way = pick("Images where", list(WAYS), f"gallery-way-{state.id}", "helps", text, WAYS.__getitem__)
    return alone[name], way


def _page(images: int, key: str) -> int:
    """Which eight to show; after the last come the first."""
    pages = -(-images // CARDS)
    page = st.session_state.get(f"{key}-page", 0) % pages

    def turn() -> None:
        st.session_state[f"{key}-page"] = page + 1

    with st.container(horizontal=True, vertical_alignment="center"):
        which = f"{page * CARDS + 1} to {min(images, (page + 1) * CARDS)} of {number(images)}"
        order = "First come classes that the hospital has never seen, then those of which both are most sure."
        st.caption(f"{which}. {order}", width="content")
        if pages > 1:
            st.button("Show others", key="gallery-more", icon=":material/navigate_next:", on_click=turn)
    return page


def _key(model: Model) -> tuple[str, str | None]:
    return model.key.kind, model.key.hospital
