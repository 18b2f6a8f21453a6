"""The three models that are compared, and the hospital that the story is told of."""

from typing import Any

from fedsim.charts.palette import POOLED_COLOR, TOGETHER_COLOR, hospital_color
from fedsim.text.format import hospital
from fedsim.text.pages.present import model_title
from fedsim.ui.present.which import Presented


def models(shown: Presented, values: tuple[Any, Any, Any]) -> list[tuple[str, str, str, Any]]:
    """The three models with a value each, but for those that there are not: key, title, colour, value."""
    kinds = ("alone", "together", "pooled")
    colours = (teller_colour(shown), TOGETHER_COLOR, POOLED_COLOR)
    found = zip(kinds, colours, values, strict=True)
    return [(kind, model_title(kind, teller(shown)), colour, it) for kind, colour, it in found if it is not None]


def teller(shown: Presented) -> str:
    return hospital(shown.story.teller.name) if shown.story.teller else ""


def teller_colour(shown: Presented) -> str:
    return hospital_color(shown.story.teller.place if shown.story.teller else 0)
