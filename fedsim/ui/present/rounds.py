"""The rounds of a run in motion: one told slowly, in frames, and where each came to."""

from math import sqrt
from typing import Any

from fedsim.analysis.motion import motion_at
from fedsim.analysis.motion_stages import stages
from fedsim.analysis.taking_part import is_plain_mean
from fedsim.charts.palette import hospital_color
from fedsim.events import RoundFinished
from fedsim.text.format import percent
from fedsim.text.pages import present as page
from fedsim.ui.present.which import Presented
from fedsim.ui.shared.federation import frame_of, look_of

SLOW = 1
"""The round that is told slowly."""
MOST_TERMS = 4
SCAN_PX = 128


def rounds(shown: Presented) -> dict[str, Any]:
    """What the step is drawn from."""
    state = shown.state
    slow = stages(state, SLOW)
    frames = [frame_of(state, motion) for motion in slow]
    look, done = look_of(state, slow[0], SCAN_PX), state.rounds_done
    return {
        "look": look,
        "frames": frames,
        "rounds": [frame_of(state, motion_at(state, each.round)) for each in state.rounds],
        "scores": [
            {
                "title": page.round_of(each.round, done),
                "share": each.accuracy,
                "said": percent(each.accuracy),
                "note": _note(each),
            }
            for each in state.rounds
        ],
        "formula": _formula(look, frames) if is_plain_mean(state.config) else None,
    }


def _note(score: RoundFinished) -> str:
    """What the accuracy of a model is like that has learned nothing yet: one in as many as there are tested classes.

    It may be above that by two standard errors of so many test images.
    """
    images = [sum(row) for row in score.confusion_matrix if sum(row)]
    chance = 1 / len(images)
    guessed = score.accuracy <= chance + 2 * sqrt(chance * (1 - chance) / sum(images))
    return page.like_guessing(len(images)) if guessed else ""


def _formula(look: dict[str, Any], frames: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The average's terms, one a card; None where no hospital's weight is known."""
    weighed = [each for each in frames[-1]["hospitals"] if each.get("weight_of")]
    if not weighed:
        return None
    names = {each["id"]: each["name"] for each in look["hospitals"]}
    terms = []
    for each in weighed[:MOST_TERMS]:
        over, _, below = each["weight_of"].partition(" / ")
        named = {"name": names[each["id"]], "colour": hospital_color(int(each["id"]))}
        terms.append({"id": each["id"], "over": over, "below": below, **named})
    return {
        "terms": terms,
        "more": len(weighed) > MOST_TERMS,
        "said": page.formula_said([f"{term['name']} {term['over']}/{term['below']}" for term in terms]),
    }
