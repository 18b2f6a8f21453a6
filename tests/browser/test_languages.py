"""A browser that asks for Chinese gets it; the choice in the header keeps settings, and goes along."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from settling import settle

from benchmarks.browser import open_browser, serve_app

pytestmark = pytest.mark.timeout(600)
PAGES = {
    "compare": "比较", "try_it": "试一试", "runs": "运行记录", "scenarios": "情景", "explore": "探索",
    "privacy": "隐私", "data": "数据",
}  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> Iterator[tuple[str, Browser]]:
    folder = tmp_path_factory.mktemp("languages")
    with serve_app(folder / "home", folder / "log") as url, open_browser() as browser:
        yield url, browser


def spoken(page: Page) -> str:
    return page.evaluate("() => document.documentElement.lang")


def choose(page: Page, key: str, name: str) -> None:
    page.locator(f".st-key-{key} :is(input, [role=combobox])").first.click()
    page.get_by_role("option", name=name).click()
    settle(page)


def test_the_browsers_language_the_choice_and_the_address(app: tuple[str, Browser]) -> None:
    url, browser = app
    page = browser.new_page(locale="zh-CN")
    page.goto(f"{url}/?dataset=digits&rounds=17")
    run = page.get_by_role("button", name="运行联邦", exact=False)
    expect(run.first).to_be_visible(timeout=120_000)
    settle(page)
    assert spoken(page) == "zh-Hans"
    assert "lang=" not in page.url, "nobody chose: who opens the address reads his own language"
    for name, title in PAGES.items():
        expect(page.locator(f'[data-testid=stSidebarNav] a[href$="/{name}"]')).to_contain_text(title)

    page.get_by_text("医院之间的差异").first.click()
    settle(page)
    choose(page, "partition", "狄利克雷")
    choose(page, "language", "English")
    expect(page.get_by_role("button", name="Run the federation")).to_be_visible(timeout=60_000)
    settle(page)
    assert (spoken(page), "lang=en" in page.url) == ("en", True)
    shown = page.locator(".st-key-partition :is(input, [data-baseweb=select])").first
    assert "Dirichlet" in (shown.get_attribute("value") or shown.inner_text())
    page.get_by_role("button", name="Copy link").click()
    link = page.locator("[data-testid=stCode]")
    for setting in ("partition=dirichlet", "rounds=17", "dataset=digits"):
        expect(link.first).to_contain_text(setting)
    page.keyboard.press("Escape")

    page.locator('[data-testid=stSidebarNav] a[href$="/data"]').click()
    expect(page.get_by_role("link", name="Compare")).to_be_visible()
    settle(page)
    assert "lang=en" in page.url
    page.reload()
    settle(page)
    expect(page.get_by_role("link", name="Compare")).to_be_visible(timeout=60_000)
    page.close()


def test_another_browser_reads_english_all_the_same(app: tuple[str, Browser]) -> None:
    url, browser = app
    page = browser.new_page(locale="en-US")
    page.goto(f"{url}/data")
    expect(page.get_by_role("link", name="Compare")).to_be_visible(timeout=120_000)
    page.close()
