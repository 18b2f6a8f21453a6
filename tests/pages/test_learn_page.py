"""The Learn page: six figures, each with words, a source and a link that opens the app with its settings."""

import json
from urllib.parse import urlencode

import pytest
from shown import nodes

from fedsim.language import speaking
from fedsim.privacy.mechanisms import MECHANISMS
from fedsim.settings.config import SimulationConfig
from fedsim.settings.declared import settled
from fedsim.text.pages.learn import ABOUT, IDEAS, QUESTIONS, SOURCES, TITLES, sources
from fedsim.ui.learn.figures import FIGURES, in_brief


def parts(app) -> dict[str, dict]:
    """What each figure is mounted with."""
    protos = [node.proto for node in nodes(app._tree) if hasattr(getattr(node, "proto", None), "component_name")]
    return {data["figure"]: data for data in (json.loads(each.json) for each in protos)}


def test_each_figure_has_its_heading_its_idea_and_its_source(open_page) -> None:
    app = open_page(page="pages/learn.py")
    assert not app.exception
    assert [each.value for each in app.header] == list(TITLES.values())
    assert [*FIGURES] == [*TITLES] == [*IDEAS] == [*ABOUT] == [*SOURCES] == [*QUESTIONS] == [*parts(app)]
    said = [each.value for each in app.markdown]
    assert all(IDEAS[name] in said and any(sources(name) in each for each in said) for name in FIGURES)


def test_the_address_opens_it_at_a_figure_and_sets_nothing(open_page) -> None:
    app = open_page(page="pages/learn.py", figure="drift", rounds="7")
    assert [name for name, data in parts(app).items() if data["opens"]] == ["drift"]
    assert not app.warning
    assert app.session_state["rounds"] == 7
    assert not [name for name, data in parts(open_page(page="pages/learn.py")).items() if data["opens"]]


@pytest.mark.parametrize("name", FIGURES)
def test_a_link_says_all_that_its_settings_are(open_page, name: str) -> None:
    query = parts(open_page(page="pages/learn.py"))[name]["link"]["query"]
    assert query.pop("ask") == QUESTIONS[name]
    assert query == in_brief(FIGURES[name].config)
    assert settled(SimulationConfig.from_query(query)) == settled(FIGURES[name].config)
    assert len(urlencode(query)) < 200
    app = open_page(**query)
    assert not app.warning
    assert not app.exception


def test_noise_is_drawn_where_the_mechanisms_add_it(open_page) -> None:
    drawn = parts(open_page(page="pages/learn.py"))["places"]["noise_at"]
    assert drawn == {"central": "server", "local": "sending", "record": "training"}
    assert all(MECHANISMS[dp].noise_at.value == place for dp, place in drawn.items())


def test_a_link_keeps_the_language_that_was_chosen() -> None:
    with speaking("zh-Hans"):
        query = FIGURES["masks"].data("masks", "zh-Hans", opens=False)["link"]["query"]
        assert (query["lang"], query["ask"]) == ("zh-Hans", QUESTIONS["masks"])
