"""The palette: what can be told apart, and what can be read."""

from itertools import combinations

import pytest

from fedsim.charts import palette
from fedsim.charts.contrast import better_ink, contrast, mixed, turning_share
from tests.colours import VISIONS, apart

TELL_APART = 0.07  # in Oklab: more than three times what is just noticed
PAGES = {"light": "#ffffff", "dark": "#171614"}
SERIES = {
    "together": palette.TOGETHER_COLOR,
    "pooled": palette.POOLED_COLOR,
    **{f"hospital {place}": color for place, color in enumerate(palette.HOSPITAL_COLORS)},
}


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(("one", "other"), list(combinations(SERIES, 2)))
def test_any_two_series_of_a_chart_differ_whatever_the_eyes(one: str, other: str, vision: str) -> None:
    assert apart(SERIES[one], SERIES[other], vision) >= TELL_APART


@pytest.mark.parametrize(
    ("one", "vision"), [("#cc79a7", "protanopia"), ("#009e73", "deuteranopia")], ids=["pink", "green"]
)
def test_the_simulation_finds_what_is_one_grey_to_some_eyes(one: str, vision: str) -> None:
    assert apart(one, palette.POOLED_COLOR, vision) < TELL_APART <= apart(one, palette.POOLED_COLOR, "normal")


@pytest.mark.parametrize("theme", PAGES)
@pytest.mark.parametrize("color", [*SERIES.values(), palette.NEVER_COLOR])
def test_every_line_stands_out_from_the_page(color: str, theme: str) -> None:
    assert contrast(color, PAGES[theme]) >= 3


@pytest.mark.parametrize(("theme", "ink"), [("light", "#141312"), ("dark", "#f2f0ed")])
def test_the_text_of_every_cell_can_be_read(theme: str, ink: str) -> None:
    assert palette.theme_of(ink) == theme
    low, high = palette.CELL_COLORS[theme]
    condition = palette.cell_ink("share", ink)
    over, under = condition["condition"]["value"], condition["value"]
    turn = turning_share(low, high)
    for step in range(1001):
        share = step / 1000
        assert contrast(over if share > turn else under, mixed(low, high, share)) >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert better_ink("#ffffff") == "#000000"
    assert better_ink("#000000") == "#ffffff"
