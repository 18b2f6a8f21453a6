"""A lesson: a link that hides some controls and may ask a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fedsim.errors import Problem

HIDE, ASK = "hide", "ask"
"""The parameters of a link that make it a lesson; they are no settings."""
MAX_QUESTION = 300
"""Characters."""
HIDEABLE = (
    *("preset", "dataset", "hospitals", "samples_per_hospital", "rounds", "strategy", "dp", "baselines"),
    *("kinds", "each", "advanced"),
)
"""What can be hidden, in the order in which a page has it: settings with their parameters, and three groups."""


@dataclass(frozen=True)
class Lesson:
    """What a lesson's link asks for.

    Attributes:
        hidden: of `HIDEABLE`.
        question: "" is none.
    """

    hidden: tuple[str, ...] = ()
    question: str = ""

    def to_query(self) -> dict[str, str]:
        """Its parameters of a link."""
        hidden = {HIDE: ",".join(self.hidden)} if self.hidden else {}
        return hidden | ({ASK: self.question} if self.question else {})


def read_lesson(query: Mapping[str, Sequence[str]]) -> tuple[Lesson, tuple[Problem, ...]]:
    """The lesson of a link, and what of it cannot be used.

    Args:
        query: by name, every value that the link gives to it; the last counts.
    """
    problems = [Problem.of("link-lesson-twice", name=name, times=len(query[name])) for name in (HIDE, ASK)
                if len(query.get(name, ())) > 1]  # fmt: skip
    named = [name.strip() for name in (query.get(HIDE) or [""])[-1].split(",") if name.strip()]
    question = " ".join((query.get(ASK) or [""])[-1].split())
    if strange := [name for name in dict.fromkeys(named) if name not in HIDEABLE]:
        problems.append(Problem.of("lesson-no-control", names=strange, known=list(HIDEABLE)))
    if len(question) > MAX_QUESTION:
        problems.append(Problem.of("lesson-question-too-long", length=len(question), most=MAX_QUESTION))
        question = ""
    hidden = tuple(name for name in HIDEABLE if name in named)
    return Lesson(hidden, question), tuple(problems)
