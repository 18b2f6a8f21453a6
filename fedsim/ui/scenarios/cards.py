"""A card a scenario: its picture, what to watch, what was measured, and Run."""

from collections.abc import Mapping

import streamlit as st

from fedsim.analysis.scenarios import measured, own_scores, scenario_frame, settings_of
from fedsim.charts.scenarios import describe_scenario, scenario_chart
from fedsim.runs.made_now import of_today
from fedsim.runs.state import Purpose, RunState
from fedsim.runs.sweep import by_settings, is_coming, is_done, missing
from fedsim.settings import sameness
from fedsim.settings.config import SimulationConfig
from fedsim.settings.scenarios import OWN_SEED, SCENARIOS, SEEDS, Scenario
from fedsim.text import scenarios as words
from fedsim.text.charts import Scenarios as ChartWords
from fedsim.text.format import counted
from fedsim.text.pages.scenarios import Page
from fedsim.ui.shared import session, starting
from fedsim.ui.shared.figures import about, figure, ink
from fedsim.ui.shared.glossary import headed
from fedsim.ui.shared.resources import registry, show_run
from fedsim.ui.shared.words import sentence

A_ROW = 2
Runs = Mapping[SimulationConfig, RunState]


def go_where_it_runs() -> None:
    """Leave for the Simulate page where a card's Run was just pressed."""
    if st.session_state.pop("scenario_started", False):
        st.switch_page("pages/simulate.py")


def cards(names: tuple[str, ...]) -> None:
    """Draw a card for each of these, a few in a row."""
    runs = _own_runs(names)
    for first in range(0, len(names), A_ROW):
        for column, name in zip(st.columns(A_ROW, gap="medium"), names[first : first + A_ROW], strict=False):
            with column, st.container(border=True, height="stretch", key=f"scenario-{name}"):
                _card(name, SCENARIOS[name], runs)


def _own_runs(names: tuple[str, ...]) -> Runs:
    """The runs of these scenarios that there are, whoever asked for them and on whichever page."""
    wanted = {key for name in names for key in settings_of(name).values()}
    device = next(iter(wanted)).device
    found = registry().store.matching(
        lambda config: config.seed == OWN_SEED and sameness.federation(config) in wanted  # most are of another seed
    )
    return of_today(found, device, by_settings, is_done)[0]


def _card(name: str, scenario: Scenario, runs: Runs) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        headed(f"## {sentence(words.TITLES[name])}", width="content")
        if scenario.surprising:
            st.badge(Page.SURPRISE, icon=":material/lightbulb:", color="gray")
    st.markdown(sentence(words.WATCH[name]))
    own = [runs[key] for key in settings_of(name).values() if key in runs]
    done = [state for state in own if is_done(state)]
    scores = measured().scores[name]
    bars = tuple((bar, words.BARS[f"{name}.{bar}"]) for bar in scenario.bars)
    frame = scenario_frame(scenario, scores, own_scores(scenario, done))
    success = any(bar.measure == "attack-success" for bar in scenario.bars.values())
    axis = str(ChartWords.SUCCESS if success else ChartWords.ACCURACY)
    with about(words.how_measured(len(SEEDS), measured().made_with), "fedsim"):
        figure(scenario_chart, frame, bars, axis, ink(), key=f"scenario-chart-{name}",
               alt=describe_scenario(frame, bars, axis), of=words.TITLES[name])  # fmt: skip
    headed(f"**{sentence(words.figures(name, scores))}**")
    _start(name, scenario, runs, own)


def _start(name: str, scenario: Scenario, runs: Runs, own: list[RunState]) -> None:
    todo = missing(scenario.runs.values(), runs)
    st.space("stretch")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(Page.RUN, key=f"scenario-run-{name}", icon=":material/play_arrow:", disabled=not todo,
                  help=Page.RUN_HELP, on_click=_run, args=[name, todo])  # fmt: skip
        coming = [state for state in own if is_coming(state)]
        st.caption(str(Page.RUNNING) if coming else counted(len(todo), "run") if todo else str(Page.DONE))
        if own:
            st.page_link("pages/simulate.py", label=Page.OPEN, icon=":material/arrow_forward:",
                         query_params={"run": own[0].id})  # fmt: skip
    starting.tell(f"scenario-{name}")


def _run(name: str, todo: list[SimulationConfig]) -> None:
    """A callback: queue what is missing, the one to be shown first, and show it."""
    shown = SCENARIOS[name].runs[SCENARIOS[name].shown]
    todo = sorted(todo, key=lambda config: config != shown)
    before = set(registry().live())
    starting.start_all(todo, Purpose.SCENARIO, f"scenario-{name}")
    new = [run_id for run_id in registry().live() if run_id not in before]
    if new:
        session.put_settings(todo[0])
        show_run(new[0])
        st.session_state.started_here = new[0]
        st.session_state.scenario_started = True
