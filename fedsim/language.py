"""Messages in the reader's language: gettext catalogues, which Babel reads.

The English of a message is its key, as is gettext's way, and is written in `fedsim.text` alone. A translation is one
file, `fedsim/text/locale/<language>.po`, made from `fedsim.pot` beside it; what it lacks stays English. A message is
looked up when it is shown, never when a module is imported. The environment's FEDSIM_LANGUAGE names the language.

The pseudo-language "en-XA" accents every message that came through here: what stays plain was written elsewhere.
"""

import logging
import os
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

_log = logging.getLogger(__name__)
LOCALE = Path(__file__).parent / "text" / "locale"
TEMPLATE = LOCALE / "fedsim.pot"
ENGLISH, PSEUDO = "en", "en-XA"
KEYWORDS = {"_": None, "N_": None, "Said": None, "ngettext": (1, 2)}
"""Which calls hold messages, in the form that Babel's extraction takes."""

_ACCENTED = str.maketrans("aceinosuyACEINOSUY" + "bdfghjklmpqrtvwxz", "áçéíñóšúýÁÇÉÍÑÓŠÚÝ" + "ƀđƒğħĵķłɱƥɋřťṽŵẋž")
_ACCENTED |= str.maketrans("BDFGHJKLMPQRTVWXZ", "ƁĐƑĞĦĴĶŁṀƤɊŘŤṼŴẊŽ")
_NO_WORDS = re.compile(
    r"%(?:\(\w+\))?[sdr]|\{[^{}]*\}|:material/\w+:|:[a-z-]+\[|</?[a-z][^>]*>|&\w+;|\]\([^)]*\)|`[^`]*`|https?://\S+"
)
"""What a message holds beside words: places to fill, icons, directives, tags, entities, links and code."""


def language() -> str:
    """The language in force."""
    return os.environ.get("FEDSIM_LANGUAGE") or ENGLISH


def _(message: str) -> str:
    """A message in the language in force."""
    return _catalogue(language()).gettext(message)


def ngettext(one: str, many: str, number: float) -> str:
    """A message that counts, in the form that the number takes; `.format` fills the number in."""
    return _catalogue(language()).ngettext(one, many, number)  # type: ignore[arg-type]


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
        write_mo(compiled, read_po(file, locale=name))
    compiled.seek(0)
    return GNUTranslations(compiled)
