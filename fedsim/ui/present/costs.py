"""What the steps on the server, on privacy's cost and on patients are drawn from."""

from typing import Any

from fedsim.analysis.noise_points import NoisePoint, noise_points
from fedsim.analysis.people import mistakes, tested
from fedsim.analysis.story import NOISE
from fedsim.charts.palette import hospital_color
from fedsim.events import Matrix
from fedsim.runs.recorded import recorded
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
        **_noise(shown),
    }


def _noise(shown: Presented) -> Step:
    """What noise costs in this run; where no other with noise is kept, in the one that comes with the app.

    A run that has privacy itself is told with its own promise, never with another's.
    """
    story = shown.story
    own = (story.own_noise,) if story.own_noise else ()
    points = story.noise or own or _noise_that_ships()
    why = {"no_noise": str(story.missing[NOISE]), "to_sweep": page.to_sweep()} if NOISE in story.missing else {}
    borrowed = {} if story.noise or own else {"borrowed": page.borrowed()}
    overlap = not borrowed and shown.state.config.deal == "shared"
    return {
        "found_title": page.finds(story.unseen or ""),
        "noise": [
            {
                "share": each.accuracy,
                "said": percent(each.accuracy),
                "found": each.found,
                "found_said": percent(each.found or 0.0),
                "hidden": words.hidden(each, overlap=overlap),
                "spoken": words.noise_sentence(each),
            }
            for each in points
        ],
        "told": 0 if own else points.index(words.worst_of(points)),
        **borrowed,
        **why,
    }


def _noise_that_ships() -> tuple[NoisePoint, ...]:
    record = recorded()
    return noise_points(record.state, record.others, None)


def people(shown: Presented) -> Step:
    story, healthy = shown.story, shown.story.healthy is not None
    classes = tested(story)
    matrices = story.matrices
    compared = models(shown, (matrices.alone, matrices.together, matrices.pooled))
    sentence, places = words.people_words(story)
    also = {"called": page.called_ill(), "misnamed": page.misnamed()} if healthy else {}
    return {
        "classes": classes,
        "models": [
            {"id": kind, "title": title, "colour": colour, "rates": _rates(shown, matrix, classes)}
            for kind, title, colour, matrix in compared
        ],
        "sentence": sentence,
        "sentence_in_all": words.people_words(story, in_all=True)[0],
        "places": places,
        "mix": page.mix(),
        "wrongly": page.wrongly(healthy=healthy),
        "also": [{"id": kind, "said": said} for kind, said in also.items()],
        "alt": page.crowd(healthy=healthy),
        "nobody": page.nobody(),
    }


def _rates(shown: Presented, matrix: Matrix, classes: tuple[str, ...]) -> dict[str, list[float]]:
    """The share of each class that a model gets wrong, in each way; where there is no healthy class all is misread."""
    names = shown.story.classes
    healthy = names.index(shown.story.healthy) if shown.story.healthy else None
    rates: dict[str, list[float]] = {"home": [], "called": [], "misnamed": []}
    for place in map(names.index, classes):
        row = matrix[place]
        for kind, count in zip(rates, mistakes(row, place, healthy), strict=True):
            rates[kind].append(count / sum(row))
    return rates
