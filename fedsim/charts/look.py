"""How every chart looks wherever it is drawn: on a page, in a report, as a picture."""

from typing import Any

from fedsim.text.format import number_locale

TEXT_PX = 12  # the smallest of the type scale: docs/DESIGN.md
QUIET = 0.75  # what share of the ink titles and labels have: 4.5 to 1 at least, on the light page and the dark one


def look(ink: str) -> dict[str, Any]:
    """A Vega-Lite config: words in the colour of text, numbers as sentences write them.

    Marks, axes and legends are silent: a screen reader is told the sentence of the whole chart, and not the keys of
    each point and scale.
    """
    quiet = {"labelColor": ink, "titleColor": ink, "labelOpacity": QUIET, "titleOpacity": QUIET}
    words = quiet | {"labelFontSize": TEXT_PX, "titleFontSize": TEXT_PX, "titleFontWeight": "normal"}
    return {
        "mark": {"aria": False},
        "group": {"aria": False},
        "text": {"color": ink, "fontSize": TEXT_PX},
        "axis": words
        | {"aria": False, "gridColor": ink, "gridOpacity": 0.1, "domain": False, "tickColor": ink, "tickOpacity": 0.3},
        "legend": words | {"aria": False},
        "header": words,
        "locale": {"number": number_locale()},
    }
