"""SCAFFOLD: hospitals correct their steps for how they differ (Karimireddy et al. 2020, arXiv:1910.06378).

Each hospital i keeps a control variate c_i, the server keeps c; all begin at 0. To every step's gradient a hospital
adds c - c_i. After K steps its new c_i is the paper's option II, c_i - c + (x - y_i) / (K * lr) for the global weights
x and its own y_i. With plain gradient descent, for which the paper states it, that is just the mean of the K gradients
before correction; this is what is computed here, and what it then means with Adam too, whose steps are no multiples
of gradients. The corrected gradient goes to the optimiser. Adam scales each weight's step by the gradient's own size,
so that the paper's guarantees do not carry over to it.

The server adds the mean change of all hospitals' c_i to c, an absent hospital's being 0: c stays the mean of all c_i.
A hospital sends its change beside its model, which doubles what is sent. It is a second release of the same images,
which no mechanism here clips or noises: the settings refuse privacy.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import torch
from flwr.app import ArrayRecord, ConfigRecord, Context, Message, MetricRecord, RecordDict
from flwr.serverapp import Grid
from flwr.serverapp.strategy import Strategy
from torch import nn

from fedsim.federation.arrays import to_numpy, to_record
from fedsim.federation.strategies.base import FederatedStrategy, LocalRound, Visit
from fedsim.federation.strategies.fedavg import Averaging

CONTROLS = "controls"
"""Of the server in what it sends, their change in a reply, and a hospital's own in its state."""


class Scaffold(FederatedStrategy):
    """Averages models and control variates."""

    at_hospitals = True

    def server(self, learned: Sequence[str]) -> Strategy:
        return WithControls(learned)

    def local_round(self, model: nn.Module, visit: Visit) -> LocalRound:
        return Corrected(model, visit.sent, visit.context)


class WithControls(Averaging):
    """The server's side: its control variate goes out with the model.

    Args:
        learned: names of the weights that have one.
    """

    REMEMBERED = ("controls",)

    def __init__(self, learned: Sequence[str]) -> None:
        super().__init__()
        self._learned, self._num_hospitals = learned, 0
        self.controls: dict[str, np.ndarray] = {}

    def configure_train(
        self, server_round: int, arrays: ArrayRecord, config: ConfigRecord, grid: Grid
    ) -> Iterable[Message]:
        if not self.controls:
            self.controls = {name: np.zeros_like(arrays[name].numpy()) for name in self._learned}
        self._num_hospitals = len(list(grid.get_node_ids()))
        messages = list(super().configure_train(server_round, arrays, config, grid))
        for message in messages:
            message.content[CONTROLS] = to_record(self.controls)
        return messages

    def aggregate_train(
        self, server_round: int, replies: Iterable[Message]
    ) -> tuple[ArrayRecord | None, MetricRecord | None]:
        answered = list(replies)
        for reply in answered:
            change = to_numpy(reply.content.array_records[CONTROLS])
            del reply.content[CONTROLS]  # Flower averages a single record
            self.controls = {name: c + change[name] / self._num_hospitals for name, c in self.controls.items()}
        return super().aggregate_train(server_round, answered)


class Corrected(LocalRound):
    """A hospital's side of one round: corrects every gradient, and learns its control variate anew."""

    def __init__(self, model: nn.Module, sent: RecordDict, context: Context) -> None:
        names, device = [name for name, _ in model.named_parameters()], next(model.parameters()).device
        server = sent.array_records[CONTROLS].to_torch_state_dict()
        own = context.state.array_records.get(CONTROLS)
        controls = own.to_torch_state_dict() if own else {name: torch.zeros_like(server[name]) for name in names}
        self._own = {name: controls[name].to(device) for name in names}
        self._correction = {name: server[name].to(device) - self._own[name] for name in names}
        self._sums = {name: torch.zeros_like(values) for name, values in self._own.items()}
        self._num_steps = 0

    @torch.no_grad()
    def adjust(self, model: nn.Module) -> None:
        """Add c - c_i to the gradient, and keep what it was."""
        self._num_steps += 1
        for name, weights in model.named_parameters():
            if weights.grad is not None:
                self._sums[name] += weights.grad
                weights.grad += self._correction[name]

    def finish(self, reply: RecordDict, context: Context) -> None:
        controls = {name: total / max(1, self._num_steps) for name, total in self._sums.items()}
        reply[CONTROLS] = ArrayRecord({name: (values - self._own[name]).cpu() for name, values in controls.items()})
        context.state[CONTROLS] = ArrayRecord({name: values.cpu() for name, values in controls.items()})
