"""Tab leads through a page, in order and out again, and each stop is seen."""

import pytest
from all_pages import NAMES
from playwright.sync_api import Page

from fedsim.charts.contrast import contrast

pytestmark = pytest.mark.timeout(600)
STOP = """() => {
  const host = document.activeElement;
  if (host === document.body) return null;
  let stop = host;
  while (stop.shadowRoot?.activeElement) stop = stop.shadowRoot.activeElement;
  const near = [stop, stop.parentElement, stop.parentElement?.parentElement].filter(Boolean)
    .map(each => getComputedStyle(each));
  const outline = near.find(it => it.outlineStyle === 'solid' && parseFloat(it.outlineWidth) >= 2 && it.opacity > 0);
  const drawn = [...stop.querySelectorAll('.ring')].map(each => getComputedStyle(each))
    .find(it => parseFloat(it.strokeWidth) >= 2 && Number(it.strokeOpacity) === 1);
  const ring = outline ? outline.outlineColor : drawn ? drawn.stroke : null;
  const region = ['stSidebar', 'stHeader', 'stMain'].find(name => host.closest(`[data-testid=${name}]`)) || 'skip';
  stop.dataset.stops = Number(stop.dataset.stops || 0) + 1;
  return {what: stop.outerHTML.slice(0, 200), region, ring, times: stop.dataset.stops};
}"""
GROUND = {"light": "#ffffff", "dark": "#171614"}
REGIONS = ["skip", "stSidebar", "stHeader", "stMain"]
"""Present is alone on the screen."""
MOST = 300


def stops(page: Page) -> list[dict]:
    """Where Tab stops, from the start of a page until it leaves it."""
    found = []
    while len(found) < MOST:
        page.keyboard.press("Tab")
        if (stop := page.evaluate(STOP)) is None:
            return found
        found.append(stop)
    raise AssertionError(f"no end after {MOST} stops: {found[-3:]}")


def as_hex(colour: str) -> str:
    """Of "rgb(47, 125, 225)"."""
    return "#" + "".join(f"{int(part):02x}" for part in colour[4:-1].split(","))


@pytest.mark.parametrize(
    ("name", "scheme"), [(name, ("light", "dark")[place % 2]) for place, name in enumerate(NAMES)], ids=NAMES
)
def test_tab_leads_through_a_page_and_out_of_it_and_each_stop_is_seen(walk, name: str, scheme: str) -> None:
    page = walk.open(name, color_scheme=scheme)
    found = stops(page)
    page.close()
    assert [stop["what"] for stop in found if not stop["ring"]] == []
    assert min(contrast(as_hex(stop["ring"]), GROUND[scheme]) for stop in found) >= 3
    again = [stop["what"] for stop in found if stop["times"] != "1"]
    assert [what for what in again if "data-grid-canvas" not in what] == [], "only a table stops at each of its cells"
    regions = [stop["region"] for stop in found]
    assert [*dict.fromkeys(regions)] == (REGIONS if name != "present" else ["stMain"])
    assert regions == sorted(regions, key=REGIONS.index), "one part after another"


def test_the_first_stop_leads_past_the_list_of_pages(walk) -> None:
    page = walk.open("simulate")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(STOP)["region"] == "stMain"
    page.close()
