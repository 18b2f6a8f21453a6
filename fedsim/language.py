"""Messages in the reader's language: gettext catalogues, which Babel reads.

The English of a message is its key, as is gettext's way, and is written in `fedsim.text` alone. A translation is one
file, `fedsim/text/locale/<language>.po`, made from `fedsim.pot` beside it; what it lacks stays English. A message is
looked up when it is shown, never when a module is imported. Languages have the tags of BCP 47. In force is the one
that a thread speaks (`speaking`), else the reader's (`ask`), else that of the environment's FEDSIM_LANGUAGE, else
English.

The pseudo-language "en-XA" accents every message that came through here: what stays plain was written elsewhere.
"""

import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, reduce
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

_log = logging.getLogger(__name__)
LOCALE = Path(__file__).parent / "text" / "locale"
TEMPLATE = LOCALE / "fedsim.pot"
ENGLISH, PSEUDO = "en", "en-XA"
HAN = "[\u3400-\u9fff]"
"""A letter of Chinese."""
WIDE = "[\u3001-\u301f\u3400-\u9fff\uff01-\uff60]"
"""It, or a stop of Chinese."""
NAME = r"[\w-]+"
"""Of a place to fill."""
SPACED = re.compile(rf"(?<={HAN}) (?=\**\{{)|\}}\** {HAN}")
"""A space between Chinese and a place to fill: it is for a number or a Latin name there."""
THEN = "{told} {next}"
"""Of sentences: a space alone would be no message, since a translation that says nothing is none."""
KEYWORDS = {"_": None, "N_": None, "Said": None, "ngettext": (1, 2)}
"""Which calls hold messages, in the form that Babel's extraction takes."""

_ACCENTED = str.maketrans("aceinosuyACEINOSUY" + "bdfghjklmpqrtvwxz", "áçéíñóšúýÁÇÉÍÑÓŠÚÝ" + "ƀđƒğħĵķłɱƥɋřťṽŵẋž")
_ACCENTED |= str.maketrans("BDFGHJKLMPQRTVWXZ", "ƁĐƑĞĦĴĶŁṀƤɊŘŤṼŴẊŽ")
_NO_WORDS = re.compile(
    r"%(?:\(\w+\))?[sdr]|\{[^{}]*\}|:material/\w+:|:[a-z-]+\[|</?[a-z][^>]*>|&\w+;|\]\([^)]*\)|`[^`]*`|https?://\S+"
)
"""What a message holds beside words: places to fill, icons, directives, tags, entities, links and code."""


def _of_nobody() -> str | None:
    return None


_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)
_reader: Callable[[], str | None] = _of_nobody


def language() -> str:
    """The language in force."""
    return _spoken.get() or _reader() or os.environ.get("FEDSIM_LANGUAGE") or ENGLISH


def ask(reader: Callable[[], str | None]) -> None:
    """Have a function asked for the language of whoever reads; it gives None where that is unknown."""
    global _reader
    _reader = reader


@contextmanager
def speaking(name: str | None) -> Iterator[None]:
    """Let this thread speak a language for a while, whoever reads; None changes nothing."""
    before = _spoken.set(name or _spoken.get())
    try:
        yield
    finally:
        _spoken.reset(before)


def languages() -> tuple[str, ...]:
    """English, and those that have a catalogue."""
    return _catalogues_in(LOCALE)


@lru_cache
def _catalogues_in(folder: Path) -> tuple[str, ...]:
    """Looked up once: every visitor's every click asks."""
    return (ENGLISH, *sorted(path.stem for path in folder.glob("*.po")))


@lru_cache
def name_of(language: str) -> str:
    """What a language is called by those who speak it."""
    if language == PSEUDO:
        return language
    from babel import Locale

    return (Locale.parse(language, sep="-").get_display_name() or language).partition(" (")[0].capitalize()


def preferred(*wanted: str) -> str | None:
    """As `fitting`, for who may have said nothing: None where the environment names a language."""
    return None if os.environ.get("FEDSIM_LANGUAGE") else fitting(*wanted)


def fitting(*wanted: str) -> str | None:
    """The first language that fits one of these tags, of BCP 47 or of POSIX (zh_CN.UTF-8); None where none does.

    Those who write another script of a language, or its form of another country, are better served by it than not.
    """
    known = {name.partition("-")[0]: name for name in languages()}
    for each in wanted:
        if each == PSEUDO:
            return each
        if found := known.get(re.split(r"[-_.@]", each.strip().lower(), maxsplit=1)[0]):
            return found
    return None


def _(message: str) -> str:
    """A message in the language in force."""
    return _to_fill(_catalogue(language()).gettext(message))


def ngettext(one: str, many: str, number: float) -> str:
    """A message that counts, in the form that the number takes; `.format` fills the number in."""
    return _to_fill(_catalogue(language()).ngettext(one, many, number))  # type: ignore[arg-type]


class Spaced(str):
    """A message with Chinese beside a place to fill: no space stays where Chinese is put there, too."""

    def format(self, *values: Any, **named: Any) -> str:
        def tight(found: re.Match) -> str:
            place, name = found.groups()
            side = 0 if found[0][0] == " " else -1
            return place if re.match(WIDE, str(named[name])[side:]) else found[0]

        text = re.sub(rf"(?<={HAN}) (\**\{{({NAME})[^{{}}]*\}})", tight, str(self))
        return re.sub(rf"(\{{({NAME})[^{{}}]*\}}\**) (?={HAN})", tight, text).format(*values, **named)


@lru_cache(maxsize=10_000)
def _to_fill(message: str) -> str:
    return Spaced(message) if SPACED.search(message) else message


def paragraph(said: Iterable[str]) -> str:
    """Whole sentences, one after another; those that say nothing are left out."""
    sentences = [*filter(None, said)]
    return reduce(lambda told, each: _(THEN).format(told=told, next=each), sentences) if sentences else ""


def capital(words: str) -> str:
    """With a capital at the beginning, where the script has them."""
    return f"{words[:1].upper()}{words[1:]}"


def as_sentence(clause: str) -> str:
    """A clause that stands alone."""
    return _("{clause}.").format(clause=capital(clause))


def commas(names: Iterable[str]) -> str:
    """A, B, C."""
    return _(", ").join(names)


def semicolons(parts: Iterable[str]) -> str:
    """Parts that may have commas within."""
    return _("; ").join(parts)


def N_(message: str) -> str:
    """Mark a message that is looked up later, with `_`, when it is shown."""
    return message


class Said:
    """A message as an attribute of a class: reading it gives it in the language in force."""

    def __init__(self, message: str) -> None:
        self._message = message

    def __get__(self, instance: object, owner: type | None = None) -> str:
        return _(self._message)


class Words(Mapping[Any, str]):
    """A table of messages marked with `N_`: reading one gives it in the language in force."""

    def __init__(self, messages: Mapping[Any, str]) -> None:
        self._messages = messages

    def __getitem__(self, key: Any) -> str:
        return _(self._messages[key])

    def __iter__(self) -> Iterator[Any]:
        return iter(self._messages)

    def __len__(self) -> int:
        return len(self._messages)


class Pseudo(NullTranslations):
    """Every letter accented, so that a message that was not looked up is seen."""

    def gettext(self, message: str) -> str:
        ends = [0, *(end for found in _NO_WORDS.finditer(message) for end in found.span()), len(message)]
        parts = [message[start:stop] for start, stop in pairwise(ends)]
        return "".join(part if odd % 2 else part.translate(_ACCENTED) for odd, part in enumerate(parts))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@lru_cache
def _catalogue(name: str) -> NullTranslations:
    if name == PSEUDO:
        return Pseudo()
    path = LOCALE / f"{name}.po"
    if not path.exists():
        if name != ENGLISH:
            _log.warning("FEDSIM_LANGUAGE is %s, and there is no %s: everything is said in English.", name, path)
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=name.replace("-", "_")))
    compiled.seek(0)
    return GNUTranslations(compiled)
