"""How the hospitals' models become one: a kind, with the parameters that this kind has."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le


class Sound:
    """A strategy that sends nothing but the model: sound with every privacy."""

    def privacy_problem(self, dp: str) -> str | None:
        """Why the strategy must not be run with this privacy, in a sentence with the remedy; None where it may."""
        return None


@dataclass(frozen=True)
class FedAvg(Sound):
    """The mean of the hospitals' models (McMahan et al. 2017, arXiv:1602.05629)."""

    kind: Literal["fedavg"] = "fedavg"


@dataclass(frozen=True)
class FedProx(Sound):
    """FedAvg whose hospitals are held near the global model (Li et al. 2020, arXiv:1812.06127).

    Attributes:
        mu: each hospital's loss gains mu / 2 times the squared distance from the global model; 0 is FedAvg.
    """

    kind: Literal["fedprox"] = "fedprox"
    mu: Annotated[float, Ge(0.0), Le(10.0)] = 0.01


@dataclass(frozen=True)
class Scaffold:
    """FedAvg whose hospitals correct their steps for how they differ (Karimireddy et al. 2020, arXiv:1910.06378)."""

    kind: Literal["scaffold"] = "scaffold"

    def privacy_problem(self, dp: str) -> str | None:
        """Control variates are made of the same images and would have to be clipped, noised and accounted for."""
        if dp == "none":
            return None
        return (
            "With scaffold each hospital also sends its control variate, which privacy would have to clip and noise "
            f"like the model and does not; set dp to none, got {dp}, or choose the strategy fedavg or fedprox."
        )


Strategy = FedAvg | FedProx | Scaffold
