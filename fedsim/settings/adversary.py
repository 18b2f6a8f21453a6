"""What a hospital does to cheat: a kind, with the parameters that this kind has."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Honest:
    """It trains on its own images, and sends what it has learnt."""

    kind: Literal["honest"] = "honest"


Adversary = Honest
"""A union of one so far: the next kind is added with |."""
