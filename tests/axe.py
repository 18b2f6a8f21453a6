"""axe-core on a page, and all that can be opened there: what would keep somebody from reading or using it."""

from collections.abc import Iterator

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page
from settling import settle

GRAVE = ("serious", "critical")
PARTS = ':is([class*="-part "], [class$="-part"]) [role=radio]'
FOLDS = "[data-testid=stExpander] details:not([open]) > summary"
OPENERS = (
    "[data-testid=stMain] [data-testid=stPopoverButton]:not([disabled])",
    ".st-key-languages input",  # one choice of many words looks like another
    ".st-key-sample-0-0 button",
)
"""What opens something over the page, which Escape closes."""
OVER = "[data-testid=stPopoverBody], [role=listbox], [role=dialog]"


def grave(page: Page, within: str = "html") -> set[str]:
    """Every serious or critical violation within some elements, a line each; the others are printed.

    axe is evaluated by the browser itself, which no Content-Security-Policy of the page's keeps from it; it raises
    where there is no such element.
    """
    page.evaluate(AXE_SCRIPT)
    rules = page.evaluate("within => axe.run(within, {resultTypes: ['violations']})", within)["violations"]
    lines = {
        (rule["impact"] in GRAVE, f"{rule['impact']} {rule['id']}: {rule['help']}: {node['html'][:300]}")
        for rule in rules
        for node in rule["nodes"]
    }
    print(*(f"{line}\n" for is_grave, line in sorted(lines) if not is_grave), sep="", end="")
    return {line for is_grave, line in lines if is_grave}


def unfolded(page: Page) -> Iterator[set[str]]:
    """What is found on each part of a page in turn, with all its folds open."""
    for part in page.locator(PARTS).all() or [None]:
        if part:
            part.click()
            settle(page)
        while (closed := page.locator(FOLDS)).count():
            closed.first.click()
            settle(page)
        yield grave(page)


def opened(page: Page) -> Iterator[set[str]]:
    """What is found in all that opens over a page, one after the other."""
    for opener in OPENERS:
        for button in page.locator(opener).filter(visible=True).all():
            button.click()
            settle(page)
            yield grave(page, OVER)
            page.keyboard.press("Escape")
            settle(page)
