"""What is set stays set, and is drawn, on every page: Streamlit's own tests do not show what a browser draws."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import TimeoutError
from settling import settle

from benchmarks.browser import open_browser, serve_app

pytestmark = pytest.mark.timeout(600)

DESK = {"width": 1440, "height": 900}
DRAWN = """() => {
  const value = widget => {
    const box = widget.querySelector('input[type=checkbox]');
    if (box) return box.checked;
    const thumb = widget.querySelector('[data-testid=stSliderThumbValue], [data-testid=stSliderThumb]');
    if (thumb) return thumb.textContent.trim();
    const field = widget.querySelector('input:not([type=range])');
    if (field) return field.value;
    const chosen = widget.querySelector('[data-selected=true], [aria-checked=true]');
    return chosen ? chosen.textContent.trim() : null;
  };
  const kinds = '.stCheckbox, .stSlider, .stSelectbox, .stTextInput, .stNumberInput, .stButtonGroup';
  const found = {};
  for (const widget of document.querySelectorAll('[class*=st-key-]')) {
    if (!widget.querySelector(kinds) || widget.querySelector('[class*=st-key-]')) continue;
    found[[...widget.classList].find(name => name.startsWith('st-key-')).slice(7)] = value(widget);
  }
  return found;
}"""
"""What every widget with a key and a value draws, by its key."""


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Iterator:
    folder = tmp_path_factory.mktemp("app")
    with serve_app(folder / "home", folder / "log") as url, open_browser() as browser:
        page = browser.new_page(viewport=DESK)
        page.goto(url)
        page.get_by_role("button", name="Run the federation").wait_for(timeout=120_000)
        settle(page)
        yield page


def drawn(page) -> dict:
    """What every widget draws; a unit that only one page writes out is left off."""
    settle(page)
    found = page.evaluate(DRAWN)
    return {key: value.removesuffix(" px") if isinstance(value, str) else value for key, value in found.items()}


def widget(page, key: str):
    return page.locator(f".st-key-{key}")


def choose(page, key: str, option: str) -> None:
    """Open the list, again where the page was drawn anew under it, and take the option."""
    found = page.get_by_role("option", name=option, exact=True)
    for _ in range(5):
        settle(page)
        widget(page, key).locator("input").click()
        try:
            found.click(timeout=4000)
            break
        except TimeoutError:
            page.keyboard.press("Escape")
    settle(page)


def slide(page, key: str, press: str = "ArrowRight") -> None:
    widget(page, key).locator("input").first.focus()
    page.keyboard.press(press)
    settle(page)


def write(page, key: str, text: str) -> None:
    field = widget(page, key).locator("input")
    field.fill(text)
    field.press("Enter")
    settle(page)


def tick(page, key: str) -> None:
    widget(page, key).locator("label").click()
    settle(page)


def press(page, key: str) -> None:
    settle(page)
    widget(page, key).locator("button").first.click()


def visit(page, name: str, expected: dict, *least: str) -> dict:
    """Go to another page by the sidebar's link: what it draws is what was set, and at least these are drawn there."""
    page.locator("[data-testid=stSidebarNavLink]", has_text=name).click()
    page.locator("[data-testid=stSidebarNavLink][aria-current=page]", has_text=name).wait_for()
    return agree(page, expected, *least)


def agree(page, expected: dict, *least: str) -> dict:
    for key in least:
        widget(page, key).first.wait_for(state="attached")
    here = drawn(page)
    assert None not in here.values()
    assert {key: here[key] for key in here if key in expected} == {
        key: expected[key] for key in expected if key in here
    }
    return here


def walk(page, expected: dict) -> None:
    """Through all pages and their parts, and back: everything is drawn as it was set."""
    page.locator("[data-testid=stSidebarNavLink]", has_text="Present").click()
    page.locator(".stage h1").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Run the federation").wait_for()
    agree(page, expected, "name-1", "seed")
    visit(page, "Data", expected, "size", "name-1", "sees-synthetic-oct-0-DME", "num_hospitals", "samples_per_hospital")
    visit(page, "Privacy", expected, "dp", "rounds")
    for part in ("What it costs", "Clipping", "Membership inference", "The promise"):
        page.get_by_role("radio", name=part, exact=True).click()
        agree(page, expected)
    visit(page, "Explore", expected)
    page.get_by_role("radio", name="Your own sweep", exact=True).click()
    agree(page, expected, "num_hospitals")
    visit(page, "Compare", expected)
    visit(page, "Try it", expected)
    visit(page, "Runs", expected)
    visit(page, "Learn", expected)
    back = visit(page, "Simulate", expected, "name-1", "seed", "engine")
    assert back == expected


def set_everything(page) -> None:
    """Change every setting from what it is at first."""
    tick(page, "sees-synthetic-oct-0-DME")
    write(page, "name-1", "Oslo, west")
    slide(page, "num_hospitals")
    slide(page, "samples_per_hospital", "ArrowLeft")
    slide(page, "rounds", "ArrowLeft")
    choose(page, "strategy", "FedProx")
    slide(page, "mu")
    choose(page, "dp", "Local: hospitals add noise")
    slide(page, "noise_multiplier")
    slide(page, "clip_norm")
    choose(page, "baselines", "Before the federation")
    page.get_by_text("Advanced").click()
    for key in ("local_epochs", "batch_size", "lr"):
        slide(page, key)
    for key in ("baseline_epochs", "delta", "target_epsilon"):
        slide(page, key, "ArrowLeft")
    slide(page, "target_accuracy", "ArrowLeft")
    slide(page, "checkpoint_every", "ArrowLeft")
    choose(page, "stop_at", "At a plateau")
    choose(page, "optimizer", "Plain gradient descent (SGD)")
    choose(page, "participation", "A sample of them, drawn anew each round")
    slide(page, "dropout")
    slide(page, "deadline", "ArrowLeft")
    choose(page, "model", "ResNet-18 (the tutorial's)")
    choose(page, "attack", "After the last round")
    choose(page, "engine", "Ray (many cores or GPUs)")
    choose(page, "device", "cpu")
    write(page, "seed", "7")
    page.get_by_text("How hospitals differ", exact=True).click()
    choose(page, "partition", "Dirichlet")
    slide(page, "alpha")
    choose(page, "quantity", "Linear: 1, 2, 3, …")


def test_what_is_set_is_drawn_on_every_page_and_reset_and_undo_restore_it(page) -> None:
    start = drawn(page)
    assert (start["preset"], start["sees-synthetic-oct-0-DME"], start["name-1"]) == ("Quick demo", False, "B")
    walk(page, start)  # first: Streamlit keeps what a person has set in another way than what the app has
    set_everything(page)
    own = drawn(page)
    same = {key for key in start if start[key] == own[key]}
    as_it_was = {"dataset", "size", "weights", "deal", "language"}
    assert {key for key in same if not key.startswith(("sees-", "name-"))} <= as_it_was
    assert (own["preset"], own["name-1"], own["num_hospitals"], own["seed"]) == ("Own settings", "Oslo, west", "4", "7")

    walk(page, own)

    visit(page, "Data", own)
    choose(page, "dataset", "Handwritten digits")
    tick(page, "sees-digits-1-3")
    digits = drawn(page)
    assert digits["name-1"] == "Oslo, west"
    assert [digits[f"sees-digits-1-{cls}"] for cls in "0123"] == [True, True, False, False]
    page.locator(".st-key-go-on a").click()
    page.get_by_role("button", name="Run the federation").wait_for()
    on = drawn(page)
    assert {key: on[key] for key in digits if key in on} == {key: digits[key] for key in digits if key in on}
    assert not page.get_by_role("button", name="Run the federation").is_disabled()

    press(page, "undo")
    assert drawn(page)["sees-digits-1-3"]
    press(page, "undo")
    undone = drawn(page)
    assert undone == own
    press(page, "reset")
    assert drawn(page) == start
    press(page, "undo")
    assert drawn(page) == own
