"""How the hospitals' models become one: a kind, with the parameters that this kind has."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from annotated_types import Ge, Le
from pydantic import Field

from fedsim.settings.setting import Need, Setting


@dataclass(frozen=True)
class FedAvg:
    """The mean of the hospitals' models (McMahan et al. 2017, arXiv:1602.05629)."""

    kind: Literal["fedavg"] = "fedavg"


@dataclass(frozen=True)
class FedProx:
    """FedAvg whose hospitals are held near the global model (Li et al. 2020, arXiv:1812.06127).

    Attributes:
        mu: each hospital's loss gains mu / 2 times the squared distance from the global model; 0 is FedAvg.
    """

    kind: Literal["fedprox"] = "fedprox"
    mu: Annotated[float, Ge(0.0), Le(10.0), Setting(steps=(0.0, 0.001, 0.01, 0.1, 1.0, 10.0))] = 0.01


@dataclass(frozen=True)
class Scaffold:
    """FedAvg whose hospitals correct their steps for how they differ (Karimireddy et al. 2020, arXiv:1910.06378)."""

    kind: Literal["scaffold"] = "scaffold"
    needs: ClassVar = (Need("dp", ("none",), of=("scaffold",), problem="scaffold-or-noise", mutual=True),)
    """Control variates are made of the same images and would have to be clipped, noised and accounted for."""


Strategy = Annotated[FedAvg | FedProx | Scaffold, Field(discriminator="kind")]
