"""Quantity skew: how large the hospitals are beside one another, as a kind with the parameters that this kind has."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le
from pydantic import Field

from fedsim.settings.setting import Setting


@dataclass(frozen=True)
class Even:
    """Who sees a class gets as much of it as any other."""

    kind: Literal["even"] = "even"


@dataclass(frozen=True)
class Linear:
    """The second hospital has twice as many images as the first, the third three times as many."""

    kind: Literal["linear"] = "linear"


@dataclass(frozen=True)
class Square:
    """The second hospital has 4 times as many images as the first, the third 9 times as many."""

    kind: Literal["square"] = "square"


@dataclass(frozen=True)
class Exponential:
    """Each hospital has e times as many images as the one before it."""

    kind: Literal["exponential"] = "exponential"


@dataclass(frozen=True)
class PowerLaw:
    """The first hospital is the largest, and the one at place i has the i-th part of its images to a power.

    Attributes:
        exponent: the power; 0 is even, 1 is Zipf's law.
    """

    kind: Literal["power-law"] = "power-law"
    exponent: Annotated[float, Ge(0.0), Le(10.0), Setting(steps=(0.0, 0.5, 1.0, 1.5, 2.0, 3.0))] = 1.0


Quantity = Annotated[Even | Linear | Square | Exponential | PowerLaw, Field(discriminator="kind")]
