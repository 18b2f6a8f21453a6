"""Everything that starts a run asks first whether it can start, and what a click came to stays to be read."""

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from tiny import CLASSES, write_tiny

from fedsim.runs.state import RunState, Status
from fedsim.settings.config import SimulationConfig, start_hospitals
from fedsim.settings.presets import QUICK
from fedsim.ui.shared import resources, starting
from tests.pages.conftest import comes_below_the_title
from tests.pages.test_privacy_sweep import open_part, promising, wait_until_all_are_over
from tests.pages.test_verdict_panel import baselines

__all__ = ["baselines", "open_part", "promising"]
STARTERS = {
    "promise": [],
    "cost": ["sweep-run"],
    "clipping": ["run-again", "clipping-run"],
    "attack": ["attack-run"],
}
"""The buttons that start a run, by part of the Privacy page."""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return Path(write_tiny(tmp_path / "mine.npz"))


@pytest.fixture
def good(engine, baselines, mine: Path) -> RunState:
    """A run on a file of one's own, finished, with its verdict."""
    engine.go.set()
    baselines.go.set()
    run_id = resources.registry().start(on(mine))
    wait_until_all_are_over()
    return resources.registry().store.get(run_id)


def on(path: Path) -> SimulationConfig:
    hospitals = start_hospitals(3, CLASSES)
    return replace(QUICK, dataset=str(path), size=12, rounds=1, baselines="after", hospitals=hospitals)


def runs() -> list[RunState]:
    return resources.registry().store.latest(100)


def untick_all(app: AppTest, classes: tuple[str, ...]) -> AppTest:
    for cls in classes:
        app.session_state[f"sees-{app.session_state.dataset}-0-{cls}"] = False
    return app.run()


def is_grey(app: AppTest, key: str) -> bool:
    return app.button(key=key).disabled


def errors(app: AppTest) -> str:
    return "\n".join(error.value for error in app.error)


def told(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.caption, *app.warning, *app.error, *app.info])


def test_run_again_is_grey_where_run_is_and_says_why(open_page, good) -> None:
    app = open_page(run=good.id)
    untick_all(app, CLASSES)
    assert not app.exception
    assert is_grey(app, "run")
    assert is_grey(app, "run-again")
    assert "has no class left to learn from" in errors(app)
    assert app.button(key="run-again").help in told(app)
    app.session_state[f"sees-{good.config.dataset}-0-{CLASSES[0]}"] = True
    app.run()
    assert not is_grey(app, "run-again")


def test_what_is_wrong_with_every_hospital_is_said_once_wherever_it_is_said(open_page, good) -> None:
    app = open_page(run=good.id)
    app.select_slider(key="rounds").set_value(2).run()
    for key in [f"sees-{good.config.dataset}-{place}-{cls}" for place in range(3) for cls in CLASSES]:
        app.session_state[key] = False
    app.button(key="run").click().run()  # as it was drawn while it could start
    said = "Hospitals A, B and C have no class left to learn from; give each of them at least one."
    assert {error.value for error in app.error} == {said}
    assert app.button(key="run").disabled
    assert app.button(key="run-again").help == said


def test_run_again_turns_grey_with_the_last_tick_though_the_header_says_the_same(open_page, good) -> None:
    app = open_page(run=good.id)
    *others, last = (cls for cls in CLASSES if cls not in good.config.hospitals[0].excluded)
    for cls in others:
        app.checkbox(key=f"sees-{good.config.dataset}-0-{cls}").uncheck().run()
    assert not is_grey(app, "run-again")
    app.checkbox(key=f"sees-{good.config.dataset}-0-{last}").uncheck().run()
    assert is_grey(app, "run-again")


@pytest.mark.parametrize("part", STARTERS)
def test_no_part_of_the_privacy_page_starts_what_cannot_start(open_page, good, part: str) -> None:
    app = open_page(run=good.id)
    app.session_state["name-1"] = "A"  # the attack lets every hospital see every class, but not have another's name
    app = untick_all(app, CLASSES).switch_page("pages/privacy.py").run().run()
    app.segmented_control(key="privacy-part").set_value(part).run()
    assert not app.exception
    assert [key for key in STARTERS[part] if not is_grey(app, key)] == []
    assert "All of its runs are done" not in told(app)
    assert part == "promise" or "A" in errors(app)


def test_a_good_result_is_not_replaced_by_a_run_that_cannot_start(open_page, good, monkeypatch) -> None:
    """Though a button that was drawn before is pressed."""
    app = open_page(run=good.id, rounds="1")
    app.select_slider(key="rounds").set_value(2).run()
    for cls in CLASSES:
        app.session_state[f"sees-{good.config.dataset}-0-{cls}"] = False
    app.button(key="run-again").click().run()
    assert not app.exception
    assert [run.id for run in runs()] == [good.id]
    assert app.session_state.run_id == good.id


def test_settings_are_brought_back_though_the_images_are_gone(open_page, good, mine: Path) -> None:
    app = open_page(run=good.id)
    app.select_slider(key="rounds").set_value(5).run()
    mine.unlink()
    for page in ("pages/simulate.py", "pages/privacy.py"):
        app.switch_page(page).run().run()
        if page == "pages/privacy.py":
            app.segmented_control(key="privacy-part").set_value("clipping").run()
        app.button(key="keep-these").click().run()
        assert "can no longer be used" not in told(app)
        app.button(key="bring-back").click().run()
        assert not app.exception
        assert app.session_state.rounds == 1
        assert (app.session_state.dataset, app.session_state.size) == ("synthetic-oct", 28)
        assert "The images of mine.npz can no longer be used" in told(app)


def test_a_new_session_takes_the_settings_of_a_run_whose_images_are_gone(open_page, good, mine: Path) -> None:
    content = mine.read_bytes()
    mine.unlink()
    app = open_page(run=good.id)
    assert not app.exception
    assert app.session_state.rounds == 1
    assert "The images of mine.npz can no longer be used" in told(app)
    assert "There is no file" in told(app)
    app.button(key="bring-back").click().run()
    assert not app.exception
    mine.write_bytes(content)
    app.button(key="look-again").click().run()
    assert app.session_state.dataset == str(mine)
    seen = [[app.checkbox(key=f"sees-{mine}-{place}-{cls}").value for cls in CLASSES] for place in range(3)]
    assert seen == [[cls not in hospital.excluded for cls in CLASSES] for hospital in good.config.hospitals]


@pytest.mark.parametrize("page", ["pages/simulate.py", "pages/compare.py"])
def test_a_run_whose_images_are_gone_cannot_be_repeated_and_it_is_said_why(open_page, good, mine, page: str) -> None:
    app = open_page(page, run=good.id)
    assert not is_grey(app, "repeat")
    mine.unlink()
    app.button(key="repeat").click().run()  # as it was drawn while the file was there
    assert [run.id for run in runs()] == [good.id]
    assert is_grey(app, "repeat")
    assert "There is no file" in app.button(key="repeat").help
    assert app.button(key="repeat").help in told(app)


def test_a_file_that_goes_between_the_drawing_and_the_click_is_told(open_page, good, mine: Path) -> None:
    app = open_page(run=good.id)
    app.select_slider(key="rounds").set_value(2).run()
    for key in ("run", "run-again"):
        content = mine.read_bytes()
        mine.unlink()
        app.button(key=key).click().run()
        assert not app.exception
        assert "can no longer be used" in told(app)
        assert [run.id for run in runs()] == [good.id]
        mine.write_bytes(content)
        app.button(key="look-again").click().run()


def test_baselines_are_not_offered_for_images_that_are_gone(open_page, engine, mine: Path) -> None:
    engine.go.set()
    run_id = resources.registry().start(replace(on(mine), baselines="none"))
    wait_until_all_are_over()
    mine.unlink()
    app = open_page(run=run_id)
    assert is_grey(app, "add-baselines")
    app.switch_page("pages/compare.py").run().run()
    assert is_grey(app, "compare-add-baselines")
    assert "There is no file" in told(app)


def test_a_sweep_is_tried_again_after_a_run_of_it_failed(open_part, promising, monkeypatch) -> None:
    def fail(config, emit, should_stop):
        raise RuntimeError("no power")

    works = resources.registry()._engines
    monkeypatch.setattr(resources.registry(), "_engines", lambda name: fail)
    app = open_part("cost")
    app.button(key="sweep-run").click().run()
    wait_until_all_are_over()
    assert {run.status for run in runs()} == {Status.FAILED}
    app.run()
    assert "A run failed" in told(app)
    assert "All of its runs are done" not in told(app)
    monkeypatch.setattr(resources.registry(), "_engines", works)
    promising.go.set()
    app.button(key="sweep-run").click().run()
    wait_until_all_are_over()
    app.run()
    assert "A run failed" not in told(app)
    assert "All of its runs are done" in told(app)


def duplicate(open_part, promising) -> AppTest:
    """Clipping's button pressed for a run that there is already."""
    promising.go.set()
    shown = resources.registry().start(replace(QUICK, rounds=1))
    wait_until_all_are_over()
    promising.go.clear()
    resources.registry().start(replace(QUICK, rounds=1, lr=0.1))  # before it: the viewer stays
    app = open_part("clipping", run=shown)
    for _ in range(2):
        app.button(key="clipping-advised").click().run()
    assert "exactly these settings" in told(app)
    return app


def test_what_a_click_came_to_stays_though_its_place_is_redrawn(open_part, promising) -> None:
    app = duplicate(open_part, promising)
    for _ in range(3):
        assert "exactly these settings" in told(app.run())


def test_it_is_said_once_and_ends_with_another_page_with_time_and_with_what_it_says(
    open_part, promising, monkeypatch
) -> None:
    app = duplicate(open_part, promising)
    assert told(app).count("exactly these settings") == 1
    app.segmented_control(key="privacy-part").set_value("cost").run()
    app.segmented_control(key="privacy-part").set_value("clipping").run()
    assert "exactly these settings" not in told(app)
    app.button(key="clipping-advised").click().run()
    promising.go.set()
    wait_until_all_are_over()
    assert "exactly these settings" not in told(app.run())
    monkeypatch.setattr(starting, "SECONDS_TOLD", -1)
    promising.go.clear()
    resources.registry().start(replace(QUICK, rounds=1, lr=0.2))
    for _ in range(2):
        app.button(key="clipping-advised").click().run()
    assert len(resources.registry().live()) == 2
    assert "exactly these settings" not in told(app)


@pytest.mark.parametrize("page", ["pages/simulate.py", "pages/compare.py", "pages/privacy.py", "pages/data.py"])
def test_every_page_says_that_the_links_run_is_unknown_once(open_page, page: str) -> None:
    app = open_page(run="zzz")
    app = app if page == "pages/simulate.py" else app.switch_page(page)
    app.query_params["run"] = "zzz"
    app.run()
    assert told(app).count("There is no run “zzz” here") == 1
    assert comes_below_the_title(app, "There is no run “zzz” here")
