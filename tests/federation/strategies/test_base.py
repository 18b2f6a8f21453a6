"""The seam: what a strategy's one file may do, shown with one that keeps a part of the model at each hospital."""

from collections.abc import Sequence

import pytest
import torch
from flwr.app import ArrayRecord, Context, RecordDict
from flwr.serverapp.strategy import Strategy
from torch import nn

from fedsim.federation import strategies
from fedsim.federation.engines import inprocess
from fedsim.federation.strategies.base import FederatedStrategy, LocalRound, Visit
from fedsim.federation.strategies.fedavg import Averaging
from fedsim.hospitals.population import load_population
from fedsim.settings.config import SimulationConfig

HEADS: list[tuple[int, torch.Tensor, torch.Tensor]] = []


class OwnHead(FederatedStrategy):
    """FedAvg but for the last layer, which stays at home."""

    def server(self, learned: Sequence[str]) -> Strategy:
        return Averaging()

    def local_round(self, model: nn.Module, visit: Visit) -> LocalRound:
        kept = visit.context.state.array_records.get("head")
        if kept:
            model.head.load_state_dict(kept.to_torch_state_dict())
        return Kept(model, visit.sent)


class Kept(LocalRound):
    def __init__(self, model: nn.Module, sent: RecordDict) -> None:
        self._model, self._sent = model, sent
        self._began = model.head.bias.detach().clone()

    def finish(self, reply: RecordDict, context: Context) -> None:
        HEADS.append((context.node_config["partition-id"], self._began, self._model.head.bias.detach().clone()))
        context.state["head"] = ArrayRecord(self._model.head.state_dict())
        for name, array in self._sent["arrays"].items():
            if name.startswith("head."):
                reply["arrays"][name] = array


def test_what_stays_local_goes_on_where_it_was_and_is_never_averaged(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(strategies.STRATEGIES, "fedavg", OwnHead)
    HEADS.clear()
    final = inprocess.run(config, lambda event: None, lambda: False)
    initial = load_population(config).model().state_dict()
    assert torch.allclose(final["head.bias"], initial["head.bias"], atol=1e-7)
    assert not torch.allclose(final["features.0.bias"], initial["features.0.bias"])
    for place in range(3):
        first, second = (each for each in HEADS if each[0] == place)
        assert torch.equal(second[1], first[2])
        assert not torch.equal(second[2], second[1])
