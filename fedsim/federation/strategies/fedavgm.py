"""FedAvgM: FedAvg with momentum at the server (Hsu et al. 2019, arXiv:1909.06335).

v becomes momentum * v + the mean update, and the model moves by v. Momentum 0 is FedAvg. (Flower's FedAvgM has 0 for a
default; and it keeps the model that it came to itself, to which noise that is added afterwards is no part of.)
"""

from collections.abc import Sequence

import numpy as np

from fedsim.federation.strategies.base import Arrays, Step
from fedsim.federation.strategies.fedavg import FedAvg
from fedsim.federation.strategies.moving import Moving


class FedAvgM(FedAvg):
    """Its settings have a `momentum`."""

    def step(self, learned: Sequence[str]) -> Step:
        return Momentum(learned, self.settings.momentum)


class Momentum(Moving):
    """Keeps v, zero at first."""

    REMEMBERED = ("_velocity",)

    def __init__(self, learned: Sequence[str], momentum: float) -> None:
        super().__init__(learned)
        self._momentum, self._velocity = momentum, dict[str, np.ndarray]()

    def move(self, update: Arrays) -> Arrays:
        before = self._velocity or {name: np.zeros_like(values) for name, values in update.items()}
        self._velocity = {name: self._momentum * before[name] + values for name, values in update.items()}
        return self._velocity
