"""Which hospitals take part in a round: a kind, with the parameters that this kind has."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Full:
    """Every hospital takes part in every round."""

    kind: Literal["full"] = "full"


Participation = Full
"""A union of one so far: the next kind is added with |."""
