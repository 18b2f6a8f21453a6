"""A shared server as its visitors meet it: the password, whose run and upload it is, what the policy lets through."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tiny import write_tiny

from benchmarks.browser import open_browser, serve_app

pytestmark = pytest.mark.timeout(600)
PATIENCE_MS = 120_000
LONG = "?rounds=500&baselines=none"


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("app")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FEDSIM_SHARED", "yes")
        patch.setenv("FEDSIM_PASSWORD", "secret")
        with serve_app(folder / "home", folder / "log") as url:
            yield url


@pytest.fixture(scope="module")
def browser():
    with open_browser() as browser:
        yield browser


@pytest.fixture
def visit(app, browser):
    """Comes as somebody new, with the password, and opens an address; nobody's console tells of the policy."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def visit_(address: str = "", **how: object) -> Page:
        contexts.append(browser.new_context(viewport={"width": 1440, "height": 900}, **how))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda said: wrong.append(said.text) if "Security Policy" in said.text else None)
        page.goto(address if address.startswith("http") else f"{app}/{address}")
        page.get_by_label("Password").fill("secret")
        page.get_by_role("button", name="Enter").click()
        page.locator("h1").filter(has_text="hospital").wait_for()
        return page

    yield visit_
    for context in contexts:
        context.close()
    assert wrong == []


def test_who_does_not_know_the_password_learns_so(app, browser) -> None:
    page = browser.new_page()
    page.goto(app)
    page.get_by_label("Password").fill("a guess")
    page.get_by_role("button", name="Enter").click()
    expect(page.get_by_role("alert")).to_have_text("That is not the password. Try again.", timeout=PATIENCE_MS)
    page.close()


def test_others_watch_and_whoever_is_given_the_key_stops(visit) -> None:
    mine = visit(LONG)
    mine.get_by_role("button", name="Run the federation").click()
    mine.get_by_role("button", name="Invite").click()
    mine.locator("[data-testid=stPopoverBody] code").nth(1).wait_for()
    watching, stopping = mine.locator("[data-testid=stPopoverBody] code").all_inner_texts()
    mine.reload()
    mine.locator(".st-key-stop button").wait_for()  # the browser is known again

    stranger = visit()
    stranger.get_by_text("Other visitors: 1 run").wait_for()
    assert stranger.locator("[class*='st-key-standing'], [class*='st-key-queue-stop']").count() == 0
    watcher = visit(watching)
    watcher.get_by_text("You watch another visitor's run.").wait_for()
    assert watcher.locator(".st-key-stop, [class*='st-key-stop-'], [class*='st-key-queue-stop']").count() == 0

    helper = visit(stopping)
    assert "key=" not in helper.url
    helper.locator(".st-key-stop button").click()
    mine.get_by_text("Stopped after").first.wait_for()


def test_uploads_are_their_visitors_own_and_the_path_is_closed(visit, tmp_path: Path) -> None:
    file = write_tiny(tmp_path / "our scans.npz")
    page = visit("data")
    page.get_by_role("button", name="Your own images").click()
    assert page.get_by_label("Or the path").count() == 0
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Use these images").click()
    page.get_by_text("our_scans").first.wait_for()

    other = visit("data")
    other.get_by_role("button", name="Your own images").click()
    other.locator("input[type=file]").wait_for(state="attached")
    assert other.get_by_text("our_scans").count() == 0

    curious = visit(f"data?dataset={file}")
    curious.get_by_text("On this server a file is opened by its path only").wait_for()


def test_what_is_taken_away_and_made_larger_passes_the_policy(visit) -> None:
    page = visit("compare")
    page.goto(page.url.split("compare")[0])
    chart = page.locator("[data-testid=stVegaLiteChart]").first
    chart.wait_for()
    chart.hover()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download as PNG").first.click()
    assert coming.value.path().read_bytes().startswith(b"\x89PNG")
    page.get_by_role("button", name="Fullscreen").first.click()
    page.get_by_role("button", name="Close fullscreen").first.wait_for()
