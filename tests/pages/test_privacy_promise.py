"""Choosing where the noise goes, on the Simulate page and on the Privacy page, and what is promised for it."""

from dataclasses import replace

import pytest
from screen import ScreenState

from fedsim.settings.config import CHOICES, SimulationConfig
from fedsim.settings.presets import QUICK
from fedsim.text.pages.privacy.promise import PICTURES as SAYS
from fedsim.text.presets import STORIES
from fedsim.text.promise import not_covered
from fedsim.text.settings import DP_TITLES as TITLES
from fedsim.ui.privacy.noise_picture import picture
from fedsim.ui.shared import session

PRIVATE = SimulationConfig(dp="central", noise_multiplier=1.0)


def texts(elements) -> str:
    return " ".join(str(element.value) for element in elements)


def keys(app) -> set[str]:
    return {element.key for kind in ("select_slider", "button_group") for element in app.get(kind)}


def settings(app, monkeypatch) -> SimulationConfig:
    """What the page would run."""
    monkeypatch.setattr(session.st, "session_state", ScreenState(app))
    return session.get_settings()


def choose(app, dp: str):
    return app.selectbox(key="dp").select(dp).run()


def test_without_privacy_there_is_no_noise_to_set(open_page):
    app = open_page()
    assert not keys(app) & {"noise_multiplier", "noise_by", "target_epsilon", "clip_norm", "delta"}


def test_choosing_privacy_brings_noise_and_going_back_takes_it_away(open_page, monkeypatch):
    app = choose(open_page(), "central")
    assert app.select_slider(key="noise_multiplier").value > 0
    app.select_slider(key="noise_multiplier").set_value(0.3).run()
    with monkeypatch.context() as patch:
        assert settings(app, patch).noise_multiplier == 0.3
    app = choose(app, "none")
    assert not app.exception
    with monkeypatch.context() as patch:
        assert settings(app, patch) == QUICK
    app = choose(app, "local")
    assert app.select_slider(key="noise_multiplier").value == 0.3


def test_a_budget_stands_in_for_the_noise_and_says_how_much_it_takes(open_page, monkeypatch):
    app = choose(open_page(), "central")
    app.segmented_control(key="noise_by").set_value(session.BUDGET).run()
    assert "noise_multiplier" not in keys(app)
    assert "noise multiplier of **1.299**" in texts(app.caption)
    with monkeypatch.context() as patch:
        config = settings(app, patch)
    assert (config.noise_multiplier, config.target_epsilon) == (0.0, 10.0)
    assert choose(app, "none") is app
    with monkeypatch.context() as patch:
        assert settings(app, patch).validate() == []


def test_a_link_with_a_budget_opens_with_it(open_page):
    config = replace(PRIVATE, noise_multiplier=0.0, target_epsilon=4.0, delta=1e-3)
    app = open_page(**config.to_query())
    assert app.select_slider(key="target_epsilon").value == 4.0
    assert app.select_slider(key="delta").value == 1e-3
    assert "noise_multiplier" not in keys(app)


def test_the_preset_with_noise_sets_it_and_tells_its_story(open_page):
    app = open_page()
    app.selectbox(key="preset").select("privacy-noise").run()
    assert app.select_slider(key="noise_multiplier").value == 0.03
    assert STORIES["privacy-noise"] in texts(app.caption)


def test_what_cannot_be_had_together_is_not_offered_and_says_why(open_page):
    app = open_page()
    assert app.selectbox(key="weights").options == ["Random"]
    app.selectbox(key="model").select("resnet18").run()
    app.selectbox(key="weights").select("imagenet").run()
    assert app.selectbox(key="dp").options == ["None"]
    assert "rules out" in texts(app.caption)
    app.selectbox(key="weights").select("none").run()
    app = choose(app, "record")
    assert app.selectbox(key="weights").options == ["Random"]
    assert "GroupNorm" in texts(app.caption)
    assert not app.exception


def test_a_model_without_imagenet_weights_starts_from_random_ones(open_page):
    app = open_page(model="resnet18", weights="imagenet")
    app.selectbox(key="model").select("cnn").run()
    assert app.session_state["weights"] == "none"


def test_a_delta_that_promises_nothing_is_warned_of(open_page):
    app = open_page(dp="central", noise_multiplier="1", delta="0.5")
    assert "promises nothing to 3 members" in texts(app.warning)


@pytest.mark.parametrize("dp", CHOICES["dp"])
def test_every_choice_has_a_title_a_sentence_and_a_picture_of_its_own(dp):
    assert dp in TITLES
    names = ("North", "South <1>", "East", "West")
    drawn = picture(dp, "#123456", names)
    assert all(name in drawn for name in ("North", "South &lt;1&gt;", "2 more"))
    assert SAYS[dp] in drawn
    assert all(picture(other, "#123456", names) != drawn for other in CHOICES["dp"] if other != dp)
    assert ("adds noise</text>" in drawn) is (dp != "none")


def test_the_promise_is_for_the_settings_on_the_screen(open_page):
    app = open_page("pages/privacy.py", dp="central", noise_multiplier="1", rounds="10")
    assert not app.exception
    assert app.metric[0].value == "ε = 14.3"
    assert app.metric[1].value == "a whole hospital"
    assert "Practically nothing is promised" in texts(app.warning)
    assert list(app.table[0].value.index) == ["3", "10", "100", "1,000"]
    app.select_slider(key="noise_multiplier").set_value(3.0).run()
    assert app.metric[0].value == "ε = 3.37"
    assert "at most 97 of 100 times" in texts(app.info)
    app.select_slider(key="noise_multiplier").set_value(10.0).run()
    assert "at most 69 of 100 times" in texts(app.success)


@pytest.mark.parametrize("query", [{}, {"dp": "central", "noise_multiplier": "0"}])
def test_without_noise_there_is_no_guarantee_and_no_number(open_page, query):
    app = open_page("pages/privacy.py", **query)
    assert not app.exception
    assert app.metric[0].value == "no guarantee"
    assert "ε = 10" not in app.metric[0].delta
    assert not app.table


def test_one_click_protects_one_patient_instead(open_page):
    app = open_page("pages/privacy.py", dp="central", noise_multiplier="0.03")
    assert "nearly hopeless" in texts(app.markdown)
    app.button(key="record-level").click().run()
    assert not app.exception
    assert app.session_state["dp"] == "record"
    assert app.metric[1].value == "one image"
    assert list(app.table[0].value.index) == ["A", "B", "C"]
    assert list(app.table[0].value["Images"]) == ["1,500"] * 3


def test_the_choice_is_one_and_the_same_on_both_pages(open_page):
    app = choose(open_page("pages/privacy.py"), "local")
    app.select_slider(key="noise_multiplier").set_value(3.0).run()
    app.switch_page("pages/simulate.py").run()
    assert app.selectbox(key="dp").value == "local"
    assert app.select_slider(key="noise_multiplier").value == 3.0


def test_what_is_not_covered_is_said(open_page):
    app = open_page("pages/privacy.py")
    assert not_covered()[0][:40] in texts(app.markdown)
