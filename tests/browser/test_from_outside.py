"""What comes from outside asks nothing of any other server, and the browser runs nothing but what is the app's own."""

import re
import urllib.request
from urllib.parse import urlencode

import pytest
from settling import settle
from tiny import write_tiny

from benchmarks.browser import open_browser, serve_app
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.ui.serving import policy

pytestmark = pytest.mark.timeout(600)
NAMES = ("![x](http://zq.example/a.png)", "<img src=http://zq.example/b.png>", "[x](//zq.example) www.zq.example")
CLASSES = ("![c](//zq.ex)", "<b>//zq.ex</b>", "http://zq.ex", "a@zq.ex")
PAGES = ("compare", "privacy", "data")
PARTS = 4


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("app")
    with serve_app(folder / "home", folder / "log") as url:
        yield url


@pytest.mark.parametrize("path", ["/", "/static/js/", "/privacy", "/_stcore/health"])
def test_every_answer_carries_the_headers(app, path: str) -> None:
    if path.endswith("/js/"):
        path = re.search(r'src="\.(/static/js/index[^"]+)"', urllib.request.urlopen(app).read().decode())[1]
    headers = urllib.request.urlopen(app + path).headers
    assert headers["Content-Security-Policy"] == policy()
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> SimulationConfig:
    file = write_tiny(tmp_path_factory.mktemp("data") / "![f](http:zq.example).npz", classes=CLASSES)
    hospitals = tuple(Hospital(name, (cls,)) for name, cls in zip(NAMES, CLASSES, strict=False))
    return SimulationConfig(dataset=file, hospitals=hospitals, samples_per_hospital=None, rounds=2, batch_size=16,
                            device="cpu", baselines="beside")  # fmt: skip


@pytest.fixture(params=["light", "dark"])
def watched(app, request):
    """A page whose requests elsewhere and complaints of the policy are kept; a busy machine has others of its own."""
    with open_browser() as browser:
        page = browser.new_context(color_scheme=request.param, viewport={"width": 1440, "height": 900}).new_page()
        elsewhere, wrong = [], []
        own = (app, app.replace("http", "ws"), "data:", "blob:")
        page.on("request", lambda asked: None if asked.url.startswith(own) else elsewhere.append(asked.url))
        page.on("console", lambda said: wrong.append(said.text) if "Security Policy" in said.text else None)
        yield page
        assert elsewhere == []
        assert wrong == []


def look(page) -> None:
    """Once everything is drawn: no address that came from outside leads anywhere."""
    settle(page)
    assert page.locator("[href*='zq.ex'], [src*='zq.ex']").count() == 0


def walk(page) -> None:
    """Every page and part, from wherever one is."""
    for name in PAGES:
        page.locator(f"[data-testid=stSidebarNavLink][href*={name}]").click()
        page.locator("h1").wait_for(timeout=60_000)
        look(page)
    page.locator("[data-testid=stSidebarNavLink][href*=privacy]").click()
    for place in range(PARTS):
        page.locator(".st-key-privacy-part button").nth(place).click()
        look(page)


def test_no_name_fetches_anything_and_the_policy_is_kept_before_and_after_a_run(app, hostile, watched) -> None:
    page = watched
    link = hostile.to_query() | {"![p](http://zq.example/p.png)": "x", "utm": "<img src=//zq.example>"}
    page.goto(f"{app}/?{urlencode(link)}")
    run = page.get_by_role("button", name="Run the federation")
    run.wait_for(timeout=120_000)
    page.get_by_text("Something in the link was not used").wait_for()
    look(page)
    walk(page)
    page.locator("[data-testid=stSidebarNavLink]").first.click()
    run.click()
    page.get_by_text("Finished after 2 rounds").wait_for(timeout=120_000)
    look(page)
    page.locator("[data-testid=stElementToolbarButton]").last.dispatch_event("click")
    look(page)
    page.keyboard.press("Escape")
    walk(page)


def test_a_run_that_is_not_here_is_named_as_text(app, watched) -> None:
    watched.goto(f"{app}/?{urlencode({'run': NAMES[0]})}")
    watched.get_by_text("There is no run").wait_for(timeout=120_000)
    look(watched)
    watched.goto(f"{app}/?{urlencode({'rounds': NAMES[1], 'dataset': 'http://zq.example/a.npz'})}")
    watched.get_by_text("The link's settings were not used").wait_for(timeout=120_000)
    look(watched)
