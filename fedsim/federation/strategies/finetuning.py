"""Fine-tuning: FedAvg, and after each round's averaging every hospital trains a copy a little on its own images (Wang
et al. 2019, arXiv:1910.10252; Yu et al. 2020, arXiv:2002.04758).

A round's numbers are what the hospitals would have if the federation ended there. The copy is thrown away: the shared
model is FedAvg's, bit for bit. 0 epochs are FedAvg.
"""

from torch import nn

from fedsim.federation.strategies.base import Evaluated, Visit
from fedsim.federation.strategies.fedavg import FedAvg


class FineTuning(FedAvg):
    """Its settings have `tuning_epochs`."""

    evaluated = Evaluated.OWN

    def own_model(self, model: nn.Module, visit: Visit) -> nn.Module:
        visit.train(model, self.settings.tuning_epochs, None, "tuning")
        return model
