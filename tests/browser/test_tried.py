"""The live figure of Try it in a real browser: names are text there too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from benchmarks.browser import open_browser
from fedsim.ui.shared import components

pytestmark = pytest.mark.timeout(300)
PARTS = Path(components.__file__).parents[1] / "parts"
SITE = "http://fedsim.test/"
PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
COVER = """async ([path, data]) => {
  const place = document.body.appendChild(document.createElement("div"));
  (await import(path)).default({parentElement: place, data});
  place.querySelector("[tabindex]").dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true}));
  return [...place.querySelectorAll("article .where")].map((each) => each.textContent);
}"""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """An empty page that the figure can be put on."""
    with open_browser() as browser:
        page = browser.new_page()
        page.route(SITE, lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
        page.route(f"{SITE}*.js", lambda route: route.fulfill(path=PARTS / route.request.url.removeprefix(SITE)))
        page.goto(SITE)
        yield page


def test_a_class_is_called_as_it_is_where_a_part_is_covered(page: Page) -> None:
    name = "$& $' $` $1 $$"
    card = {
        "id": "together", "title": "Together", "color": "#000", "answer": name, "share": "98 %", "verdict": None,
        "verdict_text": "", "note": "", "alt": "", "source": PIXEL, "bars": [], "heat": None, "box": None,
        "box_text": "", "covered": [0],
    }  # fmt: skip
    data = {
        "image": {"title": "", "shows": "", "note": "", "alt": "", "source": PIXEL, "ratio": 1},
        "cards": [card], "square": {"side_x": 1, "side_y": 1, "lefts": [0], "tops": [0]}, "answers": [name],
        "covered": "Covered: {answer}", "move": "", "hint": "", "tint": "#000", "overlay": False,
    }  # fmt: skip
    assert page.evaluate(COVER, [f"{SITE}tried.js", data])[-1] == f"Covered: {name}"
