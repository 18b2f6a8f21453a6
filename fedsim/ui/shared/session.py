"""A visitor's session: where its settings come from, and what every page does first."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from fedsim import data
from fedsim.data import DataError
from fedsim.data.catalog import check_size, is_path
from fedsim.errors import shorten
from fedsim.language import language, paragraph
from fedsim.runs.state import RunState
from fedsim.settings.config import ConfigError
from fedsim.settings.declared import settled
from fedsim.settings.lesson import ASK, HIDE, read_lesson
from fedsim.settings.link import KEY, LANGUAGE, RUN, Link, read_link
from fedsim.settings.presets import QUICK
from fedsim.text.format import few, listed
from fedsim.text.pages.shared import Images, Session
from fedsim.text.presets import TITLES
from fedsim.text.runs import dataset_title
from fedsim.ui.shared import figures, history, lesson
from fedsim.ui.shared.controls import hand_over
from fedsim.ui.shared.on_screen import (
    BUDGET,
    NOISE,
    Lost,
    entry,
    fill_grid,
    get_settings,
    look_again,
    lose,
    put_settings,
    remember_title,
)
from fedsim.ui.shared.resources import current_run
from fedsim.ui.shared.runs import tell_trouble, tell_unknown
from fedsim.ui.shared.starting import tell_in_passing
from fedsim.ui.shared.words import plain
from fedsim.ui.visitors import remember_key

__all__ = [
    "BUDGET",
    "NOISE",
    "bring_back",
    "ensure_settings",
    "enter",
    "entry",
    "fill_grid",
    "get_settings",
    "heading",
    "put_settings",
    "tell_of_link",
]

PAGES = Path(__file__).parents[3] / "pages"


def enter() -> None:
    """Mark a session as one that came in through app.py."""
    st.session_state.entered = True


def ensure_settings(part: str = "", own: Collection[str] = ()) -> None:
    """Give every control a value: a new session takes the shown run's, else the URL's, else the quick demo's.

    Args:
        part: which of its parts the page is about to show, where it has several.
        own: names of the address that say what the page shows, and are no settings.
    """
    if "entered" not in st.session_state:
        _go_through_app()
    if "rounds" not in st.session_state:
        _first_settings(own)
    _find_images()
    context = get_script_run_ctx()
    hand_over(f"{context.page_script_hash if context else ''} {part} {language()}")
    history.follow(whole_page=True)
    tell_in_passing()
    figures.begin()


def heading(text: str, purpose: str) -> None:
    """The page's only h1, what the page is for, and below what all pages say of unknown runs and lost images."""
    st.title(text, anchor=False)
    st.caption(purpose)
    tell_trouble()
    _tell_what_is_not_used()
    tell_unknown()
    _tell_lost_images()
    lesson.ask()


def _go_through_app() -> None:
    """Start again at app.py.

    A new server that is asked for a page before anything else runs that file of pages/ by itself, under its file's
    name and without app.py, until the first call of `st.navigation`.
    """
    pages = [st.Page(page, default=page.stem == "simulate") for page in sorted(PAGES.glob("*.py"))]
    st.navigation(pages, position="hidden")
    st.rerun()


def _first_settings(own: Collection[str]) -> None:
    query = {name: st.query_params.get_all(name) for name in st.query_params if name not in own}
    if RUN in query and KEY in query:
        remember_key(query[RUN][-1], query[KEY][-1])
        del st.query_params[KEY]  # who copies the address does not hand it on
    run = current_run()
    if run and RUN in query:
        _open_run(run, query)
        return
    link = _read_link(query)
    if link.unused:
        tell_of_link(Session.LINK_PARTLY_USED.format(why=paragraph(map(str, link.unused))))
    lesson.take(link.lesson)
    if run and not link.config:
        bring_back(run)
    else:
        if run and link.config and settled(run.config) != settled(link.config):
            tell_of_link(Session.LINK_BESIDE_A_RUN)
        st.session_state.linked = link.config
        put_settings(link.config or QUICK)


def _open_run(run: RunState, query: Mapping[str, Sequence[str]]) -> None:
    """Of a link that names a run: its settings stand, and what else the link says is told."""
    bring_back(run)
    asked, problems = read_lesson(query)
    lesson.take(asked)
    if not asked.question:
        st.session_state.started_here = run.id  # on a phone it begins far below
    if problems:
        tell_of_link(Session.LINK_PARTLY_USED.format(why=paragraph(map(str, problems))))
    if others := [name for name in query if name not in (RUN, KEY, LANGUAGE, HIDE, ASK)]:
        tell_of_link(Session.LINK_OF_A_RUN.format(names=listed(few([shorten(name) for name in others]))))


def _read_link(query: Mapping[str, Sequence[str]]) -> Link:
    """What the link says. Where that cannot be used it is said, and the quick demo stands."""
    try:
        link = read_link(query, lambda name: data.info(name).classes)
        if link.config and "size" in query and not is_path(link.config.dataset):
            check_size(link.config.dataset, link.config.size)
    except (ConfigError, DataError) as error:
        tell_of_link(Session.LINK_NOT_USED.format(preset=TITLES["quick-demo"], why=str(error)))
        return Link(QUICK, lesson=read_lesson(query)[0])
    return link


def tell_of_link(words: str) -> None:
    """Have it said below the title, on the page that the link opens: a toast goes with the first redraw."""
    before, place = st.session_state.get("told_of_link", ("", ""))
    st.session_state.told_of_link = (paragraph([before, words]) if place is None else words, None)


def _tell_what_is_not_used() -> None:
    state = st.session_state
    words, place = state.get("told_of_link", ("", ""))
    if place in (None, state.last_place):
        state.told_of_link = (words, state.last_place)
        st.warning(plain(words), icon=":material/link_off:")


def bring_back(run: RunState) -> None:
    """Set every control as it was for a run, as `put_settings` does."""
    put_settings(run.config, run.info.dataset_title if run.info else None)


def _find_images() -> None:
    """Where the chosen images are gone, take those that are always there; where they changed, their size."""
    state = st.session_state
    try:
        found = data.info(state.dataset)
    except DataError as error:
        lose(state.dataset, str(error))
        found = data.info(state.dataset)
    if state.dataset != QUICK.dataset:
        state.pop("lost_images", None)
    remember_title()
    if state.size not in found.sizes:
        state.size = found.sizes[0]


def _tell_lost_images() -> None:
    """Say which images are gone and why, and offer ways on, until one is taken."""
    lost: Lost | None = st.session_state.get("lost_images")
    if not lost:
        return
    other = dataset_title(entry().name)
    shown = Session.LOST.format(name=lost.title, why=lost.why, other=other)
    with st.container(key="lost-images"):
        st.warning(plain(shown), icon=":material/image_not_supported:")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link("pages/data.py", label=Images.CHOOSE_OTHERS, icon=":material/database:", width="content")
            st.button(Session.LOOK_AGAIN, key="look-again", on_click=look_again)
            st.button(Session.KEEP, key="keep-these", on_click=lambda: st.session_state.pop("lost_images", None))
