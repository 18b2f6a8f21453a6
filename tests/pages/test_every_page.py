"""Every page opens with what it is for, and where it has nothing to show it says what to do next."""

import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from all_pages import OF_SETTINGS
from streamlit.testing.v1 import AppTest

from fedsim.runs.made_now import today
from fedsim.runs.state import Status
from fedsim.settings.presets import QUICK
from fedsim.text.pages.kept import Page as Kept
from fedsim.ui.shared import resources

ROOT = Path(__file__).parents[2]
MODULES = {"runs": "kept"}
"""Where a page's words stand in a file of another name."""
NOT_HERE = {"dataset": "octmnist", "size": "64"}


def words(page: str) -> type:
    name = Path(page).stem
    return import_module(f"fedsim.text.pages.{MODULES.get(name, name)}").Page


def ways_on(app: AppTest) -> set[str]:
    """Pages that links lead to and buttons that can be pressed, below the heading of a page."""
    links = {link.proto.page for link in app.main.get("page_link")}
    return links | {button.key for button in app.main.button if not button.disabled}


def put(*statuses: Status) -> str:
    """A run that has gone through these without having told anything."""
    store, before = resources.registry().store, Status.QUEUED
    run_id = store.create(replace(QUICK, seed=3))
    store.sign(run_id, today("auto"))
    for status in statuses:
        store.turn(run_id, status, only_from=[before])
        before = status
    return run_id


def test_every_list_of_which_some_are_chosen_says_what_to_do_in_the_readers_language() -> None:
    """What a walk over the pages does not draw has its words, too: tests/helped.py has `unsaid` for what it does."""
    callers = [path for folder in ("fedsim", "pages") for path in (ROOT / folder).rglob("*.py")
               if ".multiselect(" in path.read_text("utf-8")]  # fmt: skip
    assert callers == [ROOT / "fedsim/ui/shared/controls.py"]


@pytest.mark.parametrize("page", OF_SETTINGS)
def test_a_page_opens_with_its_name_and_what_it_is_for(open_page, page: str) -> None:
    app = open_page(page, run="zzz")
    drawn = [*app.main]
    (at,) = [place for place, each in enumerate(drawn) if each.type == "title"]
    purpose = drawn[at + 1]
    assert purpose.is_caption
    assert purpose.value == words(page).PURPOSE
    assert re.fullmatch(r"[A-Z][^.!?]*\.", purpose.value)
    assert len(purpose.value.split()) <= 15
    assert "There is no run “zzz” here" in app.warning[0].value


@pytest.mark.parametrize(
    ("page", "way"),
    [
        ("simulate", "run"),
        ("simulate", "present"),
        ("compare", "simulate"),
        ("try_it", "simulate"),
        ("runs", "simulate"),
        ("scenarios", "scenario-run-uneven"),
        ("explore", "ladder-find-run"),
        ("data", "simulate"),
    ],
)
def test_before_any_run_a_page_leads_on(open_page, page: str, way: str) -> None:
    assert way in ways_on(open_page(f"pages/{page}.py"))


@pytest.mark.parametrize(
    ("page", "part", "way"),
    [
        ("simulate", {}, "data"),
        ("data", {}, "download"),
        ("explore", {"explore-part": "sweep"}, "data"),
        ("explore", {"explore-part": "grid"}, "data"),
        ("privacy", {"privacy-part": "promise"}, "data"),
        ("privacy", {"privacy-part": "cost"}, "data"),
        ("privacy", {"privacy-part": "attack"}, "data"),
    ],
)
def test_where_images_are_not_here_a_page_leads_to_them(open_page, page: str, part: dict[str, str], way: str) -> None:
    app = open_page(f"pages/{page}.py", **NOT_HERE, dp="record", noise_multiplier="1")
    for key, value in part.items():
        app.button_group(key=key).set_value(value).run()
    assert not app.exception
    assert way in ways_on(app)


@pytest.mark.parametrize(
    ("page", "statuses", "way"),
    [
        ("simulate", [Status.RUNNING, Status.FAILED], "run"),
        ("compare", [Status.RUNNING, Status.FAILED], "simulate"),
        ("try_it", [Status.RUNNING, Status.FAILED], "tried-again"),
        ("simulate", [], "stop"),
        ("compare", [], "stop"),
        ("try_it", [], "stop"),
    ],
)
def test_where_a_run_waits_or_failed_a_page_leads_on(open_page, page: str, statuses: list[Status], way: str) -> None:
    app = open_page(f"pages/{page}.py", run=put(*statuses))
    assert not app.exception
    assert way in ways_on(app)


def test_a_search_that_finds_nothing_is_undone_by_a_button(open_page) -> None:
    put(Status.RUNNING, Status.FAILED)
    app = open_page("pages/runs.py")
    app.button_group(key="kept-which").set_value("starred").run()
    app.text_input(key="kept-search").set_value("zzz").run()
    assert app.info[0].value == Kept.NONE_FOUND
    app.button(key="kept-show-all").click().run()
    assert not app.exception
    assert [len(table.value) for table in app.dataframe] == [1]
