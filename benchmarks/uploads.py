"""What uploads cost a shared server in memory: while they are held, once they are refused, once tabs are closed.

    python -m benchmarks.uploads --tabs 4 --megabytes 300

Each tab uploads a file that is no data set; half of them press *Use it*, which refuses it, and all are closed then.
Prints the server's resident memory (MB, Linux) after each step.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.browser import open_browser, process_of, resident_mb, serve_app
from fedsim.text.pages.data import Adding
from fedsim.ui.door import SECONDS_AFTER_CLOSING

PATIENCE_MS = 120_000


def upload(browser: Browser, address: str, file: Path) -> Page:
    """A tab that has uploaded the file and not used it yet."""
    page = browser.new_context().new_page()
    page.goto(f"{address}/data")
    page.get_by_role("button", name=Adding.OWN).click(timeout=PATIENCE_MS)
    page.locator("input[type=file]").set_input_files(file, timeout=PATIENCE_MS)
    page.get_by_text(file.name).first.wait_for(timeout=PATIENCE_MS)
    page.wait_for_function("!document.querySelector('[data-testid=stFileUploaderFile] [role=progressbar]')")
    return page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tabs", type=int, default=4)
    parser.add_argument("--megabytes", type=int, default=300)
    asked = parser.parse_args()
    os.environ |= {"FEDSIM_SHARED": "yes", "FEDSIM_MAX_UPLOAD_MB": str(asked.megabytes + 10)}
    with tempfile.TemporaryDirectory() as folder, open_browser() as browser:
        file = Path(folder) / "large.npz"
        with file.open("wb") as written:
            for _ in range(asked.megabytes):
                written.write(os.urandom(1_000_000))
        with serve_app(Path(folder) / "home", Path(folder) / "log") as address:
            server = process_of(address)
            warm = browser.new_page()
            warm.goto(f"{address}/data")
            warm.get_by_role("button", name=Adding.OWN).wait_for(timeout=PATIENCE_MS)
            time.sleep(15)  # PyTorch and Flower are imported meanwhile
            print(f"before: {resident_mb(server):.0f} MB", flush=True)
            pages = [upload(browser, address, file) for _ in range(asked.tabs)]
            print(f"{asked.tabs} uploads of {asked.megabytes} MB held: {resident_mb(server):.0f} MB", flush=True)
            for page in pages[::2]:
                page.get_by_role("button", name=Adding.USE).click()
                page.get_by_text("is not an .npz file").wait_for(timeout=PATIENCE_MS)
            time.sleep(3)
            print(f"half of them refused: {resident_mb(server):.0f} MB", flush=True)
            for page in pages:
                page.context.close()
            time.sleep(SECONDS_AFTER_CLOSING + 10)
            print(
                f"{SECONDS_AFTER_CLOSING + 10} s after all tabs were closed: {resident_mb(server):.0f} MB", flush=True
            )


if __name__ == "__main__":
    main()
