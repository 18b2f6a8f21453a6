"""How long a person waits: for the first point, for the verdict of the quick demo, and for clicks during a run.

    python -m benchmarks.page_speed
    python -m benchmarks.page_speed --against ANOTHER_CHECKOUT --repeats 3

The second form trains the quick demo in both checkouts by turns, and prints how the times of this one relate to the
other's: on a machine that others use too, only such a ratio means anything. A click's time is taken in the browser,
from the click to the change that the server's answer makes on the page.
"""

import argparse
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page

from benchmarks.browser import ROOT, open_browser, serve_app
from fedsim.settings.presets import QUICK

CLICKS = 40
PAUSE_MS, ANSWER_MS = 400, 15_000

WATCH = """
answer => {
  const read = () => document.querySelector(answer)?.innerText, before = read();
  let start = null;
  window.took = null;
  for (const kind of ["pointerup", "keydown"])
    document.addEventListener(kind, () => { start ??= performance.now(); }, {capture: true, once: true});
  window.look?.disconnect();
  window.look = new MutationObserver(() => {
    if (start !== null && read() !== before) { window.look.disconnect(); window.took = performance.now() - start; }
  });
  window.look.observe(document.body, {subtree: true, childList: true, characterData: true});
}
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page_speed", description=__doc__.splitlines()[0])
    parser.add_argument("--against", type=Path, help="another checkout, whose quick demo is trained by turns with ours")
    parser.add_argument("--repeats", type=int, default=1, help="how often each trains it")
    options = parser.parse_args()
    if options.against:
        compare(options.against, options.repeats)
    else:
        measure()


def measure() -> None:
    """Print every time of this checkout, on a machine that has never seen it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serve_app(Path(folder), Path(folder) / "log") as url,
        open_browser() as browser,
    ):
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        started = time.perf_counter()
        _open(page, url)
        print(f"new machine, page ready after      {time.perf_counter() - started:6.1f} s (draws its images once)")
        for what, seconds in _quick_demo(page).items():
            print(f"quick demo, {what:22} {seconds:6.1f} s")
        _clicks(page)


def compare(other: Path, repeats: int) -> None:
    """Print the quick demo's times in this checkout and in another, taken by turns, and their ratios."""
    times: dict[Path, list[dict[str, float]]] = {ROOT: [], other: []}
    for _ in range(repeats):
        for root, taken in times.items():
            with (
                tempfile.TemporaryDirectory() as folder,
                serve_app(Path(folder), Path(folder) / "log", root) as url,
                open_browser() as browser,
            ):
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                _open(page, f"{url}/?{urlencode(QUICK.to_query())}")
                taken.append(_quick_demo(page))
    for what in times[ROOT][0]:
        ours, theirs = (statistics.median(each[what] for each in taken) for taken in times.values())
        print(f"quick demo, {what:22} here {ours:6.1f} s, there {theirs:6.1f} s, ratio {ours / theirs:.2f}")


def _open(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("button", name="Run the federation").wait_for(timeout=120_000)


def _quick_demo(page: Page) -> dict[str, float]:
    """Seconds from the click on Run to each thing that a person waits for."""
    started = time.perf_counter()
    page.get_by_role("button", name="Run the federation").click()
    times = {}
    for what, there in {
        "first point": page.locator("[data-testid=stMain]").get_by_text(re.compile(r"Round \d+ of")),
        "a hospital's curve": page.get_by_text("Hospital B, alone"),
        "first round": page.locator("[data-testid=stMain]").get_by_text(re.compile(r"Round ([2-9]|10) of")),
        "last hospital's curve": page.get_by_text("One model on all images"),
        "verdict": page.locator(".st-key-verdict"),
    }.items():
        there.first.wait_for(timeout=600_000)
        times[what] = time.perf_counter() - started
    return times


def _clicks(page: Page) -> None:
    _press(page, ".st-key-rounds input", "End")
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Run the federation").click()
    page.locator("[data-testid=stMain]").get_by_text(re.compile(r"Round \d+ of 100")).first.wait_for(timeout=120_000)
    kinds: dict[str, tuple[Callable[[int], None], str]] = {
        "a tick in the grid": (
            lambda i: page.locator(".st-key-sees-synthetic-oct-0-DME label").click(),
            ".st-key-sees-synthetic-oct-0-DME",
        ),
        "the round shown": (
            lambda i: _press(page, "[class*='st-key-round-'] input", "ArrowRight" if i % 2 else "Home"),
            "[data-testid=stMetric]",
        ),
        "the number of hospitals": (
            lambda i: _press(page, ".st-key-num_hospitals input", "ArrowLeft" if i % 2 else "ArrowRight"),
            ".st-key-grid",
        ),
    }
    everything: list[float] = []
    for name, (act, answer) in kinds.items():
        times = [_time(page, act, i, answer) for i in range(CLICKS)]
        everything += times
        _report(f"during a run, {name}", times)
    _report("during a run, any of these", everything)
    started = time.perf_counter()
    page.locator("[data-testid=stMain]").get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped after").first.wait_for()
    print(f"stopped after                      {time.perf_counter() - started:6.1f} s")


def _time(page: Page, act: Callable[[int], None], i: int, answer: str) -> float:
    """Milliseconds from the browser's own event to the changed text."""
    page.evaluate(WATCH, answer)
    act(i)
    milliseconds = float(page.wait_for_function("() => window.took", timeout=ANSWER_MS).json_value())
    page.wait_for_timeout(PAUSE_MS)
    return milliseconds


def _press(page: Page, selector: str, key: str) -> None:
    page.locator(selector).focus()
    page.keyboard.press(key)


def _report(name: str, milliseconds: list[float]) -> None:
    cuts = statistics.quantiles(milliseconds, n=20)
    print(f"{name:40} median {statistics.median(milliseconds):4.0f} ms, 95th percentile {cuts[-1]:4.0f} ms")


if __name__ == "__main__":
    main()
