"""What the picture of each step is drawn from: a `Story`'s facts, written out."""

from collections.abc import Callable
from typing import Any

from fedsim.analysis.story import Member, Scan
from fedsim.charts.palette import TOGETHER_COLOR, hospital_color
from fedsim.text import present as words
from fedsim.text.format import hospital, percent
from fedsim.text.pages import present as page
from fedsim.ui.present import leaving
from fedsim.ui.present.costs import people, server
from fedsim.ui.present.models import models, teller, teller_colour
from fedsim.ui.present.rounds import rounds
from fedsim.ui.present.scans import scans_of, shown_scan
from fedsim.ui.present.which import Presented

MOST_CARDS, MOST_ANSWERS = 4, 6
Step = dict[str, Any]


def _hospitals(shown: Presented) -> Step:
    members = shown.story.hospitals
    first = [each for each in members if each == shown.story.teller]
    told = [*first, *(each for each in members if each not in first)]
    cards = sorted(told[: MOST_CARDS if len(told) <= MOST_CARDS else MOST_CARDS - 1], key=lambda each: each.place)
    left = len(members) - len(cards)
    return {
        "cards": [_card(shown, each) for each in cards],
        "more": page.more_hospitals(left) if left else "",
        "no_images": str(shown.no_images or ""),
    }


def _card(shown: Presented, member: Member) -> Step:
    return {
        "title": hospital(member.name),
        "images": page.scans(member.num_images),
        "colour": hospital_color(member.place),
        "tiles": scans_of(shown, member),
    }


def _guess(shown: Presented) -> Step:
    found = shown.story.found_alone or 0.0
    return {
        "label": page.guess_label(shown.story.unseen or "", teller(shown)),
        "truth": page.really_finds(teller(shown)),
        "colour": teller_colour(shown),
        "found": found,
        "found_said": percent(found),
        "answer": words.answer(shown.story),
    }


def _scan(shown: Presented) -> Step:
    scan, told_of = shown.story.scan, shown.story.teller
    unseen = told_of.unseen if told_of else ()
    return _picture(shown, scan) | {
        "says": page.says(teller(shown)),
        "rows": _answers(shown, scan, scan.alone, teller_colour(shown), unseen) if scan else [],
    }


def _again(shown: Presented) -> Step:
    story, scan = shown.story, shown.story.scan
    return _picture(shown, scan) | {
        "says": page.says(None),
        "rows": _answers(shown, scan, scan.together, TOGETHER_COLOR) if scan else None,
        "how_often": page.how_often(),
        "scores": [
            {"title": title, "share": share, "said": percent(share), "colour": colour, "strong": kind == "together"}
            for kind, title, colour, share in models(shown, (story.alone, story.together, story.pooled))
        ],
    }


def _picture(shown: Presented, scan: Scan | None) -> Step:
    return {"src": shown_scan(shown, scan), "truth_said": page.truth(scan.truth)} if scan else {}


def _answers(
    shown: Presented, scan: Scan, said: tuple[float, ...], colour: str, unseen: tuple[str, ...] = ()
) -> list[Step]:
    """A bar a class, of many those that count, in the order of the classes."""
    classes = shown.story.classes
    first = sorted(range(len(classes)), key=lambda k: -max(scan.alone[k], scan.together[k], classes[k] == scan.truth))
    return [
        {
            "title": classes[k],
            "share": said[k],
            "said": page.share(said[k]),
            "colour": colour,
            "never": classes[k] in unseen,
            "note": page.never_seen() if classes[k] in unseen else None,
            "strong": said[k] == max(said),
        }
        for k in sorted(first[:MOST_ANSWERS])
    ]


def _turn(shown: Presented) -> Step:
    """Blind spots to choose, where there is room for them."""
    classes, members = shown.story.classes, shown.story.hospitals
    few = members if len(members) <= MOST_CARDS and len(classes) <= MOST_ANSWERS else ()
    return {
        "hospitals": [
            {
                "place": each.place,
                "title": hospital(each.name),
                "colour": hospital_color(each.place),
                "classes": offered,
                "unseen": [cls for cls in offered if cls in each.unseen],
            }
            for each in few
            if (offered := leaving.chips(shown, each))
        ]
    }


STEP_DATA: dict[str, Callable[[Presented], Step]] = {
    "hospitals": _hospitals,
    "guess": _guess,
    "scan": _scan,
    "rounds": rounds,
    "again": _again,
    "server": server,
    "people": people,
    "turn": _turn,
}
"""By the step."""
