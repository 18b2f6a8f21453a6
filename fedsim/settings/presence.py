"""In which rounds a hospital is there: a kind, with the parameters that this kind has."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le
from pydantic import Field

from fedsim.settings.setting import Setting

MAX_ROUNDS = 500


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
    """In none: it is not in the federation, and yet the shared model is judged on its classes."""

    kind: Literal["never"] = "never"


Presence = Annotated[Always | Rounds | Never, Field(discriminator="kind")]


def is_there(presence: Always | Rounds | Never, server_round: int) -> bool:
    """Whether a hospital is there in a round (>= 1)."""
    if isinstance(presence, Rounds):
        return presence.first <= server_round <= presence.last
    return not isinstance(presence, Never)
