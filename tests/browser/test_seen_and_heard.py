"""What a walk through the app shows to weak eyes, says to a screen reader, and leaves in the server's log."""

import os
import re
from collections import Counter
from pathlib import Path

import pytest
from settling import settle

from benchmarks.browser import find_chromium, open_browser, serve_app

pytestmark = [
    pytest.mark.skipif(
        find_chromium() is None and not os.environ.get("CI"),
        reason="no Chromium or Chrome on this machine; in CI that is a failure",
    ),
    pytest.mark.timeout(900),
]

LOW_CONTRAST = (Path(__file__).parent / "low_contrast.js").read_text()
PAGES = {"": "Simulate", "compare": "Compare", "try_it": "Try it", "privacy": "Privacy", "data": "Data"}
SHORT = "samples_per_hospital=50&rounds=2&baselines=after"
CONTROL = re.compile(r'^\s*- (checkbox|textbox|slider|combobox|radio|spinbutton) "([^"]*)"', re.MULTILINE)
MARKDOWN = re.compile(r":[a-z]+\[|\*\*|\]\(")
OURS = re.compile(r"Traceback|Exception|Error:|fedsim|warn|upgrade", re.IGNORECASE)


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """The app after a run: its address with the run in it, a browser, the focus that Run left, and the log's path."""
    folder = tmp_path_factory.mktemp("walk")
    with serve_app(folder / "home", folder / "log") as url, open_browser() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{url}/?{SHORT}")
        button = page.get_by_role("button", name="Run the federation")
        button.wait_for(timeout=300_000)
        button.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**run=*", timeout=60_000)
        page.wait_for_timeout(2000)
        focused = page.evaluate("document.activeElement.closest('.st-key-run') !== null")
        page.get_by_text("Finished after").first.wait_for(timeout=300_000)
        settle(page)
        run = re.search(r"run=(\w+)", page.url).group(1)
        page.close()
        yield url, run, browser, focused, folder / "log"


@pytest.fixture(scope="module", params=PAGES)
def page(walked, request):
    url, run, browser, *_ = walked
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{url}/{request.param}?run={run}")
    page.locator("h1").first.wait_for(timeout=120_000)
    settle(page)
    page.path = request.param
    yield page
    page.close()


def test_focus_stays_on_run(walked) -> None:
    assert walked[3]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.wait_for_timeout(1500)  # colours fade into each other
    settle(page)
    assert page.evaluate(LOW_CONTRAST) == []


def test_every_page_has_one_heading_of_the_first_rank_and_a_title_of_its_own(page) -> None:
    assert page.locator("h1").count() == 1
    assert page.title() == f"{PAGES[page.path]} · fedsim"


def test_every_control_is_heard_by_a_name_of_its_own_and_without_markdown(page) -> None:
    heard = page.locator("body").aria_snapshot()
    names = CONTROL.findall(heard)
    assert [name for _, name in names if not name or MARKDOWN.search(name)] == []
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_the_log_holds_no_error_and_no_warning_of_ours(walked) -> None:
    log = re.sub(r"\x1b\[[0-9;]*m", "", walked[4].read_text())
    assert [line for line in log.splitlines() if OURS.search(line) and "GET /" not in line] == []
