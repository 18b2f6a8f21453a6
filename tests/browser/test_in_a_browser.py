"""The app as a person meets it: a real server, a real browser, a real training."""

import re

import pytest
from playwright.sync_api import expect
from settling import settle

from benchmarks.browser import open_browser, serve_app
from fedsim.ui.serving import INTO_VIEW

pytestmark = pytest.mark.timeout(600)

PHONE = {"width": 390, "height": 844}
WHY_CHARTS = 4
"""Similarities, map, lengths and fairness, in a fold that draws nothing while it is closed."""
DESK = {"width": 1440, "height": 900}
WATCH = """() => {
  window.bothDrawn = 0;
  const look = () => {
    const before = [...document.querySelectorAll('h2, p')].some(
      it => /^What (will happen|the hospitals look at)/.test(it.textContent));
    if (before && document.querySelector('.st-key-standing')) window.bothDrawn += 1;
    requestAnimationFrame(look);
  };
  look();
}"""
"""Count the pictures of the screen that show a run beside what is there only before a run."""

PHASES = """() => {
  window.phases = [];
  const look = () => {
    const part = [...document.querySelectorAll('.st-key-federation *')].find(it => it.shadowRoot);
    const phase = part?.shadowRoot.querySelector('svg')?.dataset.phase;
    if (phase && window.phases.at(-1) !== phase) window.phases.push(phase);
    requestAnimationFrame(look);
  };
  look();
}"""
"""Remember what the federation's picture shows, one after the other."""
GONE = """() => {
  const place = document.querySelector('.st-key-federation'), before = place.getBoundingClientRect().height;
  for (const each of place.children) each.style.display = 'none';
  return [before, place.getBoundingClientRect().height];
}"""
"""How high the picture's place is, and while the picture is taken away, as it is where the page is drawn anew."""


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("app")
    with serve_app(folder / "home", folder / "log") as url:
        yield url


@pytest.fixture(scope="module")
def browser():
    with open_browser() as browser:
        yield browser


def is_wrong(message) -> bool:
    """An error, or a chart that warns: Vega's warnings begin so."""
    return message.type == "error" or message.text.startswith("WARN ")


@pytest.fixture
def page(app, browser):
    """A new visitor's page; it may fetch nothing from anywhere but the app, and its console stays clean."""
    page = browser.new_page(viewport=DESK)
    asked, wrong = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: wrong.append(message.text) if is_wrong(message) else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(app)
    page.get_by_role("button", name="Run the federation").wait_for(timeout=120_000)
    yield page
    port = app.rsplit(":", 1)[1]
    elsewhere = [url for url in asked if f"localhost:{port}" not in url and not url.startswith(("data:", "blob:"))]
    page.close()
    assert elsewhere == []
    assert wrong == []


def choose_rounds(page, key: str) -> None:
    page.locator(".st-key-rounds input").focus()
    page.keyboard.press(key)
    page.wait_for_timeout(1000)


def in_main(page):
    """What is not in the sidebar, where the queue says the same."""
    return page.locator("[data-testid=stMain]")


def no_stack_trace(page) -> None:
    assert page.locator("[data-testid=stException]").count() == 0


def test_a_newcomer_presses_run_once_and_sees_the_finished_charts_and_the_verdict(page):
    page.evaluate(WATCH)
    page.evaluate(PHASES)
    page.get_by_role("button", name="Run the federation").click()
    in_main(page).get_by_text(re.compile(r"Round \d+ of 10")).first.wait_for(timeout=60_000)
    charts = page.locator("[data-testid=stVegaLiteChart]")
    in_main(page).get_by_text(re.compile(r"Round ([2-9]|10) of 10")).first.wait_for(timeout=60_000)
    assert 0 <= page.locator(".st-key-run-shown").bounding_box()["y"] < 100  # the run has come into view
    for _ in range(8):  # the charts stay in sight between rounds too
        page.wait_for_timeout(400)
        assert charts.count() == 7
    page.get_by_text("Finished after 10 rounds").wait_for(timeout=300_000)
    assert page.evaluate("window.bothDrawn") == 0
    picture = page.locator(".st-key-federation svg[data-phase=over]")
    picture.wait_for()
    assert "a server and 3 hospitals. Round 10 of 10" in picture.get_attribute("aria-label").replace("\u00a0", " ")
    assert {"training", "averaging", "over"} <= {*page.evaluate("window.phases")}
    verdict = page.locator(".st-key-verdict")
    verdict.get_by_text("Together the hospitals reach").wait_for()
    verdict.get_by_text("Compare all models side by side").wait_for()
    # images a hospital, accuracy, matrix, a matrix a hospital, loss
    assert charts.count() == 1 + 1 + 1 + 3 + 1
    page.locator(".st-key-why summary").click()
    expect(charts).to_have_count(7 + WHY_CHARTS)
    assert charts.locator("canvas, svg.marks").count() >= charts.count()
    together = page.locator("[data-testid=stMetricValue]").first.inner_text()
    assert 40 <= int(together.rstrip("%").strip()) <= 100
    no_stack_trace(page)


def test_a_reloaded_page_finds_its_run_and_stop_keeps_what_is_finished(page):
    choose_rounds(page, "End")
    page.get_by_role("button", name="Run the federation").click()
    in_main(page).get_by_text(re.compile(r"Round ([2-9]|\d\d+) of 100")).first.wait_for(timeout=120_000)
    page.reload()
    in_main(page).get_by_text(re.compile(r"Round \d+ of 100")).first.wait_for(timeout=60_000)
    in_main(page).get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped after").wait_for(timeout=30_000)
    assert page.locator("[data-testid=stMetricValue]").first.inner_text().endswith("%")
    no_stack_trace(page)


def test_a_run_goes_on_while_the_page_is_left_and_a_second_one_waits_in_sight(page):
    choose_rounds(page, "End")
    page.get_by_role("button", name="Run the federation").click()
    in_main(page).get_by_text(re.compile(r"Round \d+ of 100")).first.wait_for(timeout=120_000)
    page.wait_for_url("**run=*")
    first = page.url
    queue, items = page.locator(".st-key-queue"), page.locator("[class*=st-key-queue-item-]")
    for name in ("Data", "Compare", "Privacy"):
        page.get_by_role("link", name=name, exact=True).click()
        page.get_by_role("heading", level=1).wait_for()
        queue.get_by_text(re.compile(r"Round \d+ of 100")).first.wait_for(timeout=60_000)
    page.get_by_role("link", name="Simulate", exact=True).click()
    page.get_by_role("button", name="Queue another run").click()
    page.get_by_text("A run with exactly these settings is running already").wait_for(timeout=60_000)
    choose_rounds(page, "Home")
    page.get_by_role("button", name="Queue another run").click()
    queue.get_by_text("Waiting: 1 run ahead").wait_for(timeout=60_000)
    assert page.url == first
    items.nth(1).get_by_role("button", name="Stop").click()
    queue.get_by_text("Waiting").wait_for(state="detached", timeout=60_000)
    items.nth(0).get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped after").wait_for(timeout=60_000)
    queue.wait_for(state="detached", timeout=60_000)
    no_stack_trace(page)


def test_a_run_without_a_verdict_leaves_no_room_for_one(app, page):
    page.goto(f"{app}/?rounds=1&samples_per_hospital=50&baselines=none")
    page.get_by_role("button", name="Run the federation").click()
    offer = page.locator(".st-key-add-baselines")
    offer.wait_for(timeout=60_000)
    page.locator(".st-key-steps").wait_for(state="detached")
    standing, picture = (page.locator(it).bounding_box() for it in (".st-key-standing", ".st-key-federation svg"))
    assert standing["y"] + standing["height"] == pytest.approx(picture["y"] + picture["height"], abs=2)
    for width in (DESK["width"], 390):
        page.set_viewport_size({**DESK, "width": width})
        settle(page)
        before, without = page.evaluate(GONE)
        assert without == pytest.approx(before, abs=1), "what is below jumps"
        page.evaluate("for (const it of document.querySelector('.st-key-federation').children) it.style.display = ''")
    no_stack_trace(page)


def test_a_run_comes_back_into_view_when_what_is_above_it_grows(browser):
    page = browser.new_page(reduced_motion="reduce")
    page.set_content(
        "<style>html {overflow-anchor: none} div {height: 2000px}</style><div id=above></div>"
        "<div class=st-key-run-shown data-fedsim-started=one></div>"
    )
    page.add_script_tag(content=INTO_VIEW)
    in_view = "() => Math.abs(document.querySelector('.st-key-run-shown').getBoundingClientRect().top) < 4"
    page.wait_for_function(in_view)
    page.evaluate("() => new Promise(done => setTimeout(done, 500))")  # longer than from one look to the next
    page.evaluate("() => {document.getElementById('above').style.height = '2200px'}")
    page.wait_for_function(in_view, timeout=10_000)
    page.close()


def test_what_a_press_on_clippings_button_came_to_can_be_read(app, page):
    page.goto(f"{app}/?rounds=500&baselines=none")
    page.get_by_role("button", name="Run the federation").click()
    in_main(page).get_by_text(re.compile(r"Round ([2-9]|\d\d+) of 500")).first.wait_for(timeout=120_000)
    page.get_by_role("link", name="Privacy", exact=True).click()
    page.get_by_text("Clipping", exact=True).click()
    again = page.locator(".st-key-clipping-run button").first
    again.click(timeout=60_000)
    page.locator(".st-key-queue").get_by_text("Waiting: 1 run ahead").wait_for(timeout=60_000)
    again.click()
    told = in_main(page).get_by_text("A run with exactly these settings is waiting already")
    told.wait_for(timeout=60_000)
    rounds = page.locator(".st-key-queue").get_by_text(re.compile(r"Round \d+ of 500"))
    before = rounds.inner_text()
    page.wait_for_function("text => !document.querySelector('.st-key-queue').innerText.includes(text)", arg=before)
    page.wait_for_timeout(5000)  # more than two looks for news
    assert told.is_visible()
    for stop in reversed(page.locator("[class*=st-key-queue-item-]").all()):
        stop.get_by_role("button", name="Stop").click()
    page.locator(".st-key-queue").wait_for(state="detached", timeout=60_000)
    no_stack_trace(page)


def test_the_data_page_draws_its_charts_without_a_warning(page):
    page.get_by_role("link", name="Data", exact=True).click()
    page.get_by_text("Class balance").wait_for(timeout=60_000)
    page.locator("[data-testid=stVegaLiteChart]").first.wait_for(timeout=60_000)
    page.wait_for_timeout(1500)
    no_stack_trace(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_sticks_out(app, browser, scheme):
    page = browser.new_page(viewport=PHONE, color_scheme=scheme)
    for path in ("/", "/data"):
        page.goto(app + path)
        page.locator("h1").first.wait_for(timeout=60_000)
        page.wait_for_timeout(1500)
        main = page.locator("[data-testid=stMain]")
        assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0
    page.close()


@pytest.mark.parametrize("path", ["data", "compare"])
def test_a_link_to_a_page_leads_there_also_on_a_server_that_has_just_started(tmp_path, browser, path) -> None:
    with serve_app(tmp_path / "home", tmp_path / "log") as url:
        page = browser.new_page(viewport=DESK)
        page.goto(f"{url}/{path}")
        here = page.locator("[data-testid=stSidebarNavLink][aria-current=page]")
        here.get_by_text(path.capitalize(), exact=True).wait_for(timeout=60_000)
        assert page.locator("[data-testid=stSidebarNavLink]").all_inner_texts()[0].endswith("Simulate")
        assert page.get_by_text("Page not found").count() == 0
        no_stack_trace(page)
        page.close()
