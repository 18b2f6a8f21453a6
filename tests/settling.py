"""When a page in a browser is done: for what is to be read off it as a whole."""

from playwright.sync_api import Page

DONE = """() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
  && !document.querySelector('[data-stale=true], [data-testid=stSkeleton]')
  && [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].every(
    it => it.querySelector('canvas, svg.marks'))"""
"""The script has ended, nothing is grey or a placeholder, and every chart is drawn."""


def settle(page: Page) -> None:
    """Wait until the app has answered, and answered again where that led to more."""
    for _ in range(2):
        page.wait_for_timeout(250)
        page.wait_for_function(DONE, timeout=60_000)
