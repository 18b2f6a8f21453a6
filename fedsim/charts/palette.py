"""One meaning a colour: `TOGETHER_COLOR` is the federation, and a hospital keeps its colour everywhere.

The palette is Okabe and Ito's for colour-blind readers (https://jfly.uni-koeln.de/color/).
"""

import altair as alt

TOGETHER_COLOR = "#2f7de1"
POOLED_COLOR = "#7a8291"
HOSPITAL_COLORS = ("#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#b0a32c", "#8a6fd1", "#7f8c8d")
CLASS_COLORS = ("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#d55e00", "#0072b2", "#8a6fd1", "#7f8c8d")
DASHES = ([1, 0], [6, 3], [2, 2])
ALONE_DASHES = ([6, 3], [2, 2], [8, 2, 2, 2])
MATRIX_SCALE = alt.Scale(domain=[0, 1], range=["rgba(47,125,225,0.04)", "#2f7de1"])
NEVER_COLOR = "#d55e00"
COLUMNS = alt.expr("width < 420 ? 3 : 8")  # of a legend: on a phone it wraps


def hospital_color(place: int) -> str:
    """The colour that the hospital at this place of the federation has on every page."""
    return HOSPITAL_COLORS[place % len(HOSPITAL_COLORS)]
