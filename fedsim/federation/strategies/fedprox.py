"""FedProx: FedAvg whose hospitals are held near the global model (Li et al. 2020, arXiv:1812.06127).

A hospital's loss gains mu / 2 times the squared distance of its weights w from the global ones, w_global, so that each
step's gradient gains mu * (w - w_global). mu = 0 is FedAvg. The term holds none of a hospital's images that the
weights do not hold, so it changes nothing in what privacy promises. (Flower's FedProx only sends mu to its clients.)
"""

import torch
from torch import nn

from fedsim.federation.strategies.base import LocalRound, Visit
from fedsim.federation.strategies.fedavg import FedAvg


class FedProx(FedAvg):
    """FedAvg with a proximal term; its settings have a `mu` >= 0."""

    def local_round(self, model: nn.Module, visit: Visit) -> LocalRound:
        return Near(model, self.settings.mu)


class Near(LocalRound):
    """Pulls a model back to where it starts."""

    def __init__(self, model: nn.Module, mu: float) -> None:
        self._mu, self._start = mu, [each.detach().clone() for each in model.parameters()]

    @torch.no_grad()
    def adjust(self, model: nn.Module) -> None:
        """Add mu * (w - w_global) to the gradient."""
        for weights, start in zip(model.parameters(), self._start, strict=True):
            if weights.grad is not None:
                weights.grad.add_(weights - start, alpha=self._mu)
