"""What the steps on the server, on privacy's cost and on patients are drawn from."""

from typing import Any

from fedsim.analysis.people import tested
from fedsim.analysis.story import NOISE
from fedsim.charts.palette import hospital_color
from fedsim.events import Matrix
from fedsim.text import present as words
from fedsim.text.format import hospital, percent
from fedsim.text.pages import present as page
from fedsim.ui.present.models import models
from fedsim.ui.present.which import Presented

MOST_SENT = 5
Step = dict[str, Any]


def server(shown: Presented) -> Step:
    story = shown.story
    travelled = story.travelled
    sent = travelled.sent if travelled else ()
    shown_sent = sent[: MOST_SENT if len(sent) <= MOST_SENT else MOST_SENT - 1]
    return {
        "sent": [
            {
                "title": hospital(each.name),
                "colour": hospital_color(each.place),
                "numbers": page.numbers_sent(each.numbers),
                "bytes": page.size_sent(each.bytes),
            }
            for each in shown_sent
        ],
        "more": page.more_hospitals(len(sent) - len(shown_sent)) if len(sent) > len(shown_sent) else "",
        "no_noise": str(story.missing.get(NOISE, "")),
        "found_title": page.finds(story.unseen or ""),
        "noise": [
            {
                "share": each.accuracy,
                "said": percent(each.accuracy),
                "found": each.found,
                "found_said": percent(each.found or 0.0),
                "promise": words.noise_sentence(each),
            }
            for each in story.noise
        ],
    }


def people(shown: Presented) -> Step:
    story = shown.story
    classes = tested(story)
    matrices = story.matrices
    compared = models(shown, (matrices.alone, matrices.together, matrices.pooled))
    sentence, places = words.people_words(story)
    return {
        "classes": classes,
        "models": [
            {"id": kind, "title": title, "colour": colour, "rates": _rates(shown, matrix, classes)}
            for kind, title, colour, matrix in compared
        ],
        "sentence": sentence,
        "places": places,
        "mix": page.mix(),
        "wrongly": page.wrongly(healthy=story.healthy is not None),
        "alt": page.crowd(healthy=story.healthy is not None),
        "nobody": page.nobody(),
    }


def _rates(shown: Presented, matrix: Matrix, classes: tuple[str, ...]) -> list[float]:
    """The share of each class that a model sends home wrongly, or misreads where there is no healthy class."""
    names, healthy = shown.story.classes, shown.story.healthy
    rates = []
    for cls in classes:
        row, own = matrix[names.index(cls)], names.index(cls)
        wrong = 0 if cls == healthy else row[names.index(healthy)] if healthy else sum(row) - row[own]
        rates.append(wrong / sum(row))
    return rates
