"""The test images on which a hospital alone and the federation differ: which hospital, which way round, which eight."""

import numpy as np
import streamlit as st

from fedsim import charts
from fedsim.analysis.compare_frames import Model, class_counts, models_of
from fedsim.analysis.gallery import fits, parted
from fedsim.analysis.keys import TOGETHER, ModelKind
from fedsim.data import DataError, Dataset
from fedsim.language import paragraph
from fedsim.runs.state import RunState
from fedsim.text.format import number
from fedsim.text.models import title
from fedsim.text.pages.compare import Gallery, Status
from fedsim.ui.compare.gallery_cards import Pair, cards
from fedsim.ui.shared.controls import pick
from fedsim.ui.shared.figures import forget, of_run
from fedsim.ui.shared.images import for_these_eyes
from fedsim.ui.shared.no_images import tell_unusable
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.ways_on import to_simulate
from fedsim.ui.shared.words import plain

CARDS = 8
HELPS, HARMS = "helps", "harms"
SHOWN = (ModelKind.ALONE, ModelKind.TOGETHER)
Answers = dict[tuple[str, str | None], np.ndarray]


@st.fragment
def gallery(state: RunState) -> None:
    """Choose a hospital and see images that it gets wrong alone and right together, or the other way round."""
    forget(f"answers-{state.id}")
    st.markdown(f"**{Gallery.HEADING}**")
    models = [model for model in models_of(state) if model.score and model.key.kind in SHOWN]
    if state.status.live:
        st.caption(Gallery.SOON)
    elif len(models) < 2 or models[-1].key != TOGETHER:
        st.caption(Gallery.NOTHING)
    elif state.has_own_models:
        st.caption(Gallery.OWN_MODELS)
    elif answers := _answers(state, models):
        dataset = _dataset(state, answers, models)
        if dataset:
            _differences(state, dataset, answers, models)


def _answers(state: RunState, models: list[Model]) -> Answers | None:
    """What the models said to each test image, if it is still kept."""
    answers = registry().store.answers(state.id)
    if all(_key(model) in answers for model in models):
        return answers
    st.info(Gallery.NOT_KEPT, icon=":material/history:")
    to_simulate(Status.RUN_ANOTHER)
    return None


def _dataset(state: RunState, answers: Answers, models: list[Model]) -> Dataset | None:
    """The images, if they are still those that the models were evaluated on."""
    try:
        dataset = for_these_eyes(state)
    except DataError as error:
        tell_unusable(Gallery.CANNOT.format(error=plain(str(error))))
        return None
    labels = dataset.test.labels
    if all(model.score and fits(labels, answers[_key(model)], model.score.confusion_matrix) for model in models):
        return dataset
    then, now = number(len(answers[_key(models[0])])), number(len(labels))
    st.warning(Gallery.CHANGED.format(then=then, now=now), icon=":material/warning:")
    to_simulate(Status.RUN_ANOTHER)
    return None


def _differences(state: RunState, dataset: Dataset, answers: Answers, models: list[Model]) -> None:
    model, way = _choose(state, models)
    alone, together, labels = answers[_key(model)], answers["together", None], dataset.test.labels
    found = {
        HELPS: parted(labels, alone, together, model.seen),
        HARMS: parted(labels, together, alone, model.seen),
    }
    said = {way: number(len(images)) for way, images in found.items()}
    st.markdown(Gallery.DIFFER.format(images=number(len(labels)), model=plain(title(model.key)), **said))
    shown = found[way]
    if not len(shown):
        st.info(Gallery.NO_IMAGE, icon=":material/check:")
        return
    page = _page(len(shown), f"gallery-{state.id}-{model.hospital}-{way}")
    place = state.config.hospital_names.index(model.hospital or "")
    counts = class_counts(state.info, model.hospital or "") if state.info else ()
    pair = Pair(model.hospital or "", charts.hospital_color(place), counts, alone, together)
    with of_run(state):
        cards(dataset, pair, shown[page * CARDS : (page + 1) * CARDS], f"answers-{state.id}")


def _choose(state: RunState, models: list[Model]) -> tuple[Model, str]:
    """Which hospital, and whether to see what the federation gets right or what it gets wrong."""
    alone = {model.hospital: model for model in models if model.hospital}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        name = pick(Gallery.HOSPITAL, list(alone), f"gallery-{state.id}", next(iter(alone)), format_func=plain)
        way = pick(Gallery.WHERE, (HELPS, HARMS), f"gallery-way-{state.id}", HELPS, Gallery.WHERE_HELP, _way_title)
    return alone[name], way


def _way_title(way: str) -> str:
    return Gallery.HELPS if way == HELPS else Gallery.HARMS


def _page(images: int, key: str) -> int:
    """Which eight to show; after the last come the first."""
    pages = -(-images // CARDS)
    page = st.session_state.get(f"{key}-page", 0) % pages

    def turn() -> None:
        st.session_state[f"{key}-page"] = page + 1

    with st.container(horizontal=True, vertical_alignment="center"):
        last = min(images, (page + 1) * CARDS)
        which = Gallery.PAGE.format(first=number(page * CARDS + 1), last=number(last), images=number(images))
        st.caption(paragraph([which, Gallery.ORDER]), width="content")
        if pages > 1:
            st.button(Gallery.MORE, key="gallery-more", icon=":material/navigate_next:", on_click=turn)
    return page


def _key(model: Model) -> tuple[str, str | None]:
    return model.key.kind, model.key.hospital
