"""The Simulate page: what a newcomer sees, edits and starts."""

import time

import pytest

from fedsim.runs.state import Status
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presets import PRESETS
from fedsim.text.pages.simulate import Charts
from fedsim.ui.shared import resources


def texts(elements) -> str:
    return " ".join(str(element.value) for element in elements)


def run_button(app):
    return app.button(key="run")


def shown_run(app) -> str:
    value = app.query_params["run"]
    return value if isinstance(value, str) else value[0]


def wait_for(condition, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def run_until(app, status: Status) -> None:
    """Press Run, wait until the run stands there, and look at the page again."""
    run_button(app).click().run()
    run_id = shown_run(app)
    wait_for(lambda: resources.registry().store.get(run_id).status is status)
    app.run()


def test_a_newcomer_finds_the_story_set_up_and_one_thing_to_press(open_page):
    app = open_page()
    assert not app.exception
    assert run_button(app).label == "Run the federation"
    assert not run_button(app).disabled
    assert [app.text_input(key=f"name-{i}").value for i in range(3)] == ["A", "B", "C"]
    unticked = [box.key for box in app.checkbox if not box.value]
    assert unticked == [
        "sees-synthetic-oct-0-DME",
        "sees-synthetic-oct-1-DRUSEN",
        "sees-synthetic-oct-2-CNV",
    ]


def test_every_control_explains_itself(open_page):
    app = open_page()
    controls = [*app.sidebar.selectbox, *app.sidebar.select_slider, *app.sidebar.slider, *app.sidebar.number_input]
    assert len(controls) >= 12
    assert [control.label for control in controls if not control.help] == []


def test_a_tick_changes_what_the_hospital_would_get(open_page):
    app = open_page()
    box = app.checkbox(key="sees-synthetic-oct-0-DME")
    assert box.label == "Hospital A has seen\nDME (0)"
    app = box.check().run()
    assert "(0)" not in app.checkbox(key="sees-synthetic-oct-0-DME").label


def test_a_class_that_nobody_has_is_warned_of(open_page):
    app = open_page()
    for place in range(3):
        app.checkbox(key=f"sees-synthetic-oct-{place}-DRUSEN").uncheck()
    app.run()
    assert "No hospital has DRUSEN" in texts(app.warning)
    assert not run_button(app).disabled


def test_a_hospital_with_one_class_is_warned_of_and_one_with_none_stops_the_run(open_page):
    app = open_page()
    for cls in ("CNV", "DRUSEN"):
        app.checkbox(key=f"sees-synthetic-oct-0-{cls}").uncheck()
    app.run()
    assert "Hospital A has only NORMAL" in texts(app.warning)
    app.checkbox(key="sees-synthetic-oct-0-NORMAL").uncheck().run()
    assert "Hospital A has no class left" in texts(app.error)
    assert run_button(app).disabled


def test_two_hospitals_of_one_name_are_refused_in_words(open_page):
    app = open_page()
    app.text_input(key="name-1").input("A").run()
    assert "Two hospitals are called A" in texts(app.error)
    assert run_button(app).disabled


def test_a_name_that_is_too_long_is_refused_in_words_and_by_no_field(open_page):
    app = open_page()
    assert app.text_input(key="name-1").max_chars == 0  # a browser drops what goes beyond without a word
    app.text_input(key="name-1").input("n" * 61).run()
    assert "has 61 characters; give it one of at most 60" in texts(app.error)
    assert run_button(app).disabled


def test_hospitals_after_the_third_repeat_the_pattern(open_page):
    app = open_page()
    app.select_slider(key="num_hospitals").set_value(5).run()
    assert [app.text_input(key=f"name-{i}").value for i in (3, 4)] == ["D", "E"]
    assert not app.checkbox(key="sees-synthetic-oct-3-DME").value
    assert not app.checkbox(key="sees-synthetic-oct-4-DRUSEN").value


def test_another_data_set_starts_with_the_classes_at_the_same_positions(open_page):
    app = open_page()
    app.selectbox(key="dataset").select("digits").run()
    assert not app.exception
    unticked = [box.key for box in app.checkbox if not box.value]
    assert unticked == ["sees-digits-0-1", "sees-digits-1-2", "sees-digits-2-0"]


def test_a_set_that_is_not_there_is_offered_and_nothing_breaks(open_page):
    app = open_page()
    app.selectbox(key="dataset").select("pathmnist").run()
    assert not app.exception
    assert "not on this machine yet" in texts(app.info)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_sets_every_control(open_page, preset):
    app = open_page()
    app.selectbox(key="preset").select(preset).run()
    assert not app.exception
    config = PRESETS[preset]
    assert app.session_state["rounds"] == config.rounds
    assert app.session_state["num_hospitals"] == len(config.hospitals)
    assert app.session_state["dataset"] == config.dataset


def test_run_gives_the_engine_what_the_controls_say(open_page, engine):
    app = open_page()
    app.checkbox(key="sees-synthetic-oct-0-DME").check()
    app.text_input(key="name-2").input("Oslo")
    app.select_slider(key="rounds").set_value(3)
    app.run()
    run_button(app).click().run()
    wait_for(lambda: engine.configs)
    config = engine.configs[0]
    assert config.rounds == 3
    assert config.hospital_names == ("A", "B", "Oslo")
    assert [hospital.excluded for hospital in config.hospitals] == [(), ("DRUSEN",), ("CNV",)]


def test_a_run_is_found_again_by_its_address_and_by_a_second_tab(open_page, engine):
    app = open_page()
    app.select_slider(key="rounds").set_value(5).run()
    run_button(app).click().run()
    run_id = shown_run(app)
    wait_for(lambda: resources.registry().store.get(run_id).rounds)
    for again in (open_page(run=run_id), open_page()):
        assert not again.exception
        assert again.session_state["rounds"] == 5
        assert again.button(key="stop").label == "Stop"


def test_a_run_that_was_found_stays_in_sight_when_it_is_over(open_page, engine):
    run_button(open_page()).click().run()
    wait_for(lambda: engine.configs)
    second_tab = open_page()
    assert shown_run(second_tab)
    engine.go.set()
    wait_for(lambda: not resources.registry().live())
    second_tab.run()
    assert "Finished" in texts(second_tab.success)


def test_stop_ends_the_run_and_keeps_its_rounds(open_page, engine):
    app = open_page()
    run_button(app).click().run()
    run_id = shown_run(app)
    wait_for(lambda: resources.registry().store.get(run_id).rounds)
    app.button(key="stop").click().run()
    wait_for(lambda: resources.registry().store.get(run_id).status is Status.STOPPED)
    app.run()
    assert "Stopped" in texts(app.info)
    assert not app.exception


def stopped(app) -> str:
    """Press Run, and Stop after the first round; the run."""
    run_button(app).click().run()
    run_id = shown_run(app)
    wait_for(lambda: resources.registry().store.get(run_id).rounds)
    app.button(key="stop").click().run()
    wait_for(lambda: not resources.registry().live())
    return run_id


def test_one_that_was_stopped_is_resumed_with_one_press(open_page, engine):
    app = open_page(rounds="2")
    run_id = stopped(app)
    engine.go.set()
    app.run().button(key="resume").click().run()
    wait_for(lambda: not resources.registry().live())
    state = resources.registry().store.get(run_id)
    assert (state.status, state.rounds_done) == (Status.FINISHED, 2)
    app.run()
    assert not app.exception
    assert "resume" not in [each.key for each in app.button]


def test_one_of_another_version_says_why_it_cannot_go_on(open_page, engine):
    app = open_page(rounds="2")
    run_id = stopped(app)
    resources.registry().store.sign(run_id, "another")
    app.run()
    assert app.button(key="resume").disabled
    assert "another version" in app.button(key="resume").help


def test_a_second_run_waits_in_sight_and_the_viewer_stays(open_page, engine):
    app = open_page()
    run_button(app).click().run()
    wait_for(lambda: engine.configs)
    app.run()
    first = shown_run(app)
    assert run_button(app).label == "Queue another run"
    app.number_input(key="seed").set_value(1).run()
    run_button(app).click().run()
    assert not app.exception
    assert shown_run(app) == first
    (_, second) = resources.registry().live()
    assert resources.registry().ahead_of(second) == 1
    assert resources.registry().store.get(second).status is Status.QUEUED
    engine.go.set()
    wait_for(lambda: resources.registry().store.get(second).status is Status.FINISHED)


def test_a_finished_run_shows_its_numbers(open_page, engine):
    engine.go.set()
    app = open_page()
    run_until(app, Status.FINISHED)
    assert "**Finished** after 10 rounds" in texts(app.success)
    assert "on cpu" in texts(app.success)
    assert app.metric[0].value == "75\u00a0%"
    assert [metric.value for metric in app.metric[1:4]] == ["100\u00a0%"] * 3
    assert list(app.dataframe[-1].value["hospital"]) == ["A", "B", "C"]
    assert {table.proto.placeholder for table in app.dataframe} == {"–"}  # and not None


def test_a_hospital_that_failed_is_named_with_its_reason(open_page, engine):
    engine.failing = "B"
    engine.go.set()
    app = open_page()
    run_until(app, Status.FINISHED)
    assert "Hospital B failed in this round and was left out of the average: the disk is full" in texts(app.warning)
    assert list(app.dataframe[-1].value["status"]) == ["took part", "the disk is full", "took part"]
    assert "**Who took part** in which round" in texts(app.markdown)


def test_a_hospitals_name_is_no_markdown(open_page, engine):
    engine.failing = "*Oslo* 1_2_3"
    engine.go.set()
    app = open_page(hospitals="*Oslo* 1_2_3,B", excluded="*Oslo* 1_2_3=DME")
    run_until(app, Status.FINISHED)
    shown = r"\*Oslo\* 1\_2\_3"
    assert f"Hospital {shown} failed" in texts(app.warning)
    assert f"**{shown}**, " in texts(app.caption)
    assert app.metric[1].label == f"DME, which {shown} has never seen"


def test_a_private_run_shows_what_it_has_promised_so_far(open_page, engine):
    engine.epsilon, engine.delta = 0.62, 1 / 300
    engine.go.set()
    app = open_page(dp="central", noise_multiplier="1", model="resnet18")
    run_until(app, Status.FINISHED)
    card = app.metric[-1]
    assert (card.label, card.value, card.delta) == ("Privacy so far", "ε = 6.2", "δ = 0.0033")
    assert "a whole hospital" in card.help
    assert "Hospitals count equally in the average" in texts(app.caption)
    assert "with GroupNorm" in texts(app.caption)
    assert "may be right up to 100 of 100 times: practically nothing is promised" in texts(app.caption)


def test_without_noise_a_private_run_shows_no_number_and_a_plain_run_nothing(open_page, engine):
    engine.go.set()
    app = open_page(dp="central", noise_multiplier="0")
    run_until(app, Status.FINISHED)
    assert app.metric[-1].value == "no guarantee"
    assert "hides nobody" in texts(app.caption)
    app.selectbox(key="dp").select("none").run()
    run_until(app, Status.FINISHED)
    assert "Privacy so far" not in [metric.label for metric in app.metric]


def test_each_hospital_has_a_promise_of_its_own_at_record_level(open_page, engine):
    engine.epsilon, engine.delta = 2.0, 1e-5
    engine.go.set()
    app = open_page(dp="record", noise_multiplier="1", rounds="1")
    run_until(app, Status.FINISHED)
    assert list(app.dataframe[-1].value["privacy"]) == ["ε = 2"] * 3
    assert "equally" not in texts(app.caption)


def test_a_run_that_has_spent_its_budget_says_so_once(open_page, engine, monkeypatch):
    from fedsim.errors import BudgetSpent

    def spend(config, emit, should_stop):
        raise BudgetSpent("Stopped after round 7 of 20: another round would spend more than the budget.")

    monkeypatch.setattr("fedsim.runs.registry.get_engine", lambda name: spend)
    resources.registry.clear()
    app = open_page(dp="central", noise_multiplier="1")
    run_until(app, Status.STOPPED)
    assert texts(app.info).count("after") == 1
    assert "Stopped after round 7 of 20" in texts(app.info)


def test_a_failed_run_says_why(open_page, engine, monkeypatch):
    from fedsim.errors import FedsimError

    def fail(config, emit, should_stop):
        raise FedsimError("Hospital B's training loss became nan.")

    monkeypatch.setattr("fedsim.runs.registry.get_engine", lambda name: fail)
    resources.registry.clear()
    app = open_page()
    run_until(app, Status.FAILED)
    assert "Hospital B's training loss became nan." in texts(app.error)
    assert not app.exception


@pytest.mark.parametrize("baselines", ["none", "after"])
def test_of_many_hospitals_the_lines_are_drawn_and_it_is_said_which_are_named(open_page, engine, baselines: str):
    engine.go.set()
    app = open_page(hospitals="9", rounds="1", baselines=baselines)
    run_until(app, Status.FINISHED)
    assert [chart for chart in app.get("vega_lite_chart") if "ccuracy" in chart.proto.alt and "ound" in chart.proto.alt]
    assert Charts.MANY_LINES in texts(app.caption)


def test_a_link_with_settings_sets_the_controls(open_page):
    config = SimulationConfig(rounds=7, seed=5)
    app = open_page(**config.to_query())
    assert app.session_state["rounds"] == 7
    assert app.number_input(key="seed").value == 5


def test_what_a_link_leaves_out_is_the_default_and_not_the_quick_demos(open_page):
    assert open_page(rounds="7").session_state["baselines"] == SimulationConfig().baselines
    assert open_page().session_state["baselines"] == PRESETS["quick-demo"].baselines == "beside"


def test_a_broken_link_falls_back_to_the_quick_demo(open_page):
    app = open_page(rounds="many")
    assert not app.exception
    assert app.session_state["rounds"] == PRESETS["quick-demo"].rounds
