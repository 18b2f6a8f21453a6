"""The queue in sight from every page, and what is said of runs that a page does not show."""

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

import fedsim.runs.experiment  # noqa: F401 - runs start before the first page here: both would import PyTorch at once
from fedsim.runs import access
from fedsim.runs.state import Purpose, Status
from fedsim.runs.store import Store
from fedsim.settings.presets import QUICK
from fedsim.ui.shared import resources

PAGES = ("pages/simulate.py", "pages/compare.py")


def keys(app: AppTest) -> set[str]:
    return {button.key for button in app.button}


def told(elements) -> str:
    return "\n".join(str(element.value) for element in elements).replace("\\", "")


def bars(app: AppTest) -> list[str]:
    return [bar.proto.text for bar in app.sidebar.get("progress")]


def links(app: AppTest, place: AppTest | None = None) -> dict[str, str]:
    found = (place or app).get("page_link")
    return {link.proto.label.replace("\\", ""): link.proto.query_string for link in found}


def wait_for(run_id: str, *statuses: Status) -> None:
    for _ in range(1000):
        if resources.registry().store.get(run_id).status in statuses:
            return
        threading.Event().wait(0.02)
    raise AssertionError("it did not happen")


def a_finished_run(engine, config=QUICK) -> str:
    engine.go.set()
    run_id = resources.registry().start(config)
    wait_for(run_id, Status.FINISHED)
    engine.go.clear()
    return run_id


def test_what_runs_and_waits_is_in_sight(open_page, engine) -> None:
    """On the other pages too, which only a browser shows: AppTest runs them without app.py."""
    running = resources.registry().start(QUICK)
    waiting = resources.registry().start(replace(QUICK, seed=7))
    wait_for(running, Status.RUNNING)
    app = open_page()
    assert not app.exception
    assert {f"queue-stop-{running}", f"queue-stop-{waiting}"} <= keys(app)
    shown = links(app, app.sidebar)
    assert f"run={waiting}" in next(query for label, query in shown.items() if label.endswith("seed 7"))
    assert "Waiting: 1 run ahead of this one." in told(app.sidebar.caption)
    assert len(bars(app)) == 1
    app.button(key=f"queue-stop-{waiting}").click().run()
    assert resources.registry().live() == [running]


def test_without_runs_there_is_no_queue(open_page) -> None:
    app = open_page()
    assert not any(str(key).startswith("queue-stop") for key in keys(app))
    assert "Queue" not in told(app.sidebar.markdown)


def test_runs_that_were_asked_for_together_are_one_line(open_page, engine) -> None:
    own = resources.registry().start(QUICK)
    batch = resources.registry().start_all([replace(QUICK, seed=seed) for seed in (0, 1, 2, 3)], Purpose.REPEAT)
    app = open_page()
    assert "0 of 3 runs are done · waiting for another run to end" in bars(app)
    assert "Repeats with other seeds" in links(app, app.sidebar)
    app.button(key=f"queue-stop-{batch}").click().run()
    assert resources.registry().live() == [own]


def test_an_exact_duplicate_is_told_of_with_a_link(open_page, engine) -> None:
    app = open_page()
    app.button(key="run").click().run()
    (first,) = resources.registry().live()
    wait_for(first, Status.RUNNING)
    app.button(key="run").click().run()
    assert not app.exception
    assert resources.registry().live() == [first]
    assert "A run with exactly these settings is running already" in told(app.info)
    assert f"run={first}" in links(app)["Show that run"]


@pytest.mark.parametrize("page", PAGES)
def test_who_opens_the_app_again_is_offered_the_last_run(open_page, engine, page: str) -> None:
    run_id = a_finished_run(engine)
    a_finished_run(engine, replace(QUICK, seed=5))
    last = a_finished_run(engine, replace(QUICK, seed=3))
    resources.registry().start_all([replace(QUICK, seed=9)], Purpose.SWEEP)
    resources.registry().stop_all(resources.registry().live())
    for live in resources.registry().live():
        wait_for(live, Status.STOPPED)
    app = open_page(page)
    assert "run" not in app.query_params
    assert "Last run" in told(app.caption)
    assert "seed 3: finished just now, 75 % right" in told(app.caption)
    app.button(key="show-last-run").click().run()
    assert not app.exception
    assert app.query_params["run"] in (last, [last])
    assert "show-last-run" not in keys(app)
    assert run_id != last


def test_a_first_visitor_is_offered_no_last_run(open_page) -> None:
    assert "show-last-run" not in keys(open_page())


@pytest.mark.parametrize("page", PAGES)
def test_a_link_to_an_unknown_run_says_so_and_shows_no_other_in_its_place(open_page, engine, page: str) -> None:
    a_finished_run(engine)
    live = resources.registry().start(replace(QUICK, seed=1))
    wait_for(live, Status.RUNNING)
    app = open_page(run="zzz")
    if page != PAGES[0]:
        app = app.switch_page(page)
        app.query_params["run"] = "zzz"
        app.run()
    assert not app.exception
    assert "There is no run “zzz” here" in told(app.warning)
    assert "stop" not in keys(app)
    app.button(key="show-last-run").click().run()
    assert "There is no run" not in told(app.warning)
    assert app.query_params["run"] in (live, [live])


def test_a_run_that_cannot_be_read_is_told_from_one_that_is_not_there(open_page, engine, tmp_path) -> None:
    path = tmp_path / "fedsim.sqlite"
    run_id = a_finished_run(engine)
    resources.registry.clear()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE run SET config = '{'")
    app = open_page(run=run_id)
    assert f"Run “{run_id}” is kept here but cannot be read" in told(app.warning)
    assert f"Run {run_id} of the database cannot be read, and is left out." in told(app.caption)


@pytest.mark.parametrize("page", PAGES)
def test_a_database_in_trouble_is_told_of_until_it_is_mended(open_page, engine, monkeypatch, tmp_path, page) -> None:
    path = tmp_path / "folder" / "fedsim.sqlite"
    (tmp_path / "folder").write_text("in the way")
    monkeypatch.setattr(access, "RETRY_SECONDS", 0.0)
    monkeypatch.setattr(resources, "open_store", lambda: Store(path))
    resources.registry.clear()
    app = open_page()
    if page != PAGES[0]:
        app.switch_page(page).run()
    (line,) = [warning.value for warning in app.warning if "tries again by itself" in warning.value]
    assert str(path) in line.replace("\\", "")
    assert "Earlier runs cannot be shown, and new ones are kept in memory for now." in line
    if page != PAGES[0]:
        return
    app.button(key="run").click().run()
    assert not app.exception
    assert len(resources.registry().live()) == 1
    (tmp_path / "folder").unlink()
    app.run()  # it looks again, and what waits is written in a while
    resources.registry().store._renew_once()
    app.run()
    assert "tries again by itself" not in told(app.warning)


def test_runs_that_wait_change_places(open_page, engine) -> None:
    registry = resources.registry()
    running, first, second = (registry.start(replace(QUICK, seed=seed)) for seed in range(3))
    wait_for(running, Status.RUNNING)
    app = open_page()
    assert not app.exception
    assert f"queue-up-{running}" not in keys(app)
    assert app.button(key=f"queue-up-{first}").disabled
    assert app.button(key=f"queue-down-{second}").disabled
    app.button(key=f"queue-up-{second}").click().run()
    assert registry.live() == [running, second, first]
    app = open_page()
    assert app.button(key=f"queue-up-{second}").disabled
    app.button(key=f"queue-down-{second}").click().run()
    assert registry.live() == [running, first, second]
