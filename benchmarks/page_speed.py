"""How long a person waits: for the first point, for the end of the quick demo, and for clicks during a run.

    python -m benchmarks.page_speed

A click's time is taken in the browser, from the click to the change that the server's answer makes on the page.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.browser import open_browser, serve_app

CLICKS = 40
PAUSE_MS = 400

CLICK_AND_WAIT = """
([selector, answer, value]) => new Promise((resolve, reject) => {
  const read = () => document.querySelector(answer)?.innerText;
  const before = read(), element = document.querySelector(selector), start = performance.now();
  const look = new MutationObserver(() => {
    if (read() !== before) { look.disconnect(); resolve(performance.now() - start); }
  });
  look.observe(document.body, {subtree: true, childList: true, characterData: true});
  setTimeout(() => { look.disconnect(); reject(`no answer to ${selector}`); }, 15000);
  if (value === null) return element.click();
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(element, value);
  for (const kind of ["input", "change"]) element.dispatchEvent(new Event(kind, {bubbles: true}));
})
"""


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        serve_app(Path(folder), Path(folder) / "log") as url,
        open_browser() as browser,
    ):
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        started = time.perf_counter()
        page.goto(url)
        page.get_by_role("button", name="Run the federation").wait_for(timeout=120_000)
        print(f"new machine, page ready after      {time.perf_counter() - started:6.1f} s (draws its images once)")
        _quick_demo(page)
        _clicks(page)


def _quick_demo(page: Page) -> None:
    started = time.perf_counter()
    page.get_by_role("button", name="Run the federation").click()
    page.get_by_text("Round 1 of").wait_for()
    print(f"quick demo, first point after      {time.perf_counter() - started:6.1f} s")
    page.get_by_text("Finished").wait_for(timeout=300_000)
    print(f"quick demo, finished after         {time.perf_counter() - started:6.1f} s")


def _clicks(page: Page) -> None:
    page.locator(".st-key-rounds input").focus()
    page.keyboard.press("End")
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Run the federation").click()
    page.get_by_text("Round 3 of").wait_for(timeout=120_000)
    kinds: dict[str, Callable[[int], list[str | int | None]]] = {
        "a tick in the grid": lambda i: [
            ".st-key-sees-synthetic-oct-0-DME input", ".st-key-sees-synthetic-oct-0-DME", None],
        "the round shown": lambda i: [
            "[class*='st-key-round-'] input", "[data-testid=stMetric]", i % 2],
        "the number of hospitals": lambda i: [
            ".st-key-num_hospitals input", ".st-key-grid", 3 if i % 2 else 4],
    }  # fmt: skip
    everything: list[float] = []
    for name, arguments in kinds.items():
        times = []
        for i in range(CLICKS):
            times.append(page.evaluate(CLICK_AND_WAIT, arguments(i)))
            page.wait_for_timeout(PAUSE_MS)
        everything += times
        _report(f"during a run, {name}", times)
    _report("during a run, any of these", everything)
    page.get_by_role("button", name="Stop").click()
    started = time.perf_counter()
    page.get_by_text("Stopped").wait_for()
    print(f"stopped after                      {time.perf_counter() - started:6.1f} s")


def _report(name: str, milliseconds: list[float]) -> None:
    cuts = statistics.quantiles(milliseconds, n=20)
    print(f"{name:40} median {statistics.median(milliseconds):4.0f} ms, 95th percentile {cuts[-1]:4.0f} ms")


if __name__ == "__main__":
    main()
