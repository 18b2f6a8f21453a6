"""A link is a run: what it says is set, offered where it is kept, and may hide controls and ask a question."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from fedsim.runs.made_now import today
from fedsim.settings.lesson import Lesson
from fedsim.settings.presets import QUICK
from fedsim.ui.shared.resources import registry
from fedsim.ui.simulate.copy_link import address
from tests.keeping import kept

HOSTILE = '<img src=x onerror="alert(1)"> [a](http://b) :material/bolt:'


def codes(app) -> list[str]:
    return [each.value for each in app.code]


def query_of(link: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query, keep_blank_values=True).items()}


def test_a_copied_link_opens_with_the_very_settings(open_page) -> None:
    app = open_page(dataset="digits", rounds="7", seed="5", presence="B=rounds:1:5:2-3", strategy="scaffold")
    (link,) = codes(app)
    assert query_of(link)["seed"] == "5"
    again = open_page(**query_of(link))
    assert not again.warning
    assert codes(again) == [link]


def test_a_run_that_is_kept_is_offered_and_shown(open_page) -> None:
    config = replace(QUICK, rounds=1, seed=3)
    app = open_page(**config.to_query())
    assert not [each for each in app.button if each.key == "show-kept-run"]
    run_id = kept(seed=3, **{name: getattr(QUICK, name) for name in ("dataset", "hospitals", "samples_per_hospital")},
                  lr=QUICK.lr, baselines=QUICK.baselines)  # fmt: skip
    app = open_page(**registry().store.get(run_id).config.to_query())
    assert any("made by another version" in each.value for each in app.caption)
    assert not [each for each in app.code if each.value == "True"], "nothing is drawn by the way"
    registry().store.sign(run_id, today(QUICK.device))
    app.run()
    assert not any("made by another version" in each.value for each in app.caption)
    app.button(key="show-kept-run").click().run()
    assert app.query_params["run"] == run_id
    other = open_page(**replace(registry().store.get(run_id).config, rounds=2).to_query())
    assert not [each for each in other.button if each.key == "show-kept-run"]


def test_a_lesson_hides_controls_asks_and_lets_out(open_page) -> None:
    lesson = Lesson(("preset", "dataset", "strategy", "dp", "kinds", "each", "advanced"), HOSTILE)
    app = open_page(rounds="7", strategy="fedprox", **lesson.to_query())
    assert not app.exception
    drawn = {each.key for each in (*app.selectbox, *app.expander)}
    assert not drawn & {"preset", "dataset", "strategy", "dp", "mu"}
    assert any("Question:" in each.value and "\\<img" in each.value for each in app.markdown)
    assert app.session_state["strategy"] == "fedprox"
    app.button(key="lesson-over").click().run()
    assert {"preset", "dataset", "strategy", "dp"} <= {each.key for each in app.selectbox}
    assert any("Question:" in each.value for each in app.markdown)


def test_a_lesson_that_was_followed_is_handed_on(open_page) -> None:
    lesson = Lesson(("dp", "advanced"), "Why?")
    app = open_page(rounds="7", **lesson.to_query())
    (link,) = codes(app)
    assert (query_of(link)["hide"], query_of(link)["ask"]) == ("dp,advanced", "Why?")


def test_a_lesson_goes_on_with_the_run_that_it_starts(open_page, engine) -> None:
    engine.go.set()
    app = open_page(rounds="7", **Lesson(("dp",), "Why?").to_query())
    app.button(key="run").click().run()
    query = {name: app.query_params[name] for name in ("run", "hide", "ask")}
    assert (query["hide"], query["ask"]) == ("dp", "Why?")
    again = open_page(**query)
    assert "dp" not in {each.key for each in again.selectbox}
    assert not again.warning


def test_a_run_under_way_that_is_not_the_links_says_so(open_page, engine) -> None:
    live = registry().start(replace(QUICK, seed=7), None)
    said = "The run below is under way, and is not of this link"
    other = open_page(seed="8", ask="Why?")
    assert any(said in each.value for each in other.warning)
    assert other.query_params["run"] == live
    same = open_page(**replace(QUICK, seed=7).to_query())
    assert not any(said in each.value for each in same.warning)
    engine.go.set()


def test_a_damaged_lesson_gives_one_sentence(open_page) -> None:
    app = open_page(rounds="7", hide="everything")
    assert len(app.warning) == 1
    assert "everything cannot be hidden" in app.warning[0].value
    assert {"preset", "strategy"} <= {each.key for each in app.selectbox}


def test_an_address_says_every_setting() -> None:
    link = address(QUICK, Lesson())
    assert {"seed", "rounds", "dataset", "excluded", "presence"} <= query_of(link).keys()
