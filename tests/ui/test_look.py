"""Style sheets keep to the sizes of docs/DESIGN.md."""

import re
from pathlib import Path

import pytest

from fedsim.ui.shared.style import STYLE

ROOT = Path(__file__).parents[2]
SIZE = re.compile(r"font-size: (?:clamp\()?([\d.]+)rem")
"""What grows with the window begins at one of them."""
SHEETS = {path.name: path.read_text("utf-8") for path in (ROOT / "fedsim/ui/parts").glob("*.css")} | {"STYLE": STYLE}


def scale() -> set[float]:
    """The sizes of type in the document, px."""
    lines = (ROOT / "docs/DESIGN.md").read_text("utf-8").partition("## Type")[2].partition("## Space")[0]
    return {float(each) for each in re.findall(r"^\| (\d+) \|", lines, re.MULTILINE)}


@pytest.mark.parametrize("name", SHEETS)
def test_a_style_sheet_has_no_size_of_its_own(name: str) -> None:
    assert scale() == {12, 14, 16, 20, 28}
    assert {16 * float(each) for each in SIZE.findall(SHEETS[name])} <= scale()


def test_the_federations_picture_has_no_size_of_its_own() -> None:
    drawn = (ROOT / "fedsim/ui/parts/federation_draw.js").read_text("utf-8")
    sizes = re.findall(r'"font-size": (?:parts\.name\[3\] \?\? )?([\d.]+)', drawn)
    assert sizes
    assert {float(each) for each in sizes} <= scale()
