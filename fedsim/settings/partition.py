"""Who gets which image: a kind, with the parameters that this kind has."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Disjoint:
    """Every image goes to one hospital at most, in equal shares among those that see its class."""

    kind: Literal["disjoint"] = "disjoint"


Partition = Disjoint
"""A union of one so far: the next kind is added with |."""
