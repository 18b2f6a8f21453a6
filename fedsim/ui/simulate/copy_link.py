"""The address of the settings on the screen, and of a lesson made of them."""

from urllib.parse import urlencode

import streamlit as st

from fedsim.settings.config import SimulationConfig
from fedsim.settings.lesson import HIDEABLE, MAX_QUESTION, Lesson
from fedsim.text.pages.simulate import CopyLink as Words
from fedsim.text.pages.simulate import hideable
from fedsim.ui.shared.controls import kept


def copy_link(config: SimulationConfig) -> None:
    """A button behind which the address stands, to be copied."""
    with st.popover(Words.TITLE, icon=":material/link:", key="copy-link"):
        st.caption(Words.HELP)
        hidden = st.multiselect(Words.HIDE, HIDEABLE, **kept("lesson-hide"), format_func=hideable, help=Words.HIDE_HELP)
        question = st.text_input(Words.ASK, max_chars=MAX_QUESTION, placeholder=str(Words.ASK_PLACE),
                                 **kept("lesson-ask"))  # fmt: skip
        lesson = Lesson(tuple(name for name in HIDEABLE if name in hidden), " ".join(question.split()))
        st.code(address(config, lesson), language=None, wrap_lines=True, height=120)


def address(config: SimulationConfig, lesson: Lesson) -> str:
    """Of a page that opens with these settings, every one of them said, the seed too."""
    page = (st.context.url or "").split("?")[0].rstrip("/")
    return f"{page}/?{urlencode(config.to_query() | lesson.to_query())}"
