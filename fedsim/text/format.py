"""Numbers, names and lists as every page, chart and command writes them. Nothing else formats a number.

Shares are fractions in [0, 1], written in whole percent. Where two are compared that would look equal without being so,
`places` gives both a decimal.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any
from unicodedata import east_asian_width

from fedsim.analysis.same import SAME
from fedsim.language import N_, _, commas, ngettext

NUMBERS = (
    *(N_("no"), N_("one"), N_("two"), N_("three"), N_("four"), N_("five")),
    *(N_("six"), N_("seven"), N_("eight"), N_("nine"), N_("ten")),
)
MOST_NAMED = 3
SAYS_SO = ("hospital", "医院")
"""What a hospital's name may have that says what it is: it is not said twice, whatever language the page is in."""
NBSP = "\u00a0"
BETWEEN = (N_("{told} {next}"), N_(", "), N_("; "))
"""What stands between sentences, names, and parts that have commas."""
PIECE = re.compile(r"( ?)([（《“]*(?:[\u2e80-\uffef]|[^\s\u2e80-\uffef]+)[，。、；：？！）》”…]*)")
"""What no line breaks within, behind its space: a word, or one letter of Chinese, with the stops that follow it."""
STOP = N_("{clause}.")
"""Of `language.as_sentence`."""
PERCENT = N_("{n} %")
COUNTED: dict[str, Callable[[int], str]] = {
    "epoch": lambda n: ngettext("{n} epoch", "{n} epochs", n),
    "hospital": lambda n: ngettext("{n} hospital", "{n} hospitals", n),
    "image": lambda n: ngettext("{n} image", "{n} images", n),
    "local epoch": lambda n: ngettext("{n} local epoch", "{n} local epochs", n),
    "missing run": lambda n: ngettext("{n} missing run", "{n} missing runs", n),
    "round": lambda n: ngettext("{n} round", "{n} rounds", n),
    "run": lambda n: ngettext("{n} run", "{n} runs", n),
    "scan": lambda n: ngettext("{n} scan", "{n} scans", n),
    "seed": lambda n: ngettext("{n} seed", "{n} seeds", n),
    "test image": lambda n: ngettext("{n} test image", "{n} test images", n),
    "training image": lambda n: ngettext("{n} training image", "{n} training images", n),
}
"""What is counted, in the form that a number takes."""


def number_locale() -> dict[str, Any]:
    """The same rules for the numbers that a chart writes itself, as d3-format takes them."""
    sign = _(PERCENT).format(n="").replace(" ", NBSP)
    return {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""], "percent": sign}


def percent_format() -> str:
    """The same of a table's column of numbers, as printf takes it: whole percent."""
    return _(PERCENT).replace("%", "%%").replace(" ", NBSP).format(n="%.0f")


def in_words(number: int) -> str:
    """To ten in words."""
    return _(NUMBERS[number]) if number < len(NUMBERS) else f"{number:,}"


def number(value: int) -> str:
    """1,500."""
    return f"{value:,}"


def counted(number: int, what: str) -> str:
    """1,500 images.

    Args:
        number: how many.
        what: a key of `COUNTED`.
    """
    return COUNTED[what](number).format(n=f"{number:,}")


def decimals(value: float, places: int) -> str:
    """A measured number with so many decimals: 1,234.50."""
    return _signed(f"{value:z,.{places}f}")


def short(value: float, digits: int = 3) -> str:
    """A measured number, three digits of it: 9,310 or 0.93. So is epsilon written everywhere."""
    rounded = float(f"{value:.{digits}g}")
    return _signed(f"{rounded:,.0f}" if rounded >= 10**digits else f"{rounded:.{digits}g}")


def _signed(written: str) -> str:
    """With a minus as charts write it, and not a hyphen."""
    return f"−{written[1:]}" if written.startswith("-") else written


def exact(value: float) -> str:
    """A number that somebody chose, as he would write it: 0.03."""
    return f"{value:g}"


def duration(seconds: float) -> str:
    if seconds < 90:
        return _("{n} s").format(n=f"{seconds:.0f}")
    return _("{n} min").format(n=f"{seconds / 60:.0f}")


def listed(names: Sequence[str]) -> str:
    """A, B and C."""
    if len(names) < 2:
        return "".join(names)
    return _("{all_but_last} and {last}").format(all_but_last=commas(names[:-1]), last=names[-1])


def few(names: Sequence[str]) -> list[str]:
    """All of up to four; of more, three by name, and how many more."""
    if len(names) <= MOST_NAMED + 1:
        return list(names)
    more = len(names) - MOST_NAMED
    return [*names[:MOST_NAMED], ngettext("{n} more", "{n} more", more).format(n=number(more))]


def either(names: Sequence[str]) -> str:
    """A, B or C."""
    if len(names) < 2:
        return "".join(names)
    return _("{all_but_last} or {last}").format(all_but_last=commas(names[:-1]), last=names[-1])


def hospital(name: str) -> str:
    """What to call it in a sentence, whatever its free name is."""
    return name if any(word in name.lower() for word in SAYS_SO) else _("Hospital {name}").format(name=name)


def shortened(names: Sequence[str], most: int) -> list[str]:
    """Names where there is room for so many letters' `width` each: the middle is left out, and seen to be.

    Two names that differ never look alike: where they would, their places are written before them.

    Args:
        names: all that stand beside one another.
        most: at least 8.
    """
    cut = {name: _cut(name, most) for name in names}
    alike = {short for short, times in Counter(cut.values()).items() if times > 1}
    for place, name in enumerate(cut, start=1):
        if cut[name] in alike:
            cut[name] = f"{place}: {_cut(name, most - len(str(place)) - 2)}"
    return [cut[name] for name in names]


def _cut(name: str, most: int) -> str:
    if width(name) <= most:
        return name
    head, tail = most // 2, most - 1 - most // 2
    return f"{_first(name, head).rstrip()}…{_first(name[::-1], tail)[::-1].lstrip()}"


def width(text: str) -> int:
    """In letters: one of Chinese, Japanese or Korean takes the room of two."""
    return sum(1 + (east_asian_width(letter) in "WF") for letter in text)


def padded(text: str, room: int, *, right: bool = False) -> str:
    """In a column of a terminal, so many letters' `width` wide.

    Args:
        text: longer than the column it stays whole.
        room: the column's.
        right: whether it stands at its end.
    """
    rest = " " * (room - width(text))
    return f"{rest}{text}" if right else f"{text}{rest}"


def wrapped(text: str, room: int, most: int | None = None) -> list[str]:
    """Lines of a text: they break at spaces and, as Chinese does, between two letters, but before no stop.

    Args:
        text: its own spaces and line breaks are all alike.
        room: of a line, in letters' `width`; a longer word is broken.
        most: so many lines; that some are left out is seen. None is no bound.
    """
    lines: list[str] = []
    for space, piece in PIECE.findall(" ".join(text.split())):
        if lines and width(f"{lines[-1]}{space}{piece}") <= room:
            lines[-1] += f"{space}{piece}"
            continue
        while width(piece) > room:
            lines.append(_first(piece, room))
            piece = piece.removeprefix(lines[-1])
        lines.append(piece)
    if most is None or len(lines) <= most:
        return lines
    return [*lines[: most - 1], f"{_first(lines[most - 1], room - 2).rstrip()} …"]


def _first(text: str, most: int) -> str:
    """As many of its letters as have room."""
    widths = accumulate(map(width, text))
    return text[: sum(each <= most for each in widths)]


def hospitals(names: Sequence[str]) -> str:
    """A few of them by name."""
    return listed(few([hospital(name) for name in names]))


def places(one: float, other: float) -> int:
    """Decimals of two percentages side by side: none, unless they would look equal without being so."""
    return int(percent(one) == percent(other) and abs(one - other) >= SAME)


def percent(share: float, decimals: int = 0, spread: float | None = None) -> str:
    """84 %, or with a standard deviation 84 % ± 2."""
    said = _(PERCENT).format(n=f"{100 * share:.{decimals}f}")
    return said if spread is None else f"{said} ± {margin(spread, decimals)}"


def margin(share: float, decimals: int = 0) -> str:
    """A spread or an interval's half: points, with a decimal below one."""
    return f"{100 * share:.{max(decimals, int(share < 0.01))}f}"


def apart(one: float, other: float) -> int:
    """Decimals of the difference of two percentages.

    None, unless it is less than a point, or not what the reader works out from the two as they are shown (84.4 and 71.5
    are 12.9 points apart, 84 and 72 are 12).
    """
    if abs(one - other) < SAME:
        return 0
    shown = round(100 * one) - round(100 * other)
    return 0 if abs(one - other) > 0.01 - SAME and shown == round(100 * (one - other)) else 1


def points(one: float, other: float) -> str:
    """How far two percentages are apart, without a sign."""
    decimals = apart(one, other)
    away = abs(round(100 * one, decimals) - round(100 * other, decimals))
    if decimals and away < 0.05:
        return _("less than 0.1 points")
    number = 1 if not decimals and round(away) == 1 else 2
    return ngettext("{n} point", "{n} points", number).format(n=f"{away:.{decimals}f}")
