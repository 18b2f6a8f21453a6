"""Whose numbers are shown: a result's header, what changed since, and what will happen before there is one."""

from dataclasses import replace

from fedsim.runs.state import Status
from fedsim.settings.config import SimulationConfig
from fedsim.ui.shared import resources
from tests.pages.test_simulate_page import run_until, shown_run, texts, wait_for


def shown_state(app):
    return resources.registry().store.get(shown_run(app))


def captions(app) -> str:
    return texts(app.caption).replace("\\", "")  # that keep Markdown away


def changed(app) -> str:
    return next((text.value for text in app.markdown if "Settings changed since this run" in text.value), "")


def test_a_result_carries_its_settings_and_says_when_the_controls_differ(open_page, engine):
    engine.go.set()
    app = open_page()
    run_until(app, Status.FINISHED)
    assert "3 hospitals: A without DME, B without DRUSEN, C without CNV" in captions(app)
    assert not changed(app)
    app.checkbox(key="sees-synthetic-oct-0-DME").check().run()
    assert "classes of Hospital A" in changed(app)
    assert "A without DME" in captions(app)  # still the run's own
    assert app.session_state["preset"] == "own"


def test_the_settings_of_the_run_are_brought_back(open_page, engine):
    engine.go.set()
    app = open_page()
    run_until(app, Status.FINISHED)
    app.checkbox(key="sees-synthetic-oct-0-DME").check()
    app.select_slider(key="rounds").set_value(20)
    app.text_input(key="name-1").input("Oslo").run()
    assert "rounds" in changed(app)
    app.button(key="bring-back").click().run()
    assert not changed(app)
    assert not app.checkbox(key="sees-synthetic-oct-0-DME").value
    assert app.select_slider(key="rounds").value == 10
    assert app.text_input(key="name-1").value == "B"
    assert app.session_state["preset"] == "quick-demo"


def test_a_setting_that_did_not_count_in_the_run_has_not_changed(open_page, engine):
    """Only a file or the command line sets one: on the page its control is out of sight."""
    engine.go.set()
    run_id = resources.registry().start(SimulationConfig(clip_norm=7.0))
    wait_for(lambda: resources.registry().store.get(run_id).status is Status.FINISHED)
    app = open_page(run=run_id)
    assert not app.exception
    assert not changed(app)


def test_run_again_runs_what_the_controls_say_now(open_page, engine):
    engine.go.set()
    app = open_page()
    run_until(app, Status.FINISHED)
    first = shown_run(app)
    app.select_slider(key="rounds").set_value(2).run()
    app.button(key="run-again").click().run()
    assert shown_run(app) != first
    wait_for(lambda: len(engine.configs) == 2)
    assert engine.configs[1].rounds == 2


def test_run_again_tells_of_an_exact_duplicate(open_page, engine):
    engine.go.set()
    app = open_page()
    run_until(app, Status.FINISHED)
    app.select_slider(key="rounds").set_value(2).run()
    engine.go.clear()
    live = resources.registry().start(replace(shown_state(app).config, rounds=2))
    app.button(key="run-again").click().run()
    assert not app.exception
    assert resources.registry().live() == [live]
    assert "exactly these settings" in texts(app.info)


def test_before_a_run_the_page_says_what_will_happen(open_page, engine):
    app = open_page()
    assert "## What will happen" in [text.value for text in app.markdown]
    assert "3 hospitals · 4,500 training images · 10 rounds" in texts(app.markdown)
    app.select_slider(key="samples_per_hospital").set_value(100).run()
    assert "300 training images" in texts(app.markdown)
    engine.go.set()
    run_until(app, Status.FINISHED)
    assert "## What will happen" not in [text.value for text in app.markdown]


def test_the_round_shown_is_the_latest_until_an_earlier_one_is_chosen(open_page, engine):
    app = open_page()
    app.button(key="run").click().run()
    run_id = shown_run(app)
    wait_for(lambda: resources.registry().store.get(run_id).rounds)
    app.run()
    slider = app.slider(key=f"round-{run_id}-live")
    assert (slider.value, slider.max) == (0, 10)
    engine.go.set()
    wait_for(lambda: resources.registry().store.get(run_id).status is Status.FINISHED)
    app.run()
    assert app.slider(key=f"round-{run_id}").value == 10
    app.slider(key=f"round-{run_id}").set_value(4).run()
    assert app.slider(key=f"round-{run_id}").value == 4


def test_of_twenty_hospitals_some_are_shown_and_the_others_can_be_chosen(open_page, engine):
    engine.go.set()
    names = ",".join("ABCDEFGHIJKLMNOPQRST")
    app = open_page(hospitals=names, excluded="A=DME", samples_per_hospital="50", rounds="1")
    run_until(app, Status.FINISHED)
    key = f"locals-{shown_run(app)}"
    assert app.multiselect(key=key).value == [0, 1, 2, 3]
    app.multiselect(key=key).set_value([19]).run()
    assert not app.exception
    assert "**T**" in texts(app.caption)
    assert "**A**" not in texts(app.caption)
