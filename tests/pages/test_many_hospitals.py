"""The Simulate page with a hundred hospitals: those that are alike share a row."""

from dataclasses import replace

import pytest

from fedsim.settings.adversary import SignFlip
from fedsim.settings.config import Hospital, SimulationConfig, default_names
from fedsim.settings.participation import Sampled
from fedsim.settings.shift import Blur
from fedsim.ui.shared import resources, rows
from tests.pages.test_simulate_page import wait_for

SEES = "sees-synthetic-oct-{row}-DME"


def config(number: int = 100) -> SimulationConfig:
    """Thirty have never seen DME, among them one that cheats; a blurred one is last."""
    names = default_names(number)
    hospitals = [Hospital(name, ("DME",) if place < 30 else ()) for place, name in enumerate(names)]
    hospitals[6] = replace(hospitals[6], adversary=SignFlip())
    hospitals[-1] = replace(hospitals[-1], shift=Blur(sigma=2.0))
    return SimulationConfig(hospitals=tuple(hospitals), participation=Sampled(fraction=0.05), rounds=2)


@pytest.fixture
def many(open_page):
    return open_page(**config().to_query())


def settings(app) -> SimulationConfig:
    """What the page's controls say."""
    return app.session_state["settings_now"]


def titles(app) -> list[str]:
    return [each.value.strip("*") for each in app.main.markdown if each.value.startswith("**Hospital ")]


def number_of(app, row: int):
    return app.number_input(key=f"number-{row}")


def test_a_link_of_a_hundred_hospitals_comes_to_the_very_same_settings(many):
    assert not many.exception
    assert settings(many) == config()


def test_hospitals_that_are_alike_share_a_row(many):
    assert titles(many) == ["Hospital A and 28 more", "Hospital AE and 68 more"]
    assert [many.text_input(key=f"name-{row}").value for row in (1, 3)] == ["G", "CV"]
    assert [number_of(many, row).value for row in range(4)] == [29, 1, 69, 1]
    assert [many.checkbox(key=SEES.format(row=row)).value for row in range(4)] == [False, False, True, True]
    assert len(many.checkbox) < 30


def test_a_tick_is_for_all_of_a_row(many):
    many.checkbox(key=SEES.format(row=0)).check().run()
    assert [each.name for each in settings(many).hospitals if each.excluded] == ["G"]


def test_one_that_is_set_apart_has_a_name_and_ticks_of_its_own(many):
    many.button(key="apart-0").click().run()
    assert settings(many) == config()
    assert [number_of(many, row).value for row in (0, 4)] == [28, 1]
    many.text_input(key="name-4").set_value("Oslo").run()
    many.checkbox(key=SEES.format(row=4)).check().run()
    changed = {place: each for place, each in enumerate(settings(many).hospitals) if each != config().hospitals[place]}
    assert changed == {29: Hospital("Oslo")}


def test_a_rows_number_takes_its_last_hospitals_and_adds_new_ones_at_the_end(many):
    number_of(many, 0).set_value(27).run()
    assert many.select_slider(key="num_hospitals").value == 98
    assert [each.name for each in settings(many).hospitals] == [
        name for name in config().hospital_names if name not in ("AC", "AD")
    ]
    number_of(many, 2).set_value(71).run()
    *_, last, first_new, second_new = settings(many).hospitals
    assert (last.name, first_new.name, second_new.name) == ("CV", "AC", "AD")
    assert first_new.excluded == ()


def test_a_row_that_has_nobody_any_more_is_gone(many):
    number_of(many, 1).set_value(0).run()
    assert len(settings(many).hospitals) == 99
    assert all(each.adversary == Hospital("").adversary for each in settings(many).hospitals)
    assert len(many.session_state["rows"]) == 3


def test_the_slider_goes_to_a_thousand_and_back(open_page):
    app = open_page()
    three = settings(app).hospitals
    app.select_slider(key="num_hospitals").set_value(1000).run()
    assert not app.exception
    assert len(settings(app).hospitals) == 1000
    assert settings(app).hospitals[:3] == three
    assert titles(app) == ["Hospital A and 333 more", "Hospital B and 332 more", "Hospital C and 332 more"]
    app.select_slider(key="num_hospitals").set_value(3).run()
    assert settings(app).hospitals == three
    assert [app.text_input(key=f"name-{row}").value for row in range(3)] == ["A", "B", "C"]


def test_what_a_row_has_of_its_own_is_for_all_of_it(many):
    many.multiselect(key="shift").set_value([0, 3]).run()
    shifted = {each.name for each in settings(many).hospitals if each.shift.kind != "none"}
    assert shifted == {each.name for each in config().hospitals if each.excluded and each.name != "G"} | {"CV"}


def test_kinds_beyond_those_that_are_shown_stay_what_they_are(open_page):
    names = default_names(rows.MOST_ROWS + 20)
    hospitals = tuple(Hospital(name, shift=Blur(sigma=0.5 + place / 50)) for place, name in enumerate(names))
    app = open_page(**SimulationConfig(hospitals=hospitals).to_query())
    assert settings(app).hospitals == hospitals
    assert "20 more hospitals of 20 other kinds" in " ".join(each.value for each in app.caption)


def test_undo_brings_the_rows_back(many):
    number_of(many, 0).set_value(10).run()
    assert len(settings(many).hospitals) == 81
    many.button(key="undo").click().run()
    assert settings(many) == config()


def test_a_run_of_many_is_drawn_as_bands_piles_and_a_sample(many, engine):
    engine.go.set()
    many.button(key="run").click().run()
    run_id = many.query_params["run"][0] if isinstance(many.query_params["run"], list) else many.query_params["run"]
    wait_for(lambda: not resources.registry().store.get(run_id).status.live)
    many.run()
    assert not many.exception
    assert engine.configs[0].hospitals == config().hospitals
    captions = " ".join(each.value for each in many.caption)
    assert "from the lowest to the highest hospital" in captions
    assert "shown are four of them" in captions
    assert not [each for each in many.multiselect if each.label.startswith("Hospitals shown")]
    for page in ("compare", "privacy", "data", "explore"):
        many.switch_page(f"pages/{page}.py").run()
        assert not many.exception
