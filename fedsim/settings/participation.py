"""Which hospitals are asked to train in a round: a kind, with the parameters that this kind has."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Gt, Le
from pydantic import Field

from fedsim.settings.setting import Setting


@dataclass(frozen=True)
class Full:
    """Every hospital is asked in every round."""

    kind: Literal["full"] = "full"


@dataclass(frozen=True)
class Sampled:
    """As many hospitals in every round, drawn anew from the seed (McMahan et al. 2017, arXiv:1602.05629).

    Attributes:
        fraction: of the hospitals that are there, rounded to a whole number of them, and at least one; 1 is everyone.
    """

    fraction: Annotated[float, Gt(0.0), Le(1.0), Setting(steps=(0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0))] = 0.5
    kind: Literal["sampled"] = "sampled"


Participation = Annotated[Full | Sampled, Field(discriminator="kind")]
