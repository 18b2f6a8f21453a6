"""The attack's runs: which there are, one button to start those that are missing, and how far they are."""

from collections.abc import Mapping

import streamlit as st

from fedsim.runs.membership_runs import CLIPPED, PLAIN, PRIVATE, by_kind, covers, is_done
from fedsim.runs.state import Purpose, RunState, Status
from fedsim.settings.config import SimulationConfig
from fedsim.text.format import counted
from fedsim.text.membership import TITLES
from fedsim.ui.shared.queue import watch_group
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.session import entry
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
            st.warning(f"{TITLES[kind]}: the run failed. {plain(str(state.error or ''))}", icon=":material/warning:")
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
    registry().start_all(todo, Purpose.MEMBERSHIP)


def _watch(configs: Mapping[str, SimulationConfig], runs: Mapping[str, RunState]) -> None:
    def name(state: RunState) -> str:
        return next(TITLES[kind].lower() for kind, config in configs.items() if covers(config, state.config))

    watch_group(runs.values(), lambda: (find(configs).values(), len(configs)), Purpose.MEMBERSHIP, is_done, name,
                key="attack-stop")  # fmt: skip
