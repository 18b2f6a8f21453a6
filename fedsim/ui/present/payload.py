"""All that the stage shows, as JSON: the browser plays it without asking again."""

from typing import Any

from fedsim.analysis.story import STEPS
from fedsim.charts.palette import NEVER_COLOR, POOLED_COLOR, TOGETHER_COLOR
from fedsim.language import language, languages, name_of
from fedsim.text import present as words
from fedsim.text.format import number, percent
from fedsim.text.pages.present import KEYS, STAGE, Page, place
from fedsim.ui.present.foot import foot
from fedsim.ui.present.links import addresses
from fedsim.ui.present.steps import STEP_DATA
from fedsim.ui.present.which import Presented

PHONES = "Q"
SHORT = {"zh": "中", "en": "EN"}


def payload(shown: Presented, page: str, hint: str | None = None) -> dict[str, Any]:
    """What `ui/parts/present.js` draws.

    Args:
        shown: the run.
        page: the address at which this browser has the page.
        hint: a sentence that is shown for a while.
    """
    links = addresses(page, shown.state.id if shown.kept else None, len(STEPS))
    return {
        "language": language(),
        "languages": [{"tag": tag, "name": name_of(tag), "short": _short(tag)} for tag in languages()],
        "words": dict(STAGE),
        "keys": [(key, does) for key, does in KEYS.items() if links or key != PHONES],
        "colours": {"together": TOGETHER_COLOR, "pooled": POOLED_COLOR, "never": NEVER_COLOR},
        "percents": [percent(each / 100) for each in range(101)],
        "numbers": [number(each) for each in range(1001)],
        "steps": [_step(shown, place, step, reached=bool(links)) for place, step in enumerate(STEPS)],
        "links": links,
        "hint": hint,
        **{step: make(shown) for step, make in STEP_DATA.items() if shown.story.can_tell(step)},
    }


def _short(tag: str) -> str:
    return SHORT.get(tag.partition("-")[0], tag.partition("-")[0].upper())


def _step(shown: Presented, at: int, step: str, *, reached: bool) -> dict[str, Any]:
    story, title = shown.story, words.TITLES[step]
    said = {"id": step, "title": title, "place": place(at + 1, len(STEPS), title)}
    if not story.can_tell(step):
        return said | {"sentence": "", "alt": "", "foot": "", "notes": [], "missing": str(story.missing[step])}
    told = {"sentence": words.sentence(story, step), "alt": words.alt(story, step), "foot": foot(shown, step)}
    return said | told | {"notes": [*words.notes(story, step), *_of_phones(step, reached)], "missing": None}


def _of_phones(step: str, reached: bool) -> list[str]:
    """For the speaker alone: who listens could do nothing about it."""
    return [Page.PHONES_CANNOT.format(file="docs/DEPLOY.md")] if step == STEPS[-1] and not reached else []
