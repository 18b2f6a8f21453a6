"""Ditto: beside FedAvg, each hospital trains a model of its own, held near the shared one (Li et al. 2021,
arXiv:2012.04221).

In a round that it takes part in, a hospital trains its own model for as many epochs as the one that it sends, its
gradients gaining lambda * (v - w_global). It begins with the first shared model that it receives, and never leaves the
hospital. lambda = 0 is training alone.
"""

import copy

from flwr.app import ArrayRecord, Context, RecordDict
from torch import nn

from fedsim.federation.strategies.base import Evaluated, LocalRound, Visit
from fedsim.federation.strategies.fedavg import FedAvg
from fedsim.federation.strategies.fedprox import Near

PERSONAL = "personal"
"""Of a hospital, in its state, and the name of its order of batches."""


class Ditto(FedAvg):
    """Its settings have a `ditto_lambda`."""

    evaluated = Evaluated.OWN
    at_hospitals = True

    def local_round(self, model: nn.Module, visit: Visit) -> LocalRound:
        return Beside(model, visit, self.settings.ditto_lambda)

    def own_model(self, model: nn.Module, visit: Visit) -> nn.Module:
        if own := visit.context.state.array_records.get(PERSONAL):
            model.load_state_dict(own.to_torch_state_dict())
        return model


class Beside(LocalRound):
    """A hospital's side of one round."""

    def __init__(self, model: nn.Module, visit: Visit, strength: float) -> None:
        self._received, self._visit, self._near = copy.deepcopy(model), visit, Near(model, strength)

    def finish(self, reply: RecordDict, context: Context) -> None:
        own = self._received
        if kept := context.state.array_records.get(PERSONAL):
            own.load_state_dict(kept.to_torch_state_dict())
        self._visit.train(own, None, self._near.adjust, PERSONAL)
        context.state[PERSONAL] = ArrayRecord(own.state_dict())
