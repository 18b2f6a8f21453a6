"""From a phone to a wall, and magnified: no page is wider than its screen, and no text is cut."""

import pytest
from all_pages import NAMES
from settling import settle

pytestmark = pytest.mark.timeout(600)
SIZES = [(390, 844), (720, 450), (768, 1024), (1440, 900), (1920, 1080), (2560, 1440), (3840, 2160)]
"""CSS px; 720 x 450 is 1440 x 900 magnified to 200 %."""
TOO_WIDE = """() => [document.documentElement, document.querySelector('[data-testid=stMain]')]
  .map(it => it.scrollWidth - it.clientWidth)"""
CUT = """() => all(document.querySelector('[data-testid=stMain]')).filter(it => {
  const heard = it.clientWidth <= 1 || it.closest('[class*=st-key-sees-] label p');  // for the ear alone
  return !heard && it.innerText?.trim() && it.checkVisibility({opacityProperty: true, visibilityProperty: true})
    && getComputedStyle(it).overflowX === 'hidden' && it.scrollWidth > it.clientWidth + 1;
}).map(it => it.innerText.slice(0, 80))"""
EVERY = """() => window.all = root =>
  [...root.querySelectorAll('*')].flatMap(it => [it, ...(it.shadowRoot ? all(it.shadowRoot) : [])])"""
"""Of all that is on a page, what stands within live figures too."""


@pytest.mark.parametrize("name", NAMES)
def test_a_page_fits_every_screen_and_cuts_no_text(walk, name: str) -> None:
    page = walk.open(name)
    page.evaluate(EVERY)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        assert max(page.evaluate(TOO_WIDE)) <= 0, f"{width} px"
        assert page.evaluate(CUT) == [], f"{width} px"
    page.close()
