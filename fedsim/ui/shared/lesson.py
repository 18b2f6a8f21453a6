"""The lesson that a link brought: which controls are hidden, and its question."""

import streamlit as st

from fedsim.settings.lesson import Lesson
from fedsim.text.pages.shared import Lessons as Words
from fedsim.ui.shared.words import plain


def take(lesson: Lesson) -> None:
    """Keep a link's lesson for the session."""
    st.session_state.lesson = lesson


def lesson() -> Lesson:
    """The session's; one that hides and asks nothing where there is none."""
    return st.session_state.get("lesson", Lesson())


def hides(name: str) -> bool:
    """Whether a control is hidden, by its name in `fedsim.settings.lesson.HIDEABLE`."""
    return name in lesson().hidden


def ask() -> None:
    """The question, and the way out of the lesson; nothing without one."""
    now = lesson()
    if now == Lesson():
        return
    with st.container(horizontal=True, vertical_alignment="center", border=bool(now.question), key="lesson"):
        if now.question:
            st.markdown(f"**{Words.QUESTION}** {plain(now.question)}")
        if now.hidden:
            st.button(Words.SHOW_ALL, key="lesson-over", type="tertiary", icon=":material/visibility:",
                      help=Words.SHOW_ALL_HELP, on_click=_show_all)  # fmt: skip


def _show_all() -> None:
    take(Lesson(question=lesson().question))
