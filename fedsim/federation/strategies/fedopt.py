"""FedAdagrad, FedAdam and FedYogi: adaptive optimisers at the server (Reddi et al. 2021, arXiv:2003.00295, algorithm
2).

With the mean update d, m becomes beta_1 * m + (1 - beta_1) * d, v is moved by d^2 as each of them says, and the model
moves by eta * m / (sqrt(v) + tau). At first m is 0 and v is tau^2, as the paper has it, and no bias is corrected.
(Flower starts from v = 0, and its FedAdam corrects the bias of a round later than the one that it is in.)
"""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np

from fedsim.federation.strategies.base import Arrays, Step
from fedsim.federation.strategies.fedavg import FedAvg
from fedsim.federation.strategies.moving import Moving


class Adaptive(Moving):
    """What the three share; Adagrad has no beta_1.

    Args:
        learned: names of the model's learned weights.
        settings: the strategy's own.
    """

    REMEMBERED = ("_m", "_v")

    def __init__(self, learned: Sequence[str], settings: Any) -> None:
        super().__init__(learned)
        self._settings, self._beta_1 = settings, getattr(settings, "beta_1", 0.0)
        self._m, self._v = dict[str, np.ndarray](), dict[str, np.ndarray]()

    def move(self, update: Arrays) -> Arrays:
        eta, tau = self._settings.server_lr, self._settings.server_tau
        if not self._m:
            self._m = {name: np.zeros_like(values) for name, values in update.items()}
            self._v = {name: np.full_like(values, tau**2) for name, values in update.items()}
        self._m = {name: self._beta_1 * m + (1 - self._beta_1) * update[name] for name, m in self._m.items()}
        self._v = {name: self.squares(v, update[name] ** 2) for name, v in self._v.items()}
        return {name: eta * m / (np.sqrt(self._v[name]) + tau) for name, m in self._m.items()}

    @abstractmethod
    def squares(self, v: np.ndarray, square: np.ndarray) -> np.ndarray:
        """The new v, given the update's square."""


class Adagrad(Adaptive):
    def squares(self, v: np.ndarray, square: np.ndarray) -> np.ndarray:
        return v + square


class Adam(Adaptive):
    def squares(self, v: np.ndarray, square: np.ndarray) -> np.ndarray:
        return self._settings.beta_2 * v + (1 - self._settings.beta_2) * square


class Yogi(Adaptive):
    def squares(self, v: np.ndarray, square: np.ndarray) -> np.ndarray:
        return v - (1 - self._settings.beta_2) * square * np.sign(v - square)


class FedAdagrad(FedAvg):
    """Its settings have a `server_lr` and a `server_tau`."""

    def step(self, learned: Sequence[str]) -> Step:
        return Adagrad(learned, self.settings)


class FedAdam(FedAvg):
    """Its settings have a `beta_1` and a `beta_2` too."""

    def step(self, learned: Sequence[str]) -> Step:
        return Adam(learned, self.settings)


class FedYogi(FedAvg):
    """Its settings are FedAdam's."""

    def step(self, learned: Sequence[str]) -> Step:
        return Yogi(learned, self.settings)
