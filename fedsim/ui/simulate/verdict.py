"""What a run comes to: the sentence that sums it up, its numbers, and what to do to know more."""

from dataclasses import replace

import streamlit as st

from fedsim.runs.state import Purpose, RunState, Status
from fedsim.text.verdict import Verdict, judge
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.tables import PERCENT, in_percent
from fedsim.ui.shared.words import sentence

MORE_SEEDS = 2
POLL_SECONDS = 2.0
FORMATS = {
    "Accuracy": st.column_config.NumberColumn(format=PERCENT, help="Share of the test images named rightly."),
    "Spread": st.column_config.NumberColumn(format=PERCENT, help="Standard deviation over the seeds."),
    "Balanced accuracy": st.column_config.NumberColumn(format=PERCENT, help="Mean over the classes, each alike."),
    "Macro F1": st.column_config.NumberColumn(format=PERCENT, help="Mean F1 score over the classes, each alike."),
}


def show_verdict(state: RunState, link: bool = True, folded: bool = False) -> None:
    """Draw the verdict of a run that is over, or offer what is needed for one; look for repeats that are under way.

    Args:
        state: the run; nothing is drawn of a live one.
        link: lead on to the Compare page.
        folded: show the sentence that sums it up, and the rest on a click.
    """
    if state.status.live:
        return
    waiting = _repeats_under_way(state)

    def draw() -> None:
        runs, left = registry().store.repeats(state.id), _repeats_under_way(state)
        if left != waiting or runs[0].status.live:
            st.rerun()
        verdict = judge(runs)
        if verdict:
            with st.container(border=True, key="verdict"):
                _say(verdict, folded)
                _offer_more(state, verdict, len(left), link)
        elif state.rounds_done and state.status in (Status.FINISHED, Status.STOPPED):
            _offer_baselines(state)

    st.fragment(draw, run_every=POLL_SECONDS if waiting else None)()


def _repeats_under_way(state: RunState) -> list[str]:
    """Ids of the live runs that repeat this one with other seeds."""
    live = registry().live_states()
    return [other.id for other in live if other.id != state.id and other.config.repeats(state.config)]


def _stop_repeats(state: RunState) -> None:
    """Stop those that were asked for as repeats; a run of its own that happens to be one goes on."""
    under_way = _repeats_under_way(state)
    repeats = [other.id for other in registry().live_states() if other.purpose is Purpose.REPEAT]
    registry().stop_all([run_id for run_id in repeats if run_id in under_way])


def _offer_baselines(state: RunState) -> None:
    st.button(
        "Train each hospital alone, and pooled, to compare",
        key="add-baselines",
        type="primary",
        icon=":material/compare:",
        on_click=registry().add_baselines,
        args=[state.id],
        help="Each hospital by itself for as many epochs as in the federation, and one model on all their images.",
    )


def _say(verdict: Verdict, folded: bool) -> None:
    st.markdown(f"## {sentence(verdict.headline)}")
    details = "\n".join(f"- {sentence(text)}" for text in verdict.details)
    if not folded:
        st.markdown(details)
    with st.expander("Why, and the numbers" if folded else "The numbers", icon=":material/table_rows:"):
        if folded:
            st.markdown(details)
        table = verdict.table()
        shares = {name: st.column_config.NumberColumn(format=PERCENT) for name in table if name.startswith("Finds ")}
        table = table if len(verdict.seeds) > 1 else table.drop(columns="Spread")
        formats = FORMATS | shares
        st.dataframe(in_percent(table, formats), hide_index=True, placeholder="–", column_config=formats)
        st.caption(
            "All are judged on the same test images and start from the same weights. Alone, the optimiser goes on from "
            "epoch to epoch; in the federation each round starts a fresh one."
        )


def _offer_more(state: RunState, verdict: Verdict, waiting: int, link: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Repeat with {MORE_SEEDS} more seeds" if not waiting else f"{waiting} more under way",
            key="repeat",
            icon=":material/casino:",
            disabled=bool(waiting),
            on_click=_repeat,
            args=[state, verdict.seeds],
            help="Queues the same run with other random choices, to see how much of the difference is chance.",
        )
        if waiting:
            st.button("Stop them", key="stop-repeats", icon=":material/stop:", on_click=_stop_repeats, args=[state])
        if link:
            st.page_link("pages/compare.py", label="Compare all models side by side", icon=":material/compare:")


def _repeat(state: RunState, seeds: tuple[int, ...]) -> None:
    """Queue the same run with seeds that it has not had yet; the page goes on showing this one."""
    fresh = [seed for seed in range(max(seeds) + 1 + MORE_SEEDS) if seed not in seeds][:MORE_SEEDS]
    registry().start_all([replace(state.config, seed=seed, baselines="after") for seed in fresh], Purpose.REPEAT)
