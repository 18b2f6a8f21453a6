"""The address of the settings on the screen, and of a lesson made of them."""

from urllib.parse import urlencode

import streamlit as st

from fedsim.settings.config import SimulationConfig
from fedsim.settings.lesson import HIDEABLE, MAX_QUESTION, Lesson
from fedsim.text.pages.simulate import CopyLink as Words
from fedsim.text.pages.simulate import hideable
from fedsim.ui.shared import lesson as lessons
from fedsim.ui.shared.controls import kept, several


def copy_link(config: SimulationConfig) -> None:
    """A button behind which the address stands, to be copied; a lesson that was followed is handed on."""
    followed = lessons.lesson()
    with st.popover(Words.TITLE, icon=":material/link:", type="tertiary", key="copy-link"):
        st.caption(Words.HELP)
        hidden = several(Words.HIDE, HIDEABLE, **kept("lesson-hide", list(followed.hidden)),
                                format_func=hideable, help=Words.HIDE_HELP)  # fmt: skip
        question = st.text_input(Words.ASK, max_chars=MAX_QUESTION, placeholder=str(Words.ASK_PLACE),
                                 help=Words.ASK_HELP, **kept("lesson-ask", followed.question))  # fmt: skip
        lesson = Lesson(tuple(name for name in HIDEABLE if name in hidden), " ".join(question.split()))
        st.code(address(config, lesson), language=None, wrap_lines=True)


def address(config: SimulationConfig, lesson: Lesson) -> str:
    """Of a page that opens with these settings, every one of them said, the seed too."""
    page = (st.context.url or "").split("?")[0].rstrip("/")
    return f"{page}/?{urlencode(config.to_query() | lesson.to_query())}"
