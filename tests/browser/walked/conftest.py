"""One run, trained once, on whose pages all tests of this folder walk."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from all_pages import address
from playwright.sync_api import Browser, Page
from settling import settle

from benchmarks.browser import open_browser, serve_app

SHORT = "samples_per_hospital=50&rounds=2&baselines=after"
DESK = {"width": 1440, "height": 900}


@dataclass(frozen=True)
class Walk:
    """The app after a run.

    Attributes:
        url: the server's.
        run: the run's id.
        browser: to look at it with.
        kept_focus: whether Run had the focus after it was pressed.
        log: of the server.
    """

    url: str
    run: str
    browser: Browser
    kept_focus: bool
    log: Path

    def open(self, name: str, **options) -> Page:
        """A page of the app with the run on it, quiet; options are the browser's."""
        page = self.browser.new_page(**{"viewport": DESK, "reduced_motion": "reduce"} | options)
        chosen = f"&runs={self.run}" if name == "runs" else ""
        page.goto(f"{self.url}/{address(name)}?run={self.run}{chosen}")
        page.locator("h1").first.wait_for(timeout=120_000)
        settle(page)
        return page


@pytest.fixture(scope="package")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    folder = tmp_path_factory.mktemp("walk")
    with serve_app(folder / "home", folder / "log") as url, open_browser() as browser:
        page = browser.new_page(viewport=DESK)
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
        yield Walk(url, run, browser, focused, folder / "log")
