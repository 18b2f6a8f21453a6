"""What stands between a run and its comparison: nothing to compare, something to start, or a training to wait for."""

import streamlit as st

from fedsim.runs.progress import adds_baselines, share_done
from fedsim.runs.state import RunState, Status
from fedsim.text.endings import nothing_to_compare
from fedsim.text.pages.compare import Status as Words
from fedsim.text.pages.compare import only_federation
from fedsim.text.verdict import verdict_of
from fedsim.ui.shared import starting
from fedsim.ui.shared.earlier import is_earlier
from fedsim.ui.shared.queue import watch
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.standing import standing
from fedsim.ui.shared.ways_on import see_the_story, to_simulate
from fedsim.ui.shared.words import plain
from fedsim.ui.visitors import is_own


def nothing_yet(*, none_at_all: bool) -> None:
    """Say what the page is for to someone who looks at no run.

    Args:
        none_at_all: whether there is none to look at.
    """
    st.markdown(Words.WHAT)
    if none_at_all:
        st.info(Words.NO_RUN, icon=":material/compare:")
    to_simulate(Words.SET_UP)
    if none_at_all:
        see_the_story()


def tell(state: RunState) -> None:
    """Where a live run stands, or what one that is over lacks."""
    if state.status.live:
        _watch(state)
    elif not state.num_baselines_missing:
        return
    elif state.status in (Status.FINISHED, Status.STOPPED) and state.rounds_done:
        _offer(state)
    else:
        st.info(nothing_to_compare(state.status), icon=":material/info:")
        to_simulate(Words.RUN_ANOTHER)


def _offer(state: RunState) -> None:
    """The one thing to do: train what is missing."""
    if is_earlier(state, told=verdict_of(registry().store.repeats(state.id)) is not None):
        return
    if not is_own(state):
        st.info(Words.NOT_YOURS, icon=":material/info:")
        to_simulate(Words.RUN_ANOTHER)
        return
    some = bool(state.alone)
    with st.container(border=True):
        models, epochs = state.num_baselines_missing, state.config.num_baseline_epochs
        st.markdown(Words.SOME_MISSING if some else only_federation(models, epochs))
        why = starting.why_not(state.config)
        starting.button(
            Words.TRAIN_MISSING if some else Words.TRAIN,
            why,
            starting.add_baselines,
            [state, "baselines"],
            key="compare-add-baselines",
            type="primary",
            icon=":material/model_training:",
        )
        starting.say_why(why)
        starting.tell("baselines")


def _watch(state: RunState) -> None:
    """Where a live run stands; draws the page anew as soon as there is a number that it does not show."""

    def look() -> None:
        now = registry().store.get(state.id) or state
        if _news(now) != _news(state):
            st.rerun()
        st.progress(share_done(now), text=plain(_where(now)))

    watch(look, [state.id] if is_own(state) else [], key="stop", stopping=state.is_stopping)


def _where(state: RunState) -> str:
    """Where it stands, and what can be done then."""
    text = standing(state)
    later = state.status is Status.RUNNING and state.config.baselines == "none" and not adds_baselines(state)
    return Words.LATER.format(where=text) if later else text


def _news(state: RunState) -> tuple:
    return state.status, state.rounds_done, state.num_baselines_missing, state.info is None, state.is_stopping
