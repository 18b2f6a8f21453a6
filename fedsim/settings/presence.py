"""In which rounds a hospital is there: a kind, with the parameters that this kind has."""

from collections.abc import Sequence
from dataclasses import dataclass
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
    """It joins late, or leaves early.

    Attributes:
        first: the round in which it joins.
        last: the last round that it is there for; of a run with fewer rounds, its end.
    """

    first: Annotated[int, Ge(1), Le(MAX_ROUNDS), Setting()] = 1
    last: Annotated[int, Ge(1), Le(MAX_ROUNDS), Setting()] = MAX_ROUNDS
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
        return presence.first <= server_round <= presence.last
    return not isinstance(presence, Never)


def takes_part(hospital: Any) -> bool:
    """Whether a hospital is in the federation at all."""
    return not isinstance(hospital.presence, Never)


def members(hospitals: Sequence[Any]) -> tuple[int, ...]:
    """Places of the hospitals that are in the federation, in order."""
    return tuple(place for place, each in enumerate(hospitals) if takes_part(each))


def newcomers(hospitals: Sequence[Any]) -> tuple[int, ...]:
    """Places of those that never take part and where the shared model is tried, in order."""
    return tuple(place for place, each in enumerate(hospitals) if not takes_part(each))[:MOST_NEWCOMERS]
