"""One image, and a card a model: what it says, how sure it is, and where it looked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from fedsim.analysis.keys import TOGETHER, ModelKey, ModelKind
from fedsim.analysis.looks import heat, scale, strongest, third
from fedsim.analysis.tried import Said
from fedsim.charts import POOLED_COLOR, TOGETHER_COLOR, hospital_color
from fedsim.export.pictures import stem_of
from fedsim.runs.state import RunState
from fedsim.text.format import decimals
from fedsim.text.models import title
from fedsim.text.pages.try_it import COLUMNS, PLACES, Cards
from fedsim.ui.compare.gallery_cards import share
from fedsim.ui.shared.components import component
from fedsim.ui.shared.controls import kept
from fedsim.ui.shared.downloads import tables
from fedsim.ui.shared.pictures import png

TINT = "#ffd400"
OWN_ANSWER = -1


@dataclass(frozen=True, eq=False)
class Shown:
    """An image that models are asked about.

    Attributes:
        image: (h, w) or (h, w, 3) uint8.
        classes: k names.
        truth: what it shows, as a label; None where nobody knows.
        title: what to call it.
        note: more of it.
        shows: what it shows, in words; empty where nobody knows.
        alt: it in words.
        never_seen: hospitals that have no image of what it shows.
    """

    image: np.ndarray
    classes: tuple[str, ...]
    truth: int | None
    title: str
    note: str
    alt: str
    shows: str = ""
    never_seen: frozenset[str] = frozenset()


def show(state: RunState, shown: Shown, said: Mapping[ModelKey, Said]) -> None:
    """Draw all of it."""
    place = st.container()
    looked_for = _choose(shown)
    wanted = {key: int(each.probabilities.argmax()) if looked_for is None else looked_for for key, each in said.items()}
    data = figure_data(state, shown, said, wanted, overlay=bool(st.session_state["tried-overlay"]))
    with place:
        component("tried", data, key="tried-cards")
    st.caption(Cards.METHOD.format(bits=decimals(data["most"], 1)))
    with st.expander(Cards.TABLE, icon=":material/table:", type="compact"):
        frame = answers_frame(shown, said, wanted)
        st.dataframe(frame, hide_index=True, placeholder="–")
        tables(frame, f"{stem_of(state)}-answers", "tried-table")


def _choose(shown: Shown) -> int | None:
    """For which class it is shown where models looked; None is each one's own answer."""
    options = [OWN_ANSWER, *range(len(shown.classes))]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        chosen = st.selectbox(
            Cards.WHERE,
            options,
            format_func=lambda each: Cards.ITS_ANSWER if each == OWN_ANSWER else shown.classes[each],
            help=Cards.WHERE_HELP,
            width=280,
            **kept("tried-class-looked-for", OWN_ANSWER),
        )
        st.toggle(Cards.OVERLAY, help=Cards.OVERLAY_HELP, **kept("tried-overlay", True))
    return None if chosen in (None, OWN_ANSWER) else chosen


def figure_data(
    state: RunState, shown: Shown, said: Mapping[ModelKey, Said], wanted: Mapping[ModelKey, int], *, overlay: bool
) -> dict[str, Any]:
    """What `parts/tried.js` draws.

    Args:
        state: whose models they are.
        shown: the image.
        said: by each model.
        wanted: for which class it is shown where each looked.
        overlay: whether it is.
    """
    heats = {key: heat(each.look, wanted[key], shown.image.shape[:2]) for key, each in said.items()}
    most, answers = scale(heats.values()), dict[str, int]()
    height, width = shown.image.shape[:2]
    first = next(iter(said.values())).look if said else None
    square = first and {
        "side_x": first.side / width,
        "side_y": first.side / height,
        "lefts": [left / width for left in first.lefts],
        "tops": [top / height for top in first.tops],
    }
    return {
        "image": {"title": shown.title, "shows": shown.shows, "note": shown.note, "alt": shown.alt,
                  "source": png(shown.image), "ratio": width / height},
        "cards": [
            _card(state, shown, key, each, wanted[key], heats[key] / most, answers) for key, each in said.items()
        ],
        "square": square,
        "answers": [*answers],
        "covered": Cards.HERE,
        "move": Cards.MOVE,
        "hint": Cards.TRY,
        "tint": TINT,
        "overlay": overlay,
        "most": most,
    }  # fmt: skip


def _card(
    state: RunState, shown: Shown, key: ModelKey, said: Said, wanted: int, heat: np.ndarray, answers: dict[str, int]
) -> dict[str, Any]:
    best, classes = int(said.probabilities.argmax()), shown.classes
    texts = [answer(each, classes) for each in said.look.probabilities.reshape(-1, len(classes))]
    verdict = None if shown.truth is None else "right" if best == shown.truth else "wrong"
    seen = shown.truth is None or key.hospital not in shown.never_seen or key.kind is not ModelKind.ALONE
    return {
        "id": key.id,
        "title": title(key),
        "color": color_of(state, key),
        "answer": classes[best],
        "share": share(float(said.probabilities[best])),
        "verdict": verdict,
        "verdict_text": {None: "", "right": Cards.RIGHT, "wrong": Cards.WRONG}[verdict],
        "note": "" if seen else Cards.NEVER_SEEN.format(cls=classes[shown.truth or 0]),
        "alt": describe(key, said, wanted, classes),
        "source": png(said.image),
        "bars": [
            {"name": name, "share": float(each), "text": share(float(each)), "said": place == best,
             "truth": place == shown.truth}
            for place, (name, each) in enumerate(zip(classes, said.probabilities, strict=True))
        ],
        "heat": {"columns": heat.shape[1], "values": np.rint(100 * heat).astype(int).ravel().tolist()},
        **_box(said, wanted, classes),
        "covered": [answers.setdefault(text, len(answers)) for text in texts],
    }  # fmt: skip


def _box(said: Said, wanted: int, classes: Sequence[str]) -> dict[str, Any]:
    """The square that matters most, and what the model says where it is covered."""
    found, look = strongest(said.look, wanted), said.look
    if found is None:
        return {"box": None, "box_text": Cards.NOWHERE.format(cls=classes[wanted])}
    row, column, _ = found
    height, width = said.image.shape[:2]
    box = [look.lefts[column] / width, look.tops[row] / height, look.side / width, look.side / height]
    return {"box": box, "box_text": Cards.COVERED.format(answer=answer(look.probabilities[row, column], classes))}


def answer(probabilities: np.ndarray, classes: Sequence[str]) -> str:
    """What a model says, and how sure it is: "DRUSEN (98 %)"."""
    best = int(probabilities.argmax())
    return Cards.ANSWER.format(cls=classes[best], share=share(float(probabilities[best])))


def describe(key: ModelKey, said: Said, wanted: int, classes: Sequence[str]) -> str:
    """A card in words."""
    best = int(said.probabilities.argmax())
    return Cards.ALT.format(
        model=title(key),
        cls=classes[best],
        share=share(float(said.probabilities[best])),
        where=_where(said, wanted, classes),
    )


def _where(said: Said, wanted: int, classes: Sequence[str]) -> str:
    place, bits = looked_at(said, wanted)
    if not place:
        return Cards.NOWHERE.format(cls=classes[wanted])
    return Cards.PEAK.format(place=place, bits=decimals(bits, 1), cls=classes[wanted])


def looked_at(said: Said, wanted: int) -> tuple[str, float]:
    """Where the square lies that matters most, in words, and how many bits of evidence it holds."""
    found = strongest(said.look, wanted)
    if found is None:
        return "", 0.0
    row, column, bits = found
    height, width = said.image.shape[:2]
    down, across = (third(start / of, said.look.side / of) for start, of in
                    ((said.look.tops[row], height), (said.look.lefts[column], width)))  # fmt: skip
    return PLACES[3 * down + across], bits


def answers_frame(shown: Shown, said: Mapping[ModelKey, Said], wanted: Mapping[ModelKey, int]) -> pd.DataFrame:
    """A row a model: what it is called, its answer, each class's probability, where it looked and the bits there."""
    rows = []
    for key, each in said.items():
        place, bits = looked_at(each, wanted[key])
        pairs = zip(shown.classes, each.probabilities, strict=True)
        shares = {Cards.SURE.format(cls=name): share(float(one)) for name, one in pairs}
        best = shown.classes[int(each.probabilities.argmax())]
        rows.append(
            {COLUMNS["model"]: title(key), COLUMNS["answer"]: best, **shares, COLUMNS["look"]: place or "–",
             COLUMNS["bits"]: decimals(bits, 1)}
        )  # fmt: skip
    return pd.DataFrame(rows)


def color_of(state: RunState, key: ModelKey) -> str:
    """A model's, as on every page."""
    if key.hospital is not None:
        return hospital_color(state.config.hospital_names.index(key.hospital))
    return TOGETHER_COLOR if key == TOGETHER else POOLED_COLOR
