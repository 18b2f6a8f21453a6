"""What a run comes to: the sentence that sums it up, its numbers, and what to do to know more."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from fedsim.export.pictures import stem_of
from fedsim.runs.state import Purpose, RunState, Status
from fedsim.settings.config import SimulationConfig
from fedsim.settings.strategy import by_scanner
from fedsim.text.format import shortened
from fedsim.text.pages.simulate import Panel
from fedsim.text.verdict import Verdict, finds, verdict_of
from fedsim.ui.shared import starting
from fedsim.ui.shared.downloads import tables
from fedsim.ui.shared.earlier import is_earlier
from fedsim.ui.shared.queue import watch_group
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.tables import as_shown, in_percent, percent_format
from fedsim.ui.shared.words import sentence
from fedsim.ui.visitors import is_own

MORE_SEEDS = 2
MOST_CHARACTERS = 24  # of a class's name in a heading


def show_verdict(state: RunState, link: bool = True, folded: bool = False) -> None:
    """Draw the verdict of a run that is over, or offer what is needed for one; watch repeats that are under way.

    Args:
        state: the run; nothing is drawn of a live one.
        link: lead on to the Compare page.
        folded: show the sentence that sums it up, and the rest on a click.
    """
    if state.status.live:
        return
    if verdict := verdict_of(registry().store.repeats(state.id)):
        with st.container(border=True, key="verdict"):
            _say(state, verdict, folded, _how(state))
            _offer_more(state, verdict, link)
    elif state.rounds_done and state.status in (Status.FINISHED, Status.STOPPED):
        _offer_baselines(state)


def _repeats(state: RunState) -> list[RunState]:
    """The runs with other seeds that are under way, and those that were asked for together with them."""
    live = [each for each in registry().live_states() if each.id != state.id and each.config.repeats(state.config)]
    return list({one.id: one for each in live for one in registry().together_with(each)}.values())


def _watch(state: RunState, repeats: Sequence[RunState]) -> None:
    """Where they stand, and Stop; a run of its own that happens to repeat this one goes on."""

    def look_again() -> tuple[list[RunState], int]:
        now = _repeats(state)
        return now, len(now)

    watch_group(
        repeats, look_again, Purpose.REPEAT, lambda run: not run.status.live,
        lambda run: Panel.SEED.format(seed=run.config.seed), key="stop-repeats",
    )  # fmt: skip


def _offer_baselines(state: RunState) -> None:
    if is_earlier(state) or not is_own(state):
        return
    why = starting.why_not(state.config)
    starting.button(
        Panel.TRAIN,
        why,
        starting.add_baselines,
        [state, "baselines"],
        key="add-baselines",
        type="primary",
        icon=":material/compare:",
        text=Panel.TRAIN_HELP,
    )
    starting.say_why(why)
    starting.tell("baselines")


def _how(state: RunState) -> str:
    """What the models are evaluated on."""
    if not state.has_own_models:
        return Panel.HOW
    return Panel.HOW_BY_SCANNER if by_scanner(state.config) else Panel.HOW_OWN


def _say(state: RunState, verdict: Verdict, folded: bool, how: str) -> None:
    st.markdown(f"## {sentence(verdict.headline)}")
    details = "\n".join(f"- {sentence(text)}" for text in verdict.details)
    if not folded:
        st.markdown(details)
    with st.expander(Panel.WHY if folded else Panel.NUMBERS, icon=":material/table_rows:", type="compact"):
        if folded:
            st.markdown(details)
        table, formats = verdict.table(), _formats(verdict.classes)
        table = table if len(verdict.seeds) > 1 else table.drop(columns="spread")
        st.dataframe(in_percent(table, formats), hide_index=True, placeholder="–", column_config=formats)
        tables(as_shown(table, formats), f"{stem_of(state)}-verdict", "verdict-table", table)
        st.caption(how)


def _formats(classes: Sequence[str]) -> dict[str, Any]:
    """The headings of the verdict's table, and how its numbers are written."""
    share, column = partial(st.column_config.NumberColumn, format=percent_format()), st.column_config.Column
    return {
        "model": column(Panel.MODEL),
        "accuracy": share(Panel.ACCURACY, help=Panel.ACCURACY_HELP),
        "spread": share(Panel.SPREAD, help=Panel.SPREAD_HELP),
        "balanced_accuracy": share(Panel.BALANCED, help=Panel.BALANCED_HELP),
        "macro_f1": share(Panel.MACRO_F1, help=Panel.MACRO_F1_HELP),
        **{
            finds(cls): share(Panel.FINDS.format(cls=short))
            for cls, short in zip(classes, shortened(classes, MOST_CHARACTERS), strict=True)
        },
        "never_seen": column(Panel.NEVER_SEEN),
    }


def _lead_on() -> None:
    """To the pages that show more of the same run."""
    st.page_link("pages/compare.py", label=Panel.COMPARE, icon=":material/compare:")
    st.page_link("pages/try_it.py", label=Panel.TRY_IT, icon=":material/touch_app:")


def _offer_more(state: RunState, verdict: Verdict, link: bool) -> None:
    if is_earlier(state):
        if link:
            _lead_on()
        return
    repeats = _repeats(state)
    waiting = sum(run.status.live for run in repeats)
    again = _again(state, verdict.seeds)
    why = "" if waiting else starting.why_not(*again)
    with st.container(horizontal=True, vertical_alignment="center"):
        starting.button(
            Panel.UNDER_WAY.format(n=waiting) if waiting else Panel.REPEAT.format(n=MORE_SEEDS),
            why,
            starting.start_all,
            [again, Purpose.REPEAT, "repeat"],
            key="repeat",
            icon=":material/casino:",
            disabled=bool(waiting),
            text=Panel.REPEAT_HELP,
        )
        if link:
            _lead_on()
    starting.say_why(why)
    starting.tell("repeat")
    if waiting:
        _watch(state, repeats)


def _again(state: RunState, seeds: tuple[int, ...]) -> list[SimulationConfig]:
    """The same run with seeds that it has not had yet."""
    fresh = [seed for seed in range(max(seeds) + 1 + MORE_SEEDS) if seed not in seeds][:MORE_SEEDS]
    return [replace(state.config, seed=seed, baselines="after") for seed in fresh]
