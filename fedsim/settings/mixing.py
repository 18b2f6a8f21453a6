"""What makes the hospitals' updates alike before a robust rule looks at them: a kind, with its parameters."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le
from pydantic import Field

from fedsim.settings.setting import Setting


@dataclass(frozen=True)
class NoMixing:
    """The rule sees the updates as they are."""

    kind: Literal["none"] = "none"


@dataclass(frozen=True)
class Bucketing:
    """It sees the means of random groups (Karimireddy et al. 2022, arXiv:2006.09365).

    Attributes:
        bucket_size: updates in a group; one cheat spoils a whole group, so that fewer can be borne.
    """

    kind: Literal["bucketing"] = "bucketing"
    bucket_size: Annotated[int, Ge(2), Le(100), Setting(steps=(2, 3, 4, 5))] = 2


@dataclass(frozen=True)
class NearestNeighbours:
    """It sees each update's mean with its nearest ones (Allouah et al. 2023, arXiv:2302.01772).

    Attributes:
        neighbours_left_out: how many updates may be wrong: the mean is of all others, nearest first.
    """

    kind: Literal["nnm"] = "nnm"
    neighbours_left_out: Annotated[int, Ge(0), Le(400), Setting(steps=(0, 1, 2, 3, 5))] = 1


Mixing = Annotated[NoMixing | Bucketing | NearestNeighbours, Field(discriminator="kind")]
