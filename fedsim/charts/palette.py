"""One meaning a colour: `TOGETHER_COLOR` is the federation, and a hospital keeps its colour everywhere.

Classes have no colour: a chart tells them apart by where they stand. Every colour stands out from the light page and
the dark one, and any two from each other for readers with any kind of colour blindness (tests/charts/test_palette.py).
There are more hospitals than colours: those that share one differ in their dashes, or shapes, which tell neighbours
apart without any colour too.
"""

from collections.abc import Sequence
from typing import Any

import altair as alt

from fedsim.charts.contrast import better_ink, channels, turning_share

TOGETHER_COLOR = "#2f7de1"
POOLED_COLOR = "#7a8291"
CLIP_COLOR = POOLED_COLOR  # never on one chart with the pooled model
NEVER_COLOR = "#d55e00"
HOSPITAL_COLORS = ("#c28b11", "#257464", "#8149b0", "#9d4d19", "#a489c8", "#b36a1b")
SOLID = [1, 0]
DASHES = (SOLID, [6, 3], [2, 2], [8, 2, 2, 2])
ALONE_DASHES = ([6, 3], [2, 2], [8, 2, 2, 2], [12, 4])
POOLED_DASH = [1, 2]
SHAPES = {"circle": "●", "square": "■", "triangle-up": "▲", "diamond": "◆", "cross": "✚", "triangle-down": "▼"}
"""Of dots, and the character that stands for each beside a chart."""
CELL_COLORS = {"light": ("#f1f6fd", "#0d4da6"), "dark": ("#20262f", "#6aa9f8")}
"""A matrix's cell with a share of 0 and of 1, by the page's theme."""


def hospital_color(place: int) -> str:
    """The colour that the hospital at this place of the federation has on every page."""
    return HOSPITAL_COLORS[place % len(HOSPITAL_COLORS)]


def hospital_dash(place: int, dashes: Sequence[list[int]]) -> list[int]:
    """One of the dashes: neighbours differ in it, and so do hospitals that share a colour."""
    return dashes[(place + place // len(HOSPITAL_COLORS)) % len(dashes)]


def hospital_shape(place: int) -> str:
    """Likewise, one of the shapes."""
    return list(SHAPES)[(place + place // len(HOSPITAL_COLORS)) % len(SHAPES)]


def pale(color: str) -> str:
    """What fills a mark that is hollow, with an edge of this colour."""
    red, green, blue = (round(255 * channel) for channel in channels(color))
    return f"rgba({red},{green},{blue},0.15)"


def cell_color(field: str, ink: str) -> alt.Color:
    """A cell's colour by a share.

    Args:
        field: the share's, in [0, 1].
        ink: the colour of text on the page.
    """
    scale = alt.Scale(domain=[0, 1], range=list(CELL_COLORS[theme_of(ink)]), interpolate="rgb")
    return alt.Color(f"{field}:Q", scale=scale, legend=None)


def cell_ink(field: str, ink: str) -> Any:
    """Black or white, whichever is read better on `cell_color`."""
    low, high = CELL_COLORS[theme_of(ink)]
    turn = f"datum.{field} > {turning_share(low, high)}"
    return alt.condition(turn, alt.value(better_ink(high)), alt.value(better_ink(low)))


def theme_of(ink: str) -> str:
    """A page with dark text is light."""
    return "light" if better_ink(ink) == "#ffffff" else "dark"
