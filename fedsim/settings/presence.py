"""In which rounds a hospital is there: a kind, with the parameters that this kind has."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le
from pydantic import Field

from fedsim.settings.setting import Setting

MAX_ROUNDS = 500
MOST_NEWCOMERS = 3
"""Of more hospitals that take no part, the shared model is tried at the first ones: each costs a training a round."""


@dataclass(frozen=True)
class Always:
    """In all of them."""

    kind: Literal["always"] = "always"


@dataclass(frozen=True)
class Rounds:
    """It joins late, leaves early, or is away in between.

    Attributes:
        first: the round in which it joins.
        last: the last round that it is there for; of a run with fewer rounds, its end.
        but: rounds in between that it is not there for, as "4-6, 9"; "" is none.
    """

    first: Annotated[int, Ge(1), Le(MAX_ROUNDS), Setting()] = 1
    last: Annotated[int, Ge(1), Le(MAX_ROUNDS), Setting()] = MAX_ROUNDS
    but: Annotated[str, Setting()] = ""
    kind: Literal["rounds"] = "rounds"


@dataclass(frozen=True)
class Never:
    """In none: it is never asked and sends nothing. What the shared model does there is tried after every round.

    Attributes:
        tuning_epochs: passes over its own images that a copy of the shared model makes there, to be tried again; 0 is
            none.
    """

    tuning_epochs: Annotated[int, Ge(0), Le(50), Setting(steps=(0, 1, 2, 3, 5, 10))] = 1
    kind: Literal["never"] = "never"


Presence = Annotated[Always | Rounds | Never, Field(discriminator="kind")]


def is_there(presence: Always | Rounds | Never, server_round: int) -> bool:
    """Whether a hospital is there in a round (>= 1)."""
    if isinstance(presence, Rounds):
        away = any(first <= server_round <= last for first, last in spans(presence.but))
        return presence.first <= server_round <= presence.last and not away
    return not isinstance(presence, Never)


SPAN = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")


@lru_cache(maxsize=1024)
def spans(text: str) -> tuple[tuple[int, int], ...]:
    """First and last rounds of "4-6, 9", in order.

    Raises:
        ValueError: it is none.
    """
    found = []
    for part in text.split(",") if text.strip() else ():
        if not (read := SPAN.fullmatch(part.strip())):
            raise ValueError(part)
        first, last = int(read[1]), int(read[2] or read[1])
        if not 1 <= first <= last <= MAX_ROUNDS:
            raise ValueError(part)
        found.append((first, last))
    return tuple(sorted(found))


def from_round(presence: Always | Rounds | Never, server_round: int, there: bool) -> Always | Rounds | Never:
    """A hospital's presence where it is left out from a round on, or is back; it is no longer or earlier than planned.

    Args:
        presence: as it was.
        server_round: the first round of which this is true.
        there: whether it is back.
    """
    if isinstance(presence, Never):
        return presence
    planned = presence if isinstance(presence, Rounds) else Rounds()
    away = [] if there else [f"{server_round}-{MAX_ROUNDS}"]
    return _plain(replace(planned, but=", ".join([*_until(planned.but, server_round - 1), *away])))


def up_to(presence: Always | Rounds | Never, server_round: int) -> Always | Rounds | Never:
    """The same presence, of which nothing is known after a round but when the hospital joins and leaves."""
    if not isinstance(presence, Rounds):
        return presence
    return _plain(replace(presence, but=", ".join(_until(presence.but, server_round))))


def _until(but: str, server_round: int) -> list[str]:
    """Those of the spans that have begun by a round, and no further than to it."""
    known = [(first, min(last, server_round)) for first, last in spans(but) if first <= server_round]
    return [str(first) if first == last else f"{first}-{last}" for first, last in known]


def _plain(presence: Rounds) -> Always | Rounds:
    return Always() if presence == Rounds() else presence


def takes_part(hospital: Any) -> bool:
    """Whether a hospital is in the federation at all."""
    return not isinstance(hospital.presence, Never)


def never_there(hospitals: Sequence[Any]) -> list[str]:
    """Names of those that never take part."""
    return [each.name for each in hospitals if not takes_part(each)]


def members(hospitals: Sequence[Any]) -> tuple[int, ...]:
    """Places of the hospitals that are in the federation, in order."""
    return tuple(place for place, each in enumerate(hospitals) if takes_part(each))


def newcomers(hospitals: Sequence[Any]) -> tuple[int, ...]:
    """Places of those that never take part and where the shared model is tried, in order."""
    return tuple(place for place, each in enumerate(hospitals) if not takes_part(each))[:MOST_NEWCOMERS]
