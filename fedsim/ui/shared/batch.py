"""Runs that a part of the page asks for together: what is wrong, where they stand, and the button that starts them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import streamlit as st

from fedsim.runs.state import Purpose, RunState, Status
from fedsim.settings.config import SimulationConfig
from fedsim.ui.shared import starting
from fedsim.ui.shared.queue import watch_group
from fedsim.ui.shared.words import plain


@dataclass(frozen=True)
class Batch:
    """What a part of the page asks for.

    Attributes:
        purpose: what its runs are asked for.
        key: its buttons' keys begin with it.
        configs: every run, done or not.
        is_done: whether the page needs no more of a run.
        name: what to call the run that is under way.
        failed: what to say of a run that failed, given its error.
    """

    purpose: Purpose
    key: str
    configs: Collection[SimulationConfig]
    is_done: Callable[[RunState], bool]
    name: Callable[[RunState], str]
    failed: Callable[[RunState, str], str]


def follow(
    batch: Batch, states: Collection[RunState], look_again: Callable[[], tuple[Collection[RunState], int]]
) -> tuple[bool, bool]:
    """Say what is wrong with the runs, and where those stand that are on their way, with Stop.

    Args:
        batch: what is asked for.
        states: its runs, as far as they are there.
        look_again: the same runs as they are now, and how many there are to be.

    Returns:
        whether those that are missing could be started, and whether some are on their way.
    """
    if why := starting.why_not(*batch.configs):
        st.error(why, icon=":material/block:")
    over = [state for state in states if state.status is Status.FAILED and not batch.is_done(state)]
    for text in sorted({batch.failed(state, plain(str(state.error or ""))) for state in over}):
        st.warning(text, icon=":material/warning:")
    coming = any(state.status.live and not batch.is_done(state) for state in states)
    if coming:
        watch_group(look_again()[0], look_again, batch.purpose, batch.is_done, batch.name, key=f"{batch.key}-stop")
    return not why, coming


def start_button(
    batch: Batch, label: str, todo: Sequence[SimulationConfig], *, can_start: bool, primary: bool = True
) -> None:
    """The button that queues runs of the batch; disabled where none is to be run, or `follow` says that none can be."""
    st.button(label, key=f"{batch.key}-run", type="primary" if primary else "secondary", icon=":material/play_arrow:",
              disabled=not (todo and can_start), on_click=starting.start_all,
              args=[todo, batch.purpose, batch.key])  # fmt: skip
