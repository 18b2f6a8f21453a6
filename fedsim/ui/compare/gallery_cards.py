"""A test image, and what two models say to it."""

import html
from dataclasses import dataclass

import numpy as np
import streamlit as st

from fedsim.analysis.compare_frames import answer_frame
from fedsim.analysis.keys import TOGETHER, alone
from fedsim.charts import TOGETHER_COLOR, answers_chart, describe_answers
from fedsim.data import Dataset
from fedsim.text.figures import Figures
from fedsim.text.format import NBSP, number, percent
from fedsim.text.models import named, title, titles
from fedsim.text.pages.compare import Gallery
from fedsim.ui.shared.figures import figure
from fedsim.ui.shared.pictures import enlarge
from fedsim.ui.shared.words import plain, tied
from fedsim.ui.tried.asked import try_it

CARDS_A_ROW = 4
IMAGE_PX = 168
CLASS_PX, MANY_CLASS_PX, AXIS_PX = 26, 18, 32
MANY_CLASSES = 6


@dataclass(frozen=True, eq=False)
class Pair:
    """The two models whose answers are shown.

    Attributes:
        hospital: whose model the one is; the other is the federation's.
        color: the hospital's.
        counts: its training images of each class.
        alone: (n, k) probabilities of its model.
        together: (n, k) of the federation's.
    """

    hospital: str
    color: str
    counts: tuple[int, ...]
    alone: np.ndarray
    together: np.ndarray


def cards(dataset: Dataset, pair: Pair, images: np.ndarray, key: str) -> None:
    """Draw a card a test image.

    Args:
        dataset: whose test images they are.
        pair: the models.
        images: places in the test set.
        key: of the charts, which are drawn in place when other images are shown.
    """
    for first in range(0, len(images), CARDS_A_ROW):
        columns = st.columns(CARDS_A_ROW, gap="small")
        for slot, image in enumerate(images[first : first + CARDS_A_ROW]):
            with columns[slot], st.container(border=True, gap="small"):
                _card(dataset, pair, int(image), f"{key}-{first + slot}")


def _card(dataset: Dataset, pair: Pair, image: int, key: str) -> None:
    classes = dataset.classes
    shown = Figures.IMAGE.format(number=image, cls=classes[int(dataset.test.labels[image])])
    said = {alone(pair.hospital): pair.alone[image], TOGETHER: pair.together[image]}
    colors = pair.color, TOGETHER_COLOR
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        _picture(dataset.test.images[image], shown)
        with st.container(gap="xsmall"):
            _truth(pair, int(dataset.test.labels[image]), classes)
            lines = zip("□■", colors, said.items(), strict=True)  # the first one's bars are hollow
            st.html("".join(_line(sign, color, title(key), shares, classes) for sign, color, (key, shares) in lines))
    called = titles(tuple(said))
    frame = named(answer_frame(said, classes, image), called, "model")
    each = CLASS_PX if len(classes) <= MANY_CLASSES else MANY_CLASS_PX
    figure(answers_chart, frame, called, colors, classes, height=AXIS_PX + each * len(classes), key=key,
           alt=describe_answers(frame), of=shown)  # fmt: skip
    if st.button(Gallery.TRY, key=f"{key}-try", type="tertiary", icon=":material/touch_app:", help=Gallery.TRY_HELP):
        try_it(image)


def _picture(pixels: np.ndarray, spoken: str) -> None:
    """As large as it stays sharp: each pixel a whole number of the screen's, on a screen of double density too."""
    width = pixels.shape[1] * max(1, IMAGE_PX // pixels.shape[1])
    st.image(enlarge(pixels, 2 * width), width=width, alt=spoken)


def _truth(pair: Pair, truth: int, classes: tuple[str, ...]) -> None:
    name, count = plain(pair.hospital), pair.counts[truth]
    seen = (
        Gallery.SEEN.format(hospital=name, count=number(count))
        if count
        else f":orange[{Gallery.NEVER_SEEN.format(hospital=name)}]"
    )
    st.markdown(f"{Gallery.SHOWS.format(cls=plain(classes[truth]))}  \n:small[{seen}]")


def _line(sign: str, color: str, whose: str, probabilities: np.ndarray, classes: tuple[str, ...]) -> str:
    best = int(probabilities.argmax())
    said = {"cls": f"<b>{html.escape(classes[best])}</b>", "share": html.escape(share(float(probabilities[best])))}
    answer = Gallery.ANSWER.format(model=html.escape(whose), **said)
    return f'<div><span style="color:{color}">{sign}</span> {answer}</div>'


def share(probability: float) -> str:
    """In percent; what is not quite certain is not called so."""
    return tied(f">{NBSP}{percent(0.99)}" if 0.995 <= probability < 1 else percent(probability))
