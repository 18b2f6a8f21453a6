"""Every catalogue says all that there is to say, with the same places to fill and the same marks."""

import re
from collections import Counter
from functools import cache
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from markdown_it import MarkdownIt

from fedsim.language import ENGLISH, LOCALE, TEMPLATE, _to_fill, languages

TRANSLATED = [name for name in languages() if name != ENGLISH]
MARKS = re.compile(r":material/\w+:|:[a-z-]+\[|</?[a-z][^>]*>|&\w+;|\]\([^)]*\)|`[^`]*`|https?://[^\s)）]+")
"""Icons, directives, tags, entities, links and code."""
COMMANDS = re.compile(r"python -m fedsim[\w .{}-]*")
ENGLISH_WORDS = re.compile(r"\b[a-z]{3,} [a-z]{2,} [a-z]{3,}\b")


@cache
def catalogue(language: str) -> Catalog:
    with (LOCALE / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language.replace("-", "_"))


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def english(message: Message) -> str:
    """The form that has every place: one of something may have no number."""
    return message.id if isinstance(message.id, str) else message.id[-1]


def said(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else [*message.string]


class Anything(str):
    """It may be written as any number is."""

    def __format__(self, how: str) -> str:
        return str(self)


def places(text: str) -> Counter:
    return Counter(tuple(field) for _, *field in Formatter().parse(text) if field[0] is not None)


def told(faults: list[str]) -> None:
    assert not faults, "\n".join(faults)


def test_there_is_chinese() -> None:
    assert "zh-Hans" in TRANSLATED


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_message_is_missing_and_none_is_of_the_past(language: str) -> None:
    with TEMPLATE.open("rb") as file:
        wanted = {message.id for message in read_po(file) if message.id}
    assert {message.id for message in messages(language)} == wanted
    assert not catalogue(language).obsolete
    told([str(each.id) for each in messages(language) if each.fuzzy])
    told([str(each.id) for each in messages(language) if not all(said(each))])


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_same_places_are_filled_and_the_same_marks_made(language: str) -> None:
    told([
        f"{english(each)!r}: {text!r}"
        for each in messages(language) for text in said(each)
        if places(text) != places(english(each))
        or Counter(MARKS.findall(text)) != Counter(MARKS.findall(english(each)))
        or text.startswith("\n") != english(each).startswith("\n")
        or text.endswith("\n") != english(each).endswith("\n")
    ])  # fmt: skip


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_can_be_filled(language: str) -> None:
    """As it is looked up: what makes room between Chinese and Latin letters finds every place."""
    for each in messages(language):
        for text in said(each):
            for filled in ("7", "全"):
                values = {name: Anything(filled) for name, *_ in places(text)}
                assert filled in _to_fill(text).format(**values) or not values, text


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_to_stand_out_does(language: str) -> None:
    """Markdown has no bold that ends between a stop and a letter; there the stars would be seen."""
    markdown = MarkdownIt()
    told([
        f"{english(each)!r}: {text!r}"
        for each in messages(language) for text in said(each)
        if "**" in english(each) and "**" in markdown.render(text) and "**" not in markdown.render(english(each))
    ])  # fmt: skip


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_is_left_in_english(language: str) -> None:
    told(
        [
            text
            for each in messages(language)
            for text in said(each)
            if ENGLISH_WORDS.search(COMMANDS.sub("", MARKS.sub("", text)))
        ]
    )
