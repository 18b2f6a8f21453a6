"""A lab's server and a class with one link: everyone starts a run, and in the middle of it the server is killed.

    python -m benchmarks.classroom --students 30

Each student is a browser of its own. Prints what each can stop (their own runs alone), how the runs ended after the
restart, and the server's memory. Takes some minutes on two cores.
"""

import argparse
import os
import signal
import tempfile
import time
from collections import Counter
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.browser import open_browser, process_of, resident_mb, serve_app
from fedsim.runs.state import Status
from fedsim.runs.store import Store
from fedsim.text.pages.simulate import Grid

PATIENCE_MS = 180_000
SETTINGS = "rounds=10&baselines=none&samples_per_hospital=200"
STOPS = "[class*='st-key-queue-stop-'] button"


def come(browser: Browser, address: str, seed: int) -> Page:
    """A student opens the link, with a seed of her own, and presses Run."""
    page = browser.new_context().new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/?{SETTINGS}&seed={seed}")
    run = page.get_by_role("button", name=Grid.RUN).or_(page.get_by_role("button", name=Grid.QUEUE))
    run.click(timeout=PATIENCE_MS)
    page.locator("[class*='st-key-queue']").first.wait_for(timeout=PATIENCE_MS)
    return page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=30)
    asked = parser.parse_args()
    os.environ |= {"FEDSIM_SHARED": "yes"}
    with tempfile.TemporaryDirectory() as folder, open_browser() as browser:
        home = Path(folder) / "home"
        with serve_app(home, Path(folder) / "log") as address:
            server = process_of(address)
            pages = [come(browser, address, seed) for seed in range(asked.students)]
            time.sleep(3)
            print(f"each can stop: {Counter(page.locator(STOPS).count() for page in pages)} runs", flush=True)
            print(f"ended before the kill: {_ended(home)}; the server has {resident_mb(server):.0f} MB", flush=True)
            os.kill(server, signal.SIGKILL)
        with serve_app(home, Path(folder) / "log-after") as address:
            pages[0].goto(address)  # the first visitor wakes the app
            until = time.monotonic() + 20 * asked.students
            while sum(_ended(home).values()) < asked.students and time.monotonic() < until:
                time.sleep(2)
            print(f"ended after the restart: {_ended(home)}", flush=True)
            print(f"the server has {resident_mb(process_of(address)):.0f} MB", flush=True)


def _ended(home: Path) -> Counter[Status]:
    """How many runs that had begun ended how, as another process sees it; what had waited goes on by itself."""
    states = Store(home / "fedsim.sqlite").latest(1000)
    return Counter(state.status for state in states if state.started_at and not state.status.live)


if __name__ == "__main__":
    main()
