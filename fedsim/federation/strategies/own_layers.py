"""Strategies that leave some of a model's layers at each hospital."""

from abc import abstractmethod
from collections.abc import Sequence

from flwr.app import Array, ArrayRecord, Context, RecordDict
from torch import nn

from fedsim.federation.strategies.base import Evaluated, LocalRound, Visit
from fedsim.federation.strategies.fedavg import FedAvg

OWN = "own-layers"
"""Of a hospital, in its state."""


class OwnLayers(FedAvg):
    """FedAvg of the other layers. A hospital's own model is the shared one with its own layers in it."""

    evaluated = Evaluated.OWN
    at_hospitals = True

    @abstractmethod
    def stays(self, model: nn.Module) -> Sequence[str]:
        """Names of the model's arrays that stay, statistics included."""

    def local_round(self, model: nn.Module, visit: Visit) -> LocalRound:
        return AtHome(self.own_model(model, visit), visit.sent, self.stays(model))

    def own_model(self, model: nn.Module, visit: Visit) -> nn.Module:
        if own := visit.context.state.array_records.get(OWN):
            model.load_state_dict(own.to_torch_state_dict(), strict=False)
        return model


class AtHome(LocalRound):
    """A hospital's side: what stays is kept in its state, and goes back as it came."""

    def __init__(self, model: nn.Module, sent: RecordDict, names: Sequence[str]) -> None:
        self._sent, self._names = sent.array_records["arrays"], names

    def finish(self, reply: RecordDict, context: Context) -> None:
        arrays = reply.array_records["arrays"]
        context.state[OWN] = ArrayRecord({name: arrays[name] for name in self._names})
        for name in self._names:
            arrays[name] = Array(self._sent[name].numpy())
