"""A lesson's part of a link."""

import pytest

from fedsim.settings.config import SimulationConfig
from fedsim.settings.lesson import HIDEABLE, MAX_QUESTION, Lesson, read_lesson
from fedsim.settings.link import read_link

CLASSES = ("CNV", "DME", "DRUSEN", "NORMAL")


def asked(**values: str) -> dict[str, list[str]]:
    return {name: [value] for name, value in values.items()}


def test_what_is_written_is_read() -> None:
    for lesson in (Lesson(), Lesson(("dp", "advanced"), "Why & <how>, 100 %?"), Lesson(HIDEABLE), Lesson((), "Why?")):
        assert read_lesson(asked(**lesson.to_query())) == (lesson, ())


def test_order_and_repetition_count_for_nothing() -> None:
    lesson, problems = read_lesson(asked(hide=" advanced,dp ,,dp", ask="  Why\n so? "))
    assert (lesson, problems) == (Lesson(("dp", "advanced"), "Why so?"), ())


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"hide": "<script>,dp"}, "lesson-no-control"),
        ({"hide": "seed", "ask": "why"}, "lesson-no-control"),
        ({"ask": "x" * (MAX_QUESTION + 1)}, "lesson-question-too-long"),
    ],
)
def test_what_cannot_be_used_is_told_and_the_rest_stands(query: dict[str, str], code: str) -> None:
    link = read_link(asked(rounds="7", **query), lambda name: CLASSES)
    assert link.config == SimulationConfig(rounds=7)
    assert [problem.code for problem in link.unused] == [code]
    assert str(link.unused[0]).endswith(".")
    assert link.lesson.hidden == (("dp",) if "dp" in query.get("hide", "") else ())
    assert len(link.lesson.question) <= MAX_QUESTION


def test_of_what_is_given_twice_the_last_counts_and_that_is_told() -> None:
    lesson, problems = read_lesson({"hide": ["dp"], "ask": ["Why?", "How?"]})
    assert lesson == Lesson(("dp",), "How?")
    assert list(map(str, problems)) == ["ask stands 2 times in the link; the last one counts."]


def test_a_lesson_may_name_no_settings() -> None:
    link = read_link(asked(hide="dp", ask="Why?"), lambda name: CLASSES)
    assert (link.config, link.lesson, link.unused) == (None, Lesson(("dp",), "Why?"), ())
