"""The page as a whole: which run, which image, and what stands in the way."""

import streamlit as st

from fedsim.data import DataError, Dataset
from fedsim.data.handwriting import has_digits
from fedsim.errors import FedsimError
from fedsim.runs.progress import share_done
from fedsim.runs.state import RunState
from fedsim.text.pages.try_it import SOURCES, Page, Test
from fedsim.ui import visitors
from fedsim.ui.shared.controls import pick
from fedsim.ui.shared.images import for_these_eyes
from fedsim.ui.shared.no_images import tell_unusable
from fedsim.ui.shared.queue import watch
from fedsim.ui.shared.resources import current_run, registry, show_run, unknown_run
from fedsim.ui.shared.run_header import show_header
from fedsim.ui.shared.standing import standing
from fedsim.ui.shared.ways_on import see_the_story, to_simulate
from fedsim.ui.shared.words import plain
from fedsim.ui.tried import drawing, missing, own_picture, test_images

TEST, OWN, DRAWN = "test", "own", "drawn"
SHOW = {TEST: test_images.show, OWN: own_picture.show, DRAWN: drawing.show}


def show() -> None:
    """Draw the page below its title."""
    run = current_run() or _newest()
    if run is None:
        st.info(Page.NO_RUN, icon=":material/touch_app:")
        to_simulate(Page.TO_SIMULATE)
        see_the_story()
        return
    show_header(run)
    if run.status.live:
        _wait(run)
        return
    if missing.any_kept(run) and (dataset := _images(run)):
        _try(run, dataset)
    missing.tell(run)


@st.fragment
def _try(state: RunState, dataset: Dataset) -> None:
    """An image, and what each model says to it."""
    sources = [TEST, OWN, *([DRAWN] if has_digits(dataset) else [])]
    if st.session_state.get("tried-source", TEST) not in sources:
        st.session_state["tried-source"] = TEST
    source = pick(Page.SOURCE, sources, "tried-source", TEST, format_func=SOURCES.__getitem__, show_label=False)
    try:
        SHOW[source](state, dataset)
    except FedsimError as error:
        st.error(plain(str(error)), icon=":material/error:")


def _images(state: RunState) -> Dataset | None:
    try:
        return for_these_eyes(state)
    except DataError as error:
        tell_unusable(Test.CANNOT.format(error=plain(str(error))))
        return None


def _newest() -> RunState | None:
    """The newest of the visitor's own runs that has a model to ask, so that the page begins with an image."""
    runs = [] if unknown_run() else registry().store.latest(asker=visitors.owner())
    run = next((state for state in runs if not state.status.live and missing.any_kept(state)), None)
    if run:
        show_run(run.id)
    return run


def _wait(state: RunState) -> None:
    """Where a live run stands, until it is over."""

    def look() -> None:
        now = registry().store.get(state.id) or state
        if not now.status.live:
            st.rerun()
        st.info(Page.LIVE, icon=":material/hourglass_top:")
        st.progress(share_done(now), text=plain(standing(now)))

    watch(look, [state.id] if visitors.is_own(state) else [], key="stop", stopping=state.is_stopping)
