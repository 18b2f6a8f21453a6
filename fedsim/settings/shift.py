"""How a hospital's scanner differs from the data set's: a kind, with the parameters that this kind has."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class NoShift:
    """Its images are as they are in the data set."""

    kind: Literal["none"] = "none"


Shift = NoShift
"""A union of one so far: the next kind is added with |."""
