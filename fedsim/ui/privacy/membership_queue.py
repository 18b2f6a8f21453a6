"""The attack's runs: which there are, one button to start those that are missing, and how far they are."""

import time
from collections.abc import Mapping

import streamlit as st

from fedsim.runs.membership_runs import CLIPPED, PLAIN, PRIVATE, by_kind, covers, is_done
from fedsim.runs.progress import group
from fedsim.runs.state import RunState, Status
from fedsim.settings.config import SimulationConfig
from fedsim.text.format import counted
from fedsim.text.membership import TITLES
from fedsim.text.progress import where_group
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.session import entry
from fedsim.ui.shared.watch import watch
from fedsim.ui.shared.words import plain

ORDER = (PLAIN, PRIVATE, CLIPPED)
"""The contrast first."""


def find(configs: Mapping[str, SimulationConfig]) -> dict[str, RunState]:
    """The runs of this and earlier sessions, by kind."""
    return by_kind(configs, registry().store.matching(lambda config: _is_one(configs, config)))


def _is_one(configs: Mapping[str, SimulationConfig], config: SimulationConfig) -> bool:
    return any(covers(wanted, config) for wanted in configs.values())


def act(configs: Mapping[str, SimulationConfig], runs: Mapping[str, RunState]) -> None:
    """The one thing to do now: run, or watch and stop; nothing where all is done."""
    problems = {problem for config in configs.values() for problem in config.validate(entry().classes)}
    for problem in sorted(problems):
        st.error(plain(problem), icon=":material/error:")
    for kind, state in runs.items():
        if state.status is Status.FAILED and not is_done(state):
            st.warning(f"{TITLES[kind]}: the run failed. {plain(state.error or '')}", icon=":material/warning:")
    if _coming(runs):
        _watch(configs, runs)
    elif (todo := _missing(configs, runs)) and not problems:
        label = "Run the attack, with and without privacy" if len(todo) == len(configs) else f"Run the {_runs(todo)}"
        st.button(label, key="attack-run", type="primary", icon=":material/play_arrow:", on_click=_start,
                  args=[todo])  # fmt: skip


def _runs(todo: list[SimulationConfig]) -> str:
    return counted(len(todo), "run") + " that " + ("is" if len(todo) == 1 else "are") + " missing"


def _coming(runs: Mapping[str, RunState]) -> list[RunState]:
    return [state for state in runs.values() if state.status.live and not is_done(state)]


def _missing(configs: Mapping[str, SimulationConfig], runs: Mapping[str, RunState]) -> list[SimulationConfig]:
    return [configs[kind] for kind in ORDER if kind not in runs or not (is_done(runs[kind]) or runs[kind].status.live)]


def _start(todo: list[SimulationConfig]) -> None:
    for config in todo:
        registry().start(config)


def _stop(configs: Mapping[str, SimulationConfig]) -> None:
    """From the end of the queue, so that none begins meanwhile."""
    for run_id in reversed(registry().live()):
        state = registry().store.get(run_id)
        if state and _is_one(configs, state.config) and not is_done(state):
            registry().stop(run_id)


def _watch(configs: Mapping[str, SimulationConfig], runs: Mapping[str, RunState]) -> None:
    """Where they stand; draws the page anew as soon as one of them has news."""

    def look() -> None:
        now = find(configs)
        if _news(now) != _news(runs):
            st.rerun()
        far = group(now.values(), len(configs), time.time(), is_done)
        kind = next((TITLES[kind].lower() for kind, state in now.items() if state is far.current), "")
        st.progress(far.share, text=where_group(far, kind))

    stopping = all(state.status is Status.STOPPING for state in _coming(runs))
    watch(look, _stop, configs, key="attack-stop", stopping=stopping)


def _news(runs: Mapping[str, RunState]) -> set[tuple]:
    return {(s.id, s.status.live, s.status is Status.STOPPING, len(s.attacks)) for s in runs.values()}
