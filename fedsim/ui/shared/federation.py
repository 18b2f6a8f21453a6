"""A federation as `parts/federation.js` draws it: what stays during a run, and what changes. Words and numbers are
written here, and a part has none of its own.
"""

from collections.abc import Sequence
from typing import Any

from fedsim.analysis.motion import HospitalMotion, Motion
from fedsim.analysis.motion_cards import Card, cards
from fedsim.analysis.taking_part import Doing
from fedsim.charts.palette import NEVER_COLOR, POOLED_COLOR, TOGETHER_COLOR, hospital_color
from fedsim.runs.state import RunState
from fedsim.text import motion as words
from fedsim.text.format import counted, number, percent
from fedsim.ui.shared.scans import scans
from fedsim.ui.shared.words import UNSEEN

SCAN_PX = 56
PALETTE = {"together": TOGETHER_COLOR, "never": NEVER_COLOR, "pooled": POOLED_COLOR}


def look_of(state: RunState, motion: Motion, scan_px: int = SCAN_PX) -> dict[str, Any]:
    """What stays the same while a run goes on: hospitals with their scans and classes, colours and words.

    Args:
        state: the run.
        motion: any of it.
        scan_px: an image is sent at most so wide and high.
    """
    shown, classes = cards(state.config, motion), state.info.classes if state.info else ()
    pictures = scans(state, tuple(card.places[0] for card in shown), scan_px)
    most = max((max(each.hospital.class_counts, default=0) for each in shown), default=0)
    told = words.Federation
    return {
        "hospitals": [
            {
                "id": str(card.places[0]),
                "name": _seen(words.called(card)),
                "lacks": _seen(words.lacks(card.hospital.never_seen)),
                "scan": scan,
                "colour": hospital_color(card.places[0]),
                "comes": card.hospital.doing is not Doing.NEWCOMER,
                "images": counted(card.hospital.num_examples, "image"),
                "classes": _bars(classes, card.hospital, most),
            }
            for card, scan in zip(shown, pictures, strict=True)
        ],
        "palette": PALETTE,
        "words": {
            "server": str(told.SERVER), "together": str(told.TOGETHER), "own": str(told.OWN),
            "stays": str(told.STAYS),
        },
    }  # fmt: skip


def frame_of(state: RunState, motion: Motion) -> dict[str, Any]:
    """What changes: a moment of it.

    Args:
        state: the run.
        motion: what it is doing.
    """
    total = sum(each.num_examples for each in motion.hospitals if each.weight is not None)
    return {
        "phase": motion.phase.value,
        "round": motion.round,
        "title": words.title(motion),
        "doing": _seen(words.doing(state, motion)),
        "said": _seen(words.describe(state, motion)),
        "accuracy": motion.accuracy,
        "accuracy_said": _share(motion.accuracy),
        "hospitals": [_moment(card, total) for card in cards(state.config, motion)],
    }


def _moment(card: Card, total: int) -> dict[str, Any]:
    one = card.hospital
    return {
        "id": str(card.places[0]),
        "status": one.doing.value,
        "share": one.share,
        "said": words.on_card(card),
        "accuracy": one.accuracy,
        "accuracy_said": _share(one.accuracy),
        "weight": one.weight,
        "weight_said": _share(one.weight),
        "weight_of": _ratio(card, total),
    }


def _ratio(card: Card, total: int) -> str:
    """A weight as what it is the ratio of: images, where it goes by them, else hospitals."""
    weight, hospitals = card.hospital.weight, card.num_taking_part
    if weight is None:
        return ""
    if abs(weight * total - card.num_images) < 1e-6 * total:
        return f"{number(card.num_images)} / {number(total)}"
    return f"{number(hospitals)} / {number(round(hospitals / weight))}"


def _bars(classes: Sequence[str], hospital: HospitalMotion, most: int) -> list[dict[str, Any]]:
    """A bar a class: its height beside the largest of any card, what it says, and whether there is nothing."""
    return [
        {
            "name": _seen(cls),
            "said": _seen(words.Federation.BAR.format(cls=cls, images=counted(count, "image"))),
            "share": count / most if most else 0.0,
            "never": not count,
        }
        for cls, count in zip(classes, hospital.class_counts, strict=False)
    ]


def _seen(text: str) -> str:
    """With nothing in it that cannot be seen, or turns the direction of what follows."""
    return UNSEEN.sub("\ufffd", text)


def _share(value: float | None) -> str:
    return percent(value) if value is not None else ""
