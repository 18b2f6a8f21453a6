"""A test image: which ones there are, stepping through them, and what it and its models are called."""

import secrets

import numpy as np
import streamlit as st

from fedsim.analysis.keys import TOGETHER, ModelKey, alone
from fedsim.analysis.tried import Said
from fedsim.data import Dataset
from fedsim.language import semicolons
from fedsim.runs.state import RunState
from fedsim.text.format import number
from fedsim.text.models import title
from fedsim.text.pages.try_it import WAYS, Cards, Test
from fedsim.ui.compare.gallery_cards import share
from fedsim.ui.shared.controls import kept
from fedsim.ui.shared.words import plain
from fedsim.ui.tried import cards
from fedsim.ui.tried.asked import ASKED
from fedsim.ui.tried.asking import said_of
from fedsim.ui.tried.found import ANY, Answers, answers_of, images

ALL = -1
CLOSE = 1e-3
"""A model that gives other probabilities than it had given is another one; those that agree do so to rounding."""


def show(state: RunState, dataset: Dataset) -> None:
    """Choose one, and show what each model says to it."""
    answers = answers_of(state, dataset)
    if answers.changed:
        st.warning(Test.CHANGED, icon=":material/warning:")
    elif not answers.kept:
        st.caption(Test.NOT_KEPT)
    if (found := _choose(state, dataset, answers)) is None:
        return
    place, hospital = found
    truth = int(dataset.test.labels[place])
    said = said_of(state, dataset, dataset.test.images[place], place)
    never = frozenset(model.hospital for model in answers.models if model.hospital and not model.seen[truth])
    cls = dataset.classes[truth]
    with st.container(key="tried-told"):
        st.markdown(_told(dataset, truth, hospital, never, said))
    if _says_otherwise(answers, said, place):
        st.caption(Test.OTHERWISE)
    cards.show(
        state,
        cards.Shown(
            dataset.test.images[place],
            dataset.classes,
            truth,
            Cards.IMAGE,
            Cards.NUMBER.format(place=number(place + 1)),
            Cards.IMAGE_ALT.format(cls=cls),
            Cards.SHOWS.format(cls=cls),
            never,
        ),
        said,
    )


def _choose(state: RunState, dataset: Dataset, answers: Answers) -> tuple[int, str | None] | None:
    """The image to show, with the hospital of which it tells; None where there is none of the kind."""
    ways, at, asked = answers.ways(), f"tried-at-{state.id}", st.session_state.pop(ASKED, None)
    if asked is not None and 0 <= asked < len(dataset.test):
        st.session_state["tried-way"], st.session_state["tried-class"], st.session_state[at] = ANY, ALL, asked
    _stay_among(ways, "tried-way")
    classes = [ALL, *np.unique(dataset.test.labels).tolist()]
    _stay_among(classes, "tried-class")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="tried-choice"):
        way = st.selectbox(Test.WHERE, ways, format_func=WAYS.__getitem__, help=Test.WHERE_HELP, width=380,
                           on_change=_first, args=[at], **kept("tried-way", ways[0]))  # fmt: skip
        names = {each: Test.ALL if each == ALL else dataset.classes[each] for each in classes}
        cls = st.selectbox(Test.CLASS, classes, format_func=names.__getitem__, help=Test.CLASS_HELP, on_change=_first,
                           args=[at], width=180, **kept("tried-class", ALL))  # fmt: skip
        found = images(state, dataset, answers, way, None if cls == ALL else cls)
        now = st.session_state.get(at, 0) % max(1, len(found))
        _step(at, now, len(found))
    if not found:
        st.info(Test.NO_IMAGE, icon=":material/check:")
        return None
    return found[now]


def _stay_among(options: list, key: str) -> None:
    """Another run may not have what was chosen."""
    if st.session_state.get(key, options[0]) not in options:
        st.session_state[key] = options[0]


def _first(at: str) -> None:
    st.session_state[at] = 0


def _step(at: str, now: int, images: int) -> None:
    """Back, on, and any one."""

    def go(place: int) -> None:
        st.session_state[at] = place

    none = images < 2
    st.button(Test.PREVIOUS, key="tried-previous", icon=":material/navigate_before:", on_click=go, args=[now - 1],
              disabled=none)  # fmt: skip
    st.button(Test.NEXT, key="tried-next", icon=":material/navigate_next:", on_click=go, args=[now + 1], disabled=none,
              type="primary")  # fmt: skip
    st.button(Test.RANDOM, key="tried-random", icon=":material/shuffle:", disabled=none,
              on_click=lambda: go(secrets.randbelow(images)))  # fmt: skip
    if images:
        st.caption(Test.POSITION.format(place=number(now + 1), images=number(images)), width="content")


def _told(dataset: Dataset, truth: int, hospital: str | None, never: frozenset[str], said: dict[ModelKey, Said]) -> str:
    """What there is to see, in a sentence."""
    best = {key: int(each.probabilities.argmax()) for key, each in said.items()}
    sure = {key: share(float(each.probabilities.max())) for key, each in said.items()}
    one = alone(hospital) if hospital else next((key for key in best if key.hospital and best[key] != truth), None)
    if one in best and TOGETHER in best and best[one] != best[TOGETHER]:
        name = one.hospital or ""
        words = Cards.STORY_NEVER if name in never else Cards.STORY
        return words.format(
            hospital=plain(name),
            truth=plain(dataset.classes[truth]),
            one=plain(dataset.classes[best[one]]),
            sure=sure[one],
            all=plain(dataset.classes[best[TOGETHER]]),
            surer=sure[TOGETHER],
        )
    return what_all_say(dataset.classes, said)


def what_all_say(classes: tuple[str, ...], said: dict[ModelKey, Said]) -> str:
    """In a sentence where all agree, else one by one."""
    best = {key: int(each.probabilities.argmax()) for key, each in said.items()}
    if len(set(best.values())) == 1:
        return Cards.AGREE.format(cls=plain(classes[next(iter(best.values()))]))
    return semicolons(
        Cards.SAYS.format(
            model=plain(title(key)), cls=plain(classes[place]), share=share(float(said[key].probabilities[place]))
        )
        for key, place in best.items()
    )


def _says_otherwise(answers: Answers, said: dict[ModelKey, Said], place: int) -> bool:
    """Whether a model says something else than it had said when the run was made."""
    then = {key: answers.kept.get((key.kind.value, key.hospital)) for key in said}
    return any(
        given is not None and not np.allclose(given[place], said[key].probabilities, atol=CLOSE)
        for key, given in then.items()
    )
