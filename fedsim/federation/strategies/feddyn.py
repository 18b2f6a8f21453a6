"""FedDyn: hospitals whose loss is bent so that all optima are one (Acar et al. 2021, arXiv:2111.04263, algorithm 1).

Hospital k keeps g_k, 0 at first. To every step's gradient it adds alpha * (w - w_global) - g_k, and then takes
alpha * (w_k - w_global) off g_k for its trained w_k. The server keeps h, 0 at first: with the mean update d of the m of
n hospitals that took part, h loses alpha * (m / n) * d, and the new model is the mean of theirs less h / alpha. All
hospitals count as much. A hospital sends its model alone; noise that it adds itself holds on. Central noise is refused:
the step counts who answered, which that noise is to hide.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import torch
from flwr.app import ArrayRecord, ConfigRecord, Context, Message, MetricRecord, RecordDict
from flwr.serverapp import Grid
from torch import nn

from fedsim.federation.strategies.base import Arrays, FederatedStrategy, LocalRound, Step, Visit
from fedsim.federation.strategies.fedavg import Equal
from fedsim.federation.strategies.moving import Moving

GRADIENT = "dynamic-gradient"
"""Of a hospital, in its state."""


class FedDyn(FederatedStrategy):
    """Its settings have a `dyn_alpha` > 0."""

    weighting = "equal"
    at_hospitals = True

    def server(self, learned: Sequence[str]) -> "Taking":
        self._taking = Taking()
        return self._taking

    def step(self, learned: Sequence[str]) -> Step:
        return Dynamic(learned, self.settings.dyn_alpha, self._taking.share)

    def local_round(self, model: nn.Module, visit: Visit) -> LocalRound:
        return Bent(model, visit.context, self.settings.dyn_alpha)


class Taking(Equal):
    """The mean, and which share of the hospitals is in it."""

    def __init__(self) -> None:
        super().__init__()
        self._num_hospitals = self._num_answered = 1

    def share(self) -> float:
        return self._num_answered / self._num_hospitals

    def configure_train(
        self, server_round: int, arrays: ArrayRecord, config: ConfigRecord, grid: Grid
    ) -> Iterable[Message]:
        self._num_hospitals = len(list(grid.get_node_ids()))
        return super().configure_train(server_round, arrays, config, grid)

    def aggregate_train(
        self, server_round: int, replies: Iterable[Message]
    ) -> tuple[ArrayRecord | None, MetricRecord | None]:
        answered = list(replies)
        self._num_answered = len(answered)
        return super().aggregate_train(server_round, answered)


class Dynamic(Moving):
    """The server's step; with h = -alpha * (the sum of all rounds' updates, each times its share)."""

    REMEMBERED = ("_h",)

    def __init__(self, learned: Sequence[str], alpha: float, share: Callable[[], float]) -> None:
        super().__init__(learned)
        self._alpha, self._share, self._h = alpha, share, dict[str, np.ndarray]()

    def move(self, update: Arrays) -> Arrays:
        before = self._h or {name: np.zeros_like(values) for name, values in update.items()}
        self._h = {name: h - self._alpha * self._share() * update[name] for name, h in before.items()}
        return {name: values - self._h[name] / self._alpha for name, values in update.items()}


class Bent(LocalRound):
    """A hospital's side of one round."""

    def __init__(self, model: nn.Module, context: Context, alpha: float) -> None:
        self._alpha, self._model = alpha, model
        self._start = {name: values.detach().clone() for name, values in model.named_parameters()}
        kept = context.state.array_records.get(GRADIENT)
        of_before = kept.to_torch_state_dict() if kept else {}
        self._g = {
            name: of_before[name].to(values.device) if kept else torch.zeros_like(values)
            for name, values in self._start.items()
        }

    @torch.no_grad()
    def adjust(self, model: nn.Module) -> None:
        """Add alpha * (w - w_global) - g_k to the gradient."""
        for name, weights in model.named_parameters():
            if weights.grad is not None:
                weights.grad.add_(weights - self._start[name], alpha=self._alpha).sub_(self._g[name])

    @torch.no_grad()
    def finish(self, reply: RecordDict, context: Context) -> None:
        moved = {name: weights - self._start[name] for name, weights in self._model.named_parameters()}
        new = {name: (self._g[name] - self._alpha * by).cpu() for name, by in moved.items()}
        context.state[GRADIENT] = ArrayRecord(new)
