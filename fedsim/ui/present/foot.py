"""The small print below a step's picture: what its classes are, that its scans were drawn, and whose run it is."""

from collections.abc import Iterator

from fedsim.data import entries
from fedsim.language import paragraph
from fedsim.runs.state import Purpose
from fedsim.text.datasets import class_titles
from fedsim.text.pages import present as page
from fedsim.text.run_header import date
from fedsim.ui.present.which import Presented

OF_PATIENTS = ("hospitals", "scan", "people")
"""Where patients are spoken of."""


def foot(shown: Presented, step: str) -> str:
    """Empty where there is nothing to say."""
    return paragraph(_lines(shown, step))


def _lines(shown: Presented, step: str) -> Iterator[str]:
    first = step == "hospitals"
    if first and (spelled := _spelled(shown)):
        yield page.spelled(spelled)
    if step == "people" and shown.story.healthy:
        yield page.mix_of_a_practice()
    if step in OF_PATIENTS and shown.story.drawn:
        yield page.drawn()
    if first and shown.kept and shown.state.purpose is Purpose.IMPORTED:
        yield page.run_from_elsewhere(shown.state.id)
    elif first and shown.kept:
        yield page.run_of_here(shown.state.id, date(shown.state.started_at or shown.state.queued_at))
    elif first:
        yield page.run_that_ships()


def _spelled(shown: Presented) -> dict[str, str]:
    """What short names of classes stand for; a set that is known by name need not be there for it."""
    name, classes = shown.state.config.dataset, shown.story.classes
    known = shown.dataset or next((entry for entry in entries() if entry.name == name), None)
    if known is None or known.classes != classes:
        return {}
    titles = dict(zip(classes, class_titles(known), strict=True))
    return {cls: said for cls, said in titles.items() if cls.isalpha() and cls.casefold() not in said.casefold()}
