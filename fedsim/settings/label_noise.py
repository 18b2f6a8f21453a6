"""How often a hospital's labels are wrong by mistake: a kind, with the parameters that this kind has."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le
from pydantic import Field

from fedsim.settings.setting import Setting


@dataclass(frozen=True)
class NoNoise:
    """Its labels are the data set's."""

    kind: Literal["none"] = "none"


@dataclass(frozen=True)
class Uniform:
    """Mistakes that are alike for all classes (symmetric noise, as in van Rooyen et al. 2015, arXiv:1505.07634).

    Attributes:
        share: the probability with which each label is replaced by one of the others, all alike; 0 changes nothing.
    """

    share: Annotated[float, Ge(0.0), Le(1.0), Setting(steps=(0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0))] = 0.2
    kind: Literal["uniform"] = "uniform"


LabelNoise = Annotated[NoNoise | Uniform, Field(discriminator="kind")]
