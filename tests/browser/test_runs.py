"""The Runs page in a real browser: a run is made, found, named, handed over, deleted, taken back and opened."""

import shutil

import pytest
from playwright.sync_api import expect

from benchmarks.browser import open_browser, serve_app

pytestmark = pytest.mark.timeout(600)


def tick_first(page, then: str = "1 run is chosen") -> None:
    """The table is a canvas: a click on its first row's box, after which the page says so."""
    table = page.locator("[data-testid=stDataFrame]")
    table.wait_for()
    page.wait_for_timeout(1500)
    box = table.bounding_box()
    page.mouse.click(box["x"] + 18, box["y"] + 35 + 17)
    page.get_by_text(then).wait_for()


def hand_over_and_in(page, folder) -> None:
    """A file that cannot be made says why, where its button is; one that can is known when it is taken in again."""
    page.locator(".st-key-kept-download button").first.click()
    shutil.rmtree(folder / "home" / "models")
    page.get_by_role("button", name="Model with its card").click()
    page.get_by_text("The file could not be made. The model of run").wait_for()
    with page.expect_download() as results:
        page.get_by_role("button", name="Results, all that was measured").click()
    results.value.save_as(folder / "results.json")
    (folder / "other.json").write_text("[]", "utf-8")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Take results in").click()
    page.locator("input[type=file]").set_input_files([folder / "results.json", folder / "other.json"])
    page.get_by_text("results.json: That run is kept already").wait_for()
    page.get_by_text("other.json is no results file").wait_for()
    page.keyboard.press("Escape")


def test_a_run_is_found_named_deleted_taken_back_and_opened(tmp_path) -> None:
    with serve_app(tmp_path / "home", tmp_path / "log") as url, open_browser() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{url}/?dataset=digits&rounds=1&baselines=none")
        page.get_by_role("button", name="Run the federation").click(timeout=120_000)
        page.get_by_text("Finished").first.wait_for(timeout=120_000)
        page.locator("[data-testid=stSidebarNavLink]", has_text="Runs").click()
        tick_first(page)
        page.get_by_role("textbox", name="Name").fill("For <b>Monday</b>")
        page.get_by_role("button", name="Save").click()
        page.get_by_text("Saved.").first.wait_for()  # on a busy machine a form is sent a moment after the click
        hand_over_and_in(page, tmp_path)
        page.locator(".st-key-kept-delete button").first.click()
        page.get_by_text("1 run is deleted.").wait_for()
        page.locator(".st-key-kept-undo button").first.click()
        tick_first(page)
        expect(page.get_by_role("textbox", name="Name")).to_have_value(
            "For <b>Monday</b>"
        )  # a moment after it is drawn
        page.wait_for_url("**/runs?runs=*")
        elsewhere = browser.new_page(viewport={"width": 1440, "height": 900})
        elsewhere.goto(page.url)
        elsewhere.get_by_text("1 run is chosen").wait_for()
        expect(elsewhere.get_by_role("textbox", name="Name")).to_have_value("For <b>Monday</b>")
        tick_first(elsewhere, "Tick a run at its left")
        elsewhere.wait_for_url("**/runs")
        page.locator(".st-key-kept-actions a", has_text="Open").click()
        page.locator("[data-testid=stSidebarNavLink][aria-current=page]", has_text="Simulate").wait_for()
        page.get_by_text("Finished").first.wait_for()
