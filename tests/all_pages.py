"""Every page that app.py lists, in its order, so that a new one is walked too."""

import re
from pathlib import Path

APP = Path(__file__).parents[1] / "app.py"
PAGES = re.findall(r'st\.Page\("(pages/\w+\.py)"', APP.read_text("utf-8"))
assert {*PAGES} == {f"pages/{each.name}" for each in APP.parent.glob("pages/*.py")}
OF_SETTINGS = [page for page in PAGES if page != "pages/present.py"]
"""Those that go by the settings on the screen; the other tells of a run, and says nothing else."""
NAMES = [Path(page).stem for page in PAGES]


def address(name: str) -> str:
    """Where a page stands on the server: the first at its root."""
    return "" if name == NAMES[0] else name
