"""The Learn page's figures: what each starts with, and which settings its link opens the app with."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from fedsim.charts.contrast import better_ink
from fedsim.charts.palette import NEVER_COLOR, POOLED_COLOR, TOGETHER_COLOR, hospital_color
from fedsim.privacy.mechanisms import MECHANISMS
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.lesson import Lesson
from fedsim.settings.link import LANGUAGE
from fedsim.settings.partition import Dirichlet
from fedsim.settings.presets import QUICK
from fedsim.text.format import hospital
from fedsim.text.pages.learn import QUESTIONS
from fedsim.text.pages.learn_figures import words_of

OPENS = "figure"
"""The name by which the address says at which figure the page opens."""
NOISE = 0.3


def _nothing() -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Figure:
    """One figure; its words are in `fedsim.text.pages.learn_figures`, what it draws in `ui/parts/learn_NAME.js`.

    Attributes:
        config: the settings that its link opens; the figure puts what is dragged in their place.
        page: the page that its link opens; "" is Simulate.
        start: what it shows at first.
        num_hospitals: how many it draws.
    """

    config: SimulationConfig
    page: str = ""
    start: Callable[[], dict[str, Any]] = _nothing
    num_hospitals: int = 3

    def data(self, name: str, language: str | None, *, opens: bool) -> dict[str, Any]:
        """What its part is mounted with.

        Args:
            name: its own.
            language: that the reader chose, if any: the link keeps it.
            opens: whether the address names it.
        """
        query = in_brief(self.config) | Lesson(question=QUESTIONS[name]).to_query()
        query |= {LANGUAGE: language} if language else {}
        return {
            "figure": name,
            "opens": opens,
            "words": words_of(name),
            "link": {"page": self.page, "query": query},
            "hospitals": [_drawn(place) for place in range(self.num_hospitals)],
            "together": TOGETHER_COLOR,
            "pooled": POOLED_COLOR,
            "never": NEVER_COLOR,
        } | self.start()


def in_brief(config: SimulationConfig) -> dict[str, str]:
    """What a link has to say of these settings: a link stands for the defaults where it leaves something out."""
    default = SimulationConfig().to_query()
    return {name: value for name, value in config.to_query().items() if default.get(name) != value}


def _drawn(place: int) -> dict[str, str]:
    name, color = QUICK.hospital_names[place], hospital_color(place)
    return {"name": name, "title": hospital(name), "color": color, "ink": better_ink(color)}


def _where_noise_is_added() -> dict[str, Any]:
    shown = ("central", "local", "record")
    return {"dp": "central", "noise": NOISE, "noise_at": {dp: MECHANISMS[dp].noise_at.value for dp in shown}}  # type: ignore[union-attr]


PRIVATE = replace(QUICK, dp="central", noise_multiplier=NOISE)
FIGURES = {
    "round": Figure(QUICK),
    "average": Figure(QUICK, start=lambda: {"counts": [1000, 400, 100], "values": [0.2, 0.5, 0.9]}),
    "drift": Figure(
        replace(QUICK, hospitals=tuple(map(Hospital, QUICK.hospital_names)), partition=Dirichlet(alpha=0.3)),
        num_hospitals=2,
        start=lambda: {
            "start": {
                "optima": [[-2.4, -1.1], [2.4, -1.1]], "start": [-3.8, 1.6],
                "steps": 25, "rate": 0.2, "ratio": 8, "share": 0.5,
            }
        },
    ),
    "places": Figure(PRIVATE, "privacy", _where_noise_is_added),
    "noise": Figure(
        replace(PRIVATE, dp="local"),
        "privacy",
        lambda: {"numbers": [2, 3, 5, 10, 20, 50, 100], "n": 10, "noise": 0.5},
    ),
    "masks": Figure(
        replace(QUICK, attack="last-round"),
        start=lambda: {"values": [12, 25, 20], "masks": [[0, 1, 37], [1, 2, 71], [0, 2, 64]], "hours": 100},
    ),
}  # fmt: skip
"""By name, in the page's order: the names of `fedsim.text.pages.learn`."""
