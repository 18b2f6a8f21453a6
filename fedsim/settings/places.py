"""Many hospitals at once, by their places: @1-500 is the first five hundred, @1-1000:3 every third, @2,7 two of them.

Files, links and options take it wherever they take a hospital's name, and write it where hospitals are many. A hospital
that is truly called so is meant by its name.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

from fedsim.settings.setting import ConfigError

V = TypeVar("V")

SIGN = "@"
PART = re.compile(r"(\d{1,9})(?:-(\d{1,9})(?::(\d{1,9}))?)?")
MANY = 20
"""Of more hospitals, places are written instead of names."""


def write(places: Sequence[int]) -> str:
    """Places, from 0 and in order, as `spread` reads them."""
    parts, rest = [], list(places)
    while rest:
        steps = [after - before for before, after in pairwise(rest)]
        alike = next((number for number, step in enumerate(steps) if step != steps[0]), len(steps))
        if alike < 2:
            parts.append(f"{rest.pop(0) + 1}")
            continue
        by = "" if steps[0] == 1 else f":{steps[0]}"
        parts.append(f"{rest[0] + 1}-{rest[alike] + 1}{by}")
        del rest[: alike + 1]
    return SIGN + ",".join(parts)


def are_places(key: str) -> bool:
    """Whether it reads as places; a hospital may be called so all the same."""
    return key.startswith(SIGN) and all(PART.fullmatch(part.strip()) for part in key[len(SIGN) :].split(","))


def together(values: Sequence[V | None], names: Sequence[str]) -> dict[str, V]:
    """A table by `write` of what hospitals have, those with the same together; None is nothing.

    Args:
        values: of each hospital; hashable.
        names: theirs. Where one begins as places do, the table is by names.
    """
    if any(name.startswith(SIGN) for name in names):
        return {name: value for name, value in zip(names, values, strict=True) if value is not None}
    alike: dict[V, list[int]] = {}
    for place, value in enumerate(values):
        if value is not None:
            alike.setdefault(value, []).append(place)
    return {write(places): value for value, places in alike.items()}


def spread(table: Mapping[str, V], names: Sequence[str], setting: str) -> dict[str, V]:
    """A table by hospitals' names, of one that is by names and places.

    Args:
        table: what is not a place is left as it is.
        names: the hospitals', in order.
        setting: what the table is of.

    Raises:
        ConfigError: there is no such place, or a hospital is named twice.
    """
    known, found = set(names), dict[str, V]()
    for key, value in table.items():
        by_place = key.startswith(SIGN) and key not in known
        for name in _named(key, names, setting) if by_place else [key]:
            if name in found:
                raise ConfigError("hospital-told-twice", name=setting, hospital=name)
            found[name] = value
    return found


def _named(key: str, names: Sequence[str], setting: str) -> Iterable[str]:
    for part in key[len(SIGN) :].split(","):
        if not (read := PART.fullmatch(part.strip())):
            raise ConfigError("places-unreadable", name=setting, value=part)
        first, last, by = int(read[1]), int(read[2] or read[1]), int(read[3] or 1)
        if not 1 <= first <= last <= len(names) or not by:
            raise ConfigError("no-such-places", name=setting, value=part, hospitals=len(names))
        yield from names[first - 1 : last : by]
