"""The rounds of a run in motion: what happens in one, and where each came to."""

from typing import Any

from fedsim.charts.palette import hospital_color
from fedsim.text.format import hospital, number, percent
from fedsim.text.pages import present as page
from fedsim.ui.present.which import Presented

MOST_TERMS, MOST_DRAWN = 4, 6


def rounds(shown: Presented) -> dict[str, Any]:
    """What the step is drawn from."""
    state = shown.state
    frames = [{"phase": phase, "doing": doing} for phase, doing in page.DOING.items()]
    drawn = shown.story.hospitals[:MOST_DRAWN]
    return {
        "look": {
            "server": page.STAGE["server"],
            "hospitals": [{"name": hospital(each.name), "colour": hospital_color(each.place)} for each in drawn],
        },
        "frames": frames,
        "last": frames[-1],
        "scores": [
            {
                "title": page.round_of(each.round, state.rounds_done),
                "share": each.accuracy,
                "said": percent(each.accuracy),
            }
            for each in state.rounds
        ],
        "formula": _formula(shown),
    }


def _formula(shown: Presented) -> dict[str, Any] | None:
    """The average's terms, of the last round; None where nobody sent anything."""
    travelled = shown.story.travelled
    if not travelled or not travelled.sent:
        return None
    images = [each.num_images if travelled.by_images else 1 for each in travelled.sent]
    told = list(zip(travelled.sent, map(number, images), strict=True))[:MOST_TERMS]
    below = number(sum(images))
    terms = [
        {"id": str(each.place), "name": each.name, "colour": hospital_color(each.place), "over": over, "below": below}
        for each, over in told
    ]
    said = page.formula_said([f"{term['name']} {term['over']}/{term['below']}" for term in terms])
    return {"terms": terms, "more": len(images) > MOST_TERMS, "said": said}
