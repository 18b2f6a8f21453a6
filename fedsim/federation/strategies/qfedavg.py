"""q-FedAvg: hospitals that the shared model serves badly count more (Li et al. 2020, arXiv:1905.10497, algorithm 2).

F_k is the loss of the model that was sent out on hospital k's own images, p_k its share of all images. With the updates
d_k, L of the settings, and g_k = -L * d_k, the model moves by -sum(p_k F_k^q g_k) / sum(p_k (q F_k^(q-1) |g_k|^2 + L
F_k^q)). q = 0 is FedAvg, whatever L is. (Flower's QFedAvg takes whatever the hospitals report for F_k, after their
training if they report that, and lets all count alike.)

Each hospital sends its loss beside its model, a release of its own that no mechanism noises: the settings refuse
privacy.
"""

from collections.abc import Sequence

import numpy as np
from flwr.app import Context, Message, RecordDict
from torch import nn

from fedsim.federation.strategies.base import FederatedStrategy, LocalRound, Visit
from fedsim.federation.strategies.fedavg import WEIGHT
from fedsim.federation.strategies.updates import OnUpdates
from fedsim.training.local import evaluate

LOSS = "loss-before"
LEAST_LOSS = 1e-10
"""A loss of 0 has no power below 0."""


class QFedAvg(FederatedStrategy):
    """Its settings have a `q` and a `lipschitz`."""

    def server(self, learned: Sequence[str]) -> "Fair":
        return Fair(learned, self.settings.q, self.settings.lipschitz)

    def local_round(self, model: nn.Module, visit: Visit) -> LocalRound:
        return Telling(evaluate(model, visit.images).loss)


class Fair(OnUpdates):
    """The server's side."""

    def __init__(self, learned: Sequence[str], q: float, lipschitz: float) -> None:
        super().__init__(learned)
        self._q, self._lipschitz = q, lipschitz

    def update(self, server_round: int, updates: np.ndarray, replies: Sequence[Message]) -> np.ndarray:
        told = [reply.content.metric_records["metrics"] for reply in replies]
        loss = np.maximum([float(str(each[LOSS])) for each in told], LEAST_LOSS)
        share = np.array([float(str(each[WEIGHT])) for each in told])
        share, q, lipschitz = share / share.sum(), self._q, self._lipschitz
        squares = lipschitz**2 * np.einsum("nd,nd->n", updates, updates)
        scale = share @ (q * loss ** (q - 1) * squares + lipschitz * loss**q)
        return np.asarray(lipschitz * (share * loss**q) @ updates / scale)


class Telling(LocalRound):
    """A hospital's side: it tells how well the model that it was sent does."""

    def __init__(self, loss: float) -> None:
        self._loss = loss

    def finish(self, reply: RecordDict, context: Context) -> None:
        reply.metric_records["metrics"][LOSS] = self._loss
