"""Names as people type them, long or full of marks: what a real browser makes of them on every page."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from settling import settle

from benchmarks.browser import open_browser, serve_app
from fedsim.settings.config import Hospital
from fedsim.settings.presets import QUICK

pytestmark = pytest.mark.timeout(600)

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
NAMES = (
    "*St. Anna* [x](http://a.b) :smile: $x$ <b>Q</b> www.zq.de",
    "Universitätsklinikum Hamburg-Eppendorf Augenklinik, Haus 40",
    "1. A zq@zq.org -> :material/home: :red[Q]",
)
MADE = """() => [
  ...[...document.querySelectorAll('a')].map(it => it.href).filter(to => /a\\.b|zq/.test(to.split('?')[0])),
  ...[...document.querySelectorAll('.stMarkdown :is(em, code, .katex), .stMarkdown [data-testid=stIconMaterial]')]
    .map(it => it.textContent).filter(it => /Anna|^x|home/.test(it)),
]"""
"""What Markdown made of a name: links, emphasis, formulas, icons."""
SEEN = "() => document.querySelector('[data-testid=stMain]').innerText.replaceAll('\\u2060', '')"
PAST_THE_EDGE = """() => [...document.querySelectorAll('[data-testid=stMain] :is(button, p, label)')].filter(
  it => it.getBoundingClientRect().right > document.documentElement.clientWidth).map(it => it.textContent)"""
HEARD_IN_CHARTS = """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart] [aria-label]')].filter(
  it => !it.closest('[aria-hidden=true]')).map(it => it.getAttribute('aria-label'))"""


@pytest.fixture(scope="module")
def walked(tmp_path_factory) -> Iterator:
    """The app with a finished run of these names: a browser, and what gives a page's address."""
    folder = tmp_path_factory.mktemp("names")
    hospitals = tuple(Hospital(name, (cls,)) for name, cls in zip(NAMES, ("DME", "DRUSEN", "CNV"), strict=True))
    query = urlencode(replace(QUICK, hospitals=hospitals, samples_per_hospital=50, rounds=2).to_query())
    with serve_app(folder / "home", folder / "log") as url, open_browser() as browser:
        page = browser.new_page(viewport=DESK)
        page.goto(f"{url}/?{query}")
        page.get_by_role("button", name="Run the federation").click(timeout=300_000)
        page.get_by_text("Finished after").first.wait_for(timeout=300_000)
        run = re.search(r"run=(\w+)", page.url).group(1)
        page.close()
        yield browser, lambda path: f"{url}/{path}?{query}&run={run}"


@pytest.fixture(params=["", "compare", "privacy", "data"])
def views(walked, request):
    """Asks scripts of a page on a screen of a size, part after part; gives each script's answers."""
    browser, address = walked

    def views_(size: dict, *scripts: str) -> list[list]:
        page = browser.new_page(viewport=size)
        page.goto(address(request.param))
        page.locator("h1").first.wait_for(timeout=120_000)
        settle(page)
        parts = page.locator(".st-key-privacy-part [role=radio]")
        answers = [[page.evaluate(script) for script in scripts]]
        for place in range(1, parts.count()):
            parts.nth(place).click()
            settle(page)
            answers.append([page.evaluate(script) for script in scripts])
        page.close()
        return [list(each) for each in zip(*answers, strict=True)]

    return views_


def test_names_are_shown_as_they_were_typed_and_charts_are_heard_by_their_sentence_alone(views) -> None:
    made, seen, heard = views(DESK, MADE, SEEN, HEARD_IN_CHARTS)
    assert [each for each in made if each] == []
    assert "\\" not in "".join(seen)
    assert [name for name in NAMES if name not in "".join(seen)] == []
    assert [each for each in heard if each] == []


def test_on_a_phone_no_name_runs_past_the_edge(views) -> None:
    (past,) = views(PHONE, PAST_THE_EDGE)
    assert [each for each in past if each] == []


def test_the_numbers_of_three_hospitals_share_a_row(walked) -> None:
    browser, address = walked
    page = browser.new_page(viewport=DESK)
    page.goto(address(""))
    cards = page.locator("[data-testid=stMetric]")
    cards.nth(3).wait_for(timeout=120_000)
    settle(page)
    boxes = [card.bounding_box() for card in cards.all()]
    assert len({(box["y"], box["height"]) for box in boxes}) == 1
    label = page.locator("[data-testid=stMetricLabel] p").nth(1)
    assert "…" in label.inner_text()
    assert label.evaluate("it => it.parentElement.scrollWidth <= it.parentElement.clientWidth")
    page.close()


def test_a_long_name_is_read_whole_in_its_field(walked) -> None:
    browser, address = walked
    page = browser.new_page(viewport=DESK)
    page.goto(address(""))
    field = page.locator(".st-key-hospital-2 input[type=text]")
    field.wait_for(timeout=120_000)
    assert field.input_value() == NAMES[2]
    assert field.evaluate("it => it.scrollWidth <= it.clientWidth")
    page.close()
