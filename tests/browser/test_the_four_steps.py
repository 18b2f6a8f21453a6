"""The guided walk of the Explore page, as somebody new walks it: a click a step, each of which ends in a sentence."""

import re

import pytest

from benchmarks.browser import open_browser, serve_app

pytestmark = pytest.mark.timeout(600)

ONE_ROUND = (
    "from dataclasses import replace; from fedsim.runs import ladder;"
    "ladder.BASE = replace(ladder.BASE, rounds=1, local_epochs=1)"
)
"""Ten hospitals as on the page, trained for a moment: what their numbers come to is not asked here."""
SENTENCES = (
    "[data-testid=stMain] [data-testid=stMarkdown] "
    "p > strong:is(:only-child, :has(+ span:last-child [data-testid=stTooltipIcon]))"
)
"""Where a sentence has a term of the field, what it means is behind a sign at its end."""
STEPS = {
    "find": r"^(At alpha \S+ FedAvg falls to|FedAvg holds|FedAvg loses nothing)",
    "mend": r"(does best there: .* where FedAvg has|^None of them does better than FedAvg)",
    "poison": r"hospitals? that cheats? ",
    "defend": r"(defends best: |^Every defence did worse than none)",
}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("app")
    with serve_app(folder / "home", folder / "log", before=ONE_ROUND) as url, open_browser() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(url)
        page.get_by_role("button", name="Run the federation").wait_for(timeout=120_000)
        yield page


def go(page, name: str) -> None:
    page.locator("[data-testid=stSidebarNavLink]", has_text=name).click()
    page.locator("[data-testid=stSidebarNavLink][aria-current=page]", has_text=name).wait_for()


def buttons(page) -> list[str]:
    """The steps that can be started now."""
    return [name for name in STEPS if page.locator(f".st-key-ladder-{name}-run button").is_visible()]


def said(page) -> list[str]:
    """The sentences that the steps have ended in."""
    return [text.replace("\xa0", " ") for text in page.locator(SENTENCES).all_inner_texts()]


def test_a_click_a_step_each_ends_in_a_sentence_that_stays(page) -> None:
    go(page, "Explore")
    for place, (name, ends) in enumerate(STEPS.items()):
        button = page.locator(f".st-key-ladder-{name}-run button")
        button.wait_for(timeout=60_000)
        assert buttons(page) == [name]  # what to do next is the one thing that can be pressed
        button.click()
        page.wait_for_function(
            "([sentences, number]) => document.querySelectorAll(sentences).length > number",
            arg=[SENTENCES, place],
            timeout=180_000,
        )
        sentences = said(page)
        assert len(sentences) == place + 1
        assert re.search(ends, sentences[-1])
    assert buttons(page) == []

    go(page, "Simulate")
    go(page, "Explore")
    page.get_by_text("4 Defend it").wait_for()
    page.wait_for_timeout(2000)
    assert said(page) == sentences
    page.reload()
    page.get_by_text("4 Defend it").wait_for(timeout=60_000)
    page.wait_for_timeout(2000)
    assert said(page) == sentences

    seeds = page.locator(".st-key-ladder-seeds")
    seeds.get_by_text("3", exact=True).click()
    page.locator(".st-key-ladder-find-run button", has_text="8").wait_for()  # of twelve runs, four are there
    seeds.get_by_text("1", exact=True).click()
    page.get_by_text("4 Defend it").wait_for()
    page.wait_for_timeout(2000)
    assert said(page) == sentences
