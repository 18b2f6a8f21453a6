"""How every chart looks wherever it is drawn: on a page, in a report, as a picture."""

from typing import Any

from fedsim.text.format import number_locale


def look(ink: str) -> dict[str, Any]:
    """A Vega-Lite config: words in the colour of text, numbers as sentences write them.

    Marks, axes and legends are silent: a screen reader is told the sentence of the whole chart, and not the keys of
    each point and scale.
    """
    words = {"labelColor": ink, "titleColor": ink}
    return {
        "mark": {"aria": False},
        "group": {"aria": False},
        "text": {"color": ink},
        "axis": words | {"aria": False},
        "legend": words | {"aria": False},
        "header": words,
        "locale": {"number": number_locale()},
    }
