"""Whose colour and shape is which, where a chart has no legend: long names would leave it no room on a phone."""

import html
from collections.abc import Iterable, Sequence

from fedsim.charts.palette import SHAPES, hospital_color, hospital_shape


def whose_color(names: Sequence[str], places: Iterable[int] | None = None) -> str:
    """A dot and a name each, as HTML, in as many lines as the names take.

    Args:
        names: of all hospitals, in order.
        places: whose are told; None is all of them.
    """
    shown = range(len(names)) if places is None else places
    entries = (
        f'<span><span style="color:{hospital_color(place)}">{SHAPES[hospital_shape(place)]}</span> '
        f"{html.escape(names[place])}</span>"
        for place in shown
    )
    return f'<div class="names-of-dots">{"".join(entries)}</div>'
