"""The app in its own process, and a real browser on it: for the browser tests and for `page_speed.py`."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_SECONDS = 120


def find_chromium() -> str | None:
    """The path of an installed Chromium or Chrome, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


@contextmanager
def serve_app(home: Path, log: Path, root: Path = ROOT, before: str = "") -> Iterator[str]:
    """Run the app on a free port and give its address.

    Args:
        home: the app's cache folder; an empty one is a machine that has never seen the project.
        log: where the server's output goes.
        root: the checkout that is served.
        before: Python that its process runs first.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    start = ["-c", f"{before}; from streamlit.web.cli import main; main()"] if before else ["-m", "streamlit"]
    command = [sys.executable, *start, "run", "app.py", "--server.headless=true", f"--server.port={port}"]
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=root, env={**os.environ, "FEDSIM_HOME": str(home)}, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait_until_healthy(f"http://localhost:{port}/_stcore/health", server)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def process_of(address: str) -> int:
    """The number of the process that `serve_app` started at an address (Linux)."""
    port = address.rsplit(":", 1)[1]
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if f"--server.port={port}".encode() in command.read_bytes():
                return int(command.parent.name)
        except OSError:  # it has just ended
            continue
    raise RuntimeError(f"no server at {address}")


def resident_mb(process: int) -> float:
    """Memory that a process has (Linux), MB."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1000


OPEN: list[Browser] = []


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A headless Chromium: the installed one, else Playwright's own. What it shows when something fails is printed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_FLAGS))
        OPEN.append(browser)
        try:
            yield browser
        except Exception:
            print(shown())
            raise
        finally:
            OPEN.remove(browser)
            browser.close()


def shown() -> str:
    """What every page that is open says, and what lies above it."""
    pages = [page for browser in OPEN for context in browser.contexts for page in context.pages]
    return "\n\n".join(
        "\n".join([page.url, *page.locator("[role=dialog]").all_inner_texts(), page.locator("body").inner_text()])
        for page in pages
    )


def _wait_until_healthy(url: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"The app did not start within {START_SECONDS} s (exit code {server.poll()}).")
