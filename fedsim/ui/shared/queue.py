"""Runs that are under way: a list in sight from every page, and a line on the page that asked for them."""

from collections.abc import Callable, Collection, Sequence

import streamlit as st

from fedsim.runs.progress import group, share_done
from fedsim.runs.state import Purpose, RunState, Status
from fedsim.text.format import counted
from fedsim.text.pages.shared import Queue
from fedsim.text.progress import where_group
from fedsim.text.runs import BATCHES, run_title
from fedsim.ui.door import pace
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.standing import standing
from fedsim.ui.shared.words import plain
from fedsim.ui.visitors import is_own

POLL_SECONDS = 2.0
PAGES = {
    Purpose.SWEEP: "pages/privacy.py",
    Purpose.MEMBERSHIP: "pages/privacy.py",
    Purpose.EXPLORATION: "pages/explore.py",
    Purpose.SCENARIO: "pages/scenarios.py",
}
"""Where runs are shown that were asked for together; others are shown each by itself."""


def queue() -> None:
    """Draw the runs that are running or waiting, each with Stop; look for news while there is one.

    On a shared server other visitors' runs are counted.
    """
    live = [state.id for state in registry().live_states()]

    def draw() -> None:
        now = registry().live_states()
        if live and not now:
            st.rerun()
        if now:
            own = [state for state in now if is_own(state)]
            with st.container(key="queue", gap="xsmall"):
                st.markdown(Queue.TITLE.format(runs=counted(len(now), "run")))
                groups = _groups(own)
                waiting = [each[-1].id for each in groups if each[-1].status is Status.QUEUED]
                for together in groups:
                    _item(together, waiting)
                if len(own) < len(now):
                    st.caption(Queue.OTHERS.format(runs=counted(len(now) - len(own), "run")))

    st.fragment(draw, run_every=pace(POLL_SECONDS) if live else None)()


def _groups(live: Sequence[RunState]) -> list[list[RunState]]:
    """The runs of a batch together, at the place of its first."""
    groups: dict[str, list[RunState]] = {}
    for state in live:
        groups.setdefault(state.batch or state.id, []).append(state)
    return list(groups.values())


def _item(together: Sequence[RunState], waiting: Sequence[str]) -> None:
    """A run, or those of a batch, with Stop; where several wait, those that do can change places."""
    name = together[0].batch or together[0].id
    stopping = all(state.is_stopping for state in together)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"queue-item-{name}"):
        _link(together[0])
        st.button(Queue.STOP, key=f"queue-stop-{name}", type="tertiary", disabled=stopping,
                  on_click=registry().stop_all, args=[[state.id for state in together]])  # fmt: skip
    _how_far(together)
    if len(waiting) > 1 and (last := together[-1].id) in waiting:
        with st.container(horizontal=True, gap="small", key=f"queue-move-{name}"):
            _mover(together, -1, disabled=last == waiting[0] and len(together) == 1)
            _mover(together, 1, disabled=last == waiting[-1])


def _mover(together: Sequence[RunState], places: int, *, disabled: bool) -> None:
    name, earlier = together[0].batch or together[0].id, places < 0
    said = Queue.EARLIER if earlier else Queue.LATER
    st.button("", key=f"queue-{'up' if earlier else 'down'}-{name}", type="tertiary", disabled=disabled,
              icon=":material/keyboard_arrow_up:" if earlier else ":material/keyboard_arrow_down:",
              help=said.format(run=plain(_title(together[0]))), on_click=registry().move,
              args=[[state.id for state in together], places])  # fmt: skip


def _title(first: RunState) -> str:
    return BATCHES[first.purpose] if first.batch else run_title(first)


def _link(first: RunState) -> None:
    if first.batch and (page := PAGES.get(first.purpose)):
        st.page_link(page, label=BATCHES[first.purpose])
        return
    st.page_link("pages/simulate.py", label=plain(_title(first)), query_params={"run": first.id})


def _how_far(together: Sequence[RunState]) -> None:
    first, now = together[0], registry().store.now()
    if first.batch:
        states = registry().together_with(first)
        far = group(states, len(states), now)
        st.progress(far.share, text=where_group(far))
    elif first.status is Status.QUEUED:
        st.caption(standing(first))
    else:
        st.progress(share_done(first), text=plain(standing(first)))


def watch(look: Callable[[], None], stop: Collection[str], *, key: str, stopping: bool) -> None:
    """Draw the line that says where runs stand, again and again, and the button that stops them.

    Args:
        look: draws the line; reruns the page where there is news for the rest of it.
        stop: ids of the runs that the button stops; without any there is none.
        key: the button's.
        stopping: whether that was asked for already.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container():
            st.fragment(look, run_every=pace(POLL_SECONDS))()
        if stop:
            st.button(Queue.STOP, key=key, icon=":material/stop:", width=110, on_click=registry().stop_all, args=[stop],
                      disabled=stopping)  # fmt: skip


def watch_group(
    states: Collection[RunState],
    look_again: Callable[[], tuple[Collection[RunState], int]],
    purpose: Purpose,
    is_done: Callable[[RunState], bool],
    name: Callable[[RunState], str],
    *,
    key: str,
) -> None:
    """Where runs stand that a page asked for, and Stop; draws the page anew as soon as one of them has news.

    Stop leaves a run alone that was asked for elsewhere, though it has the settings of one of these.

    Args:
        states: the runs as the page shows them.
        look_again: the same runs as they are now, and how many there are to be.
        purpose: what the page's own runs were asked for.
        is_done: whether the page needs no more of a run.
        name: what to call the current run.
        key: the button's.
    """

    def look() -> None:
        now, num_runs = look_again()
        if _news(now, is_done) != _news(states, is_done):
            st.rerun()
        far = group(now, num_runs, registry().store.now(), is_done)
        st.progress(far.share, text=where_group(far, name(far.current) if far.current else ""))

    own = [
        state
        for state in states
        if state.status.live and not is_done(state) and state.purpose is purpose and is_own(state)
    ]
    stopping = all(state.is_stopping for state in own)
    watch(look, [state.id for state in own], key=key, stopping=stopping)


def _news(states: Collection[RunState], is_done: Callable[[RunState], bool]) -> set[tuple]:
    return {(s.id, is_done(s), s.status.live, s.is_stopping) for s in states}
