"""What a page says of runs that it does not show: one that is unknown, the last one, and a database in trouble."""

import streamlit as st

from fedsim.errors import shorten
from fedsim.runs.made_now import made_now
from fedsim.runs.state import Purpose, RunState
from fedsim.settings.config import SimulationConfig
from fedsim.settings.declared import settled
from fedsim.text.pages.shared import OtherRuns
from fedsim.text.runs import run_summary
from fedsim.ui import visitors
from fedsim.ui.shared.resources import registry, show_run, unknown_run
from fedsim.ui.shared.words import plain

POLL_SECONDS = 5.0


def tell_trouble() -> None:
    """Say what is the matter with the database and what of it cannot be read; while it is, look whether it still is."""
    told = _trouble()

    def look() -> None:
        registry().store.look_again()
        if _trouble() != told:
            st.rerun()
        problem, unreadable = told
        if problem:
            st.warning(plain(problem), icon=":material/database_off:")
        for sentence in unreadable:
            st.caption(f":material/running_with_errors: {plain(sentence)}")

    if any(told):
        st.fragment(look, run_every=POLL_SECONDS if told[0] else None)()


def _trouble() -> tuple[str, tuple[str, ...]]:
    store = registry().store
    return str(store.problem or ""), tuple(map(str, store.unreadable))


def tell_unknown() -> None:
    """Say that the link's run is not here."""
    if not (run_id := unknown_run()):
        return
    sentence = OtherRuns.CANNOT_BE_READ if registry().store.is_unreadable(run_id) else OtherRuns.NOT_HERE
    st.warning(sentence.format(run=plain(shorten(run_id))), icon=":material/link_off:")


def offer_last() -> bool:
    """A line on the last run, and a button that shows it; tells whether there is one."""
    last = _last_run()
    if last:
        _offer(last, OtherRuns.LAST, "last-run")
    return last is not None


def offer_kept() -> bool:
    """Where a link brought settings that a run had which is kept here: a line on it, and a button that shows it."""
    linked: SimulationConfig | None = st.session_state.get("linked")
    if not linked or not (run := _kept_run(linked)):
        return False
    _offer(run, OtherRuns.KEPT if made_now(run) else OtherRuns.KEPT_OTHERWISE, "kept-run")
    return True


def _offer(run: RunState, said: str, key: str) -> None:
    """A line on a run, and a button that shows it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=key):
        st.caption(said.format(run=plain(run_summary(run, registry().store.now()))), width="content")
        st.button(OtherRuns.SHOW, key=f"show-{key}", type="tertiary", icon=":material/history:", on_click=show_run,
                  args=[run.id])  # fmt: skip


def _kept_run(config: SimulationConfig) -> RunState | None:
    """A run with these settings, whoever asked for it: one that this version made, then one that got furthest."""
    wanted = settled(config)
    found = registry().store.matching(lambda each: each.seed == config.seed and settled(each) == wanted)
    done = [state for state in found if state.rounds_done]
    return max(done, key=lambda state: (made_now(state), state.is_trained, state.rounds_done), default=None)


def _last_run() -> RunState | None:
    """The newest that has something to show; one that was asked for by itself, if there is any.

    On a shared server, of one's own.
    """
    runs = [state for state in registry().store.latest(asker=visitors.owner()) if state.rounds]
    return next((state for state in runs if state.purpose is Purpose.RUN), runs[0] if runs else None)
