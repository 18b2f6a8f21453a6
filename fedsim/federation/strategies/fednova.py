"""FedNova: who makes more steps in a round counts no more for it (Wang et al. 2020, arXiv:2007.07481).

With the updates d_k, their numbers of steps t_k and the hospitals' shares of all images p_k, the model moves by
sum(p_k t_k) * sum(p_k d_k / t_k). With as many steps each it is FedAvg. The paper states it for plain gradient descent
(optimizer sgd); with Adam the number of steps stands for as much.
"""

from collections.abc import Sequence

import numpy as np
from flwr.app import Context, Message, RecordDict
from torch import nn

from fedsim.federation.strategies.base import FederatedStrategy, LocalRound, Visit
from fedsim.federation.strategies.fedavg import WEIGHT
from fedsim.federation.strategies.updates import OnUpdates

STEPS = "num-steps"


class FedNova(FederatedStrategy):
    """Averages normalised updates."""

    is_mean = False

    def server(self, learned: Sequence[str]) -> "Normalised":
        return Normalised(learned)

    def local_round(self, model: nn.Module, visit: Visit) -> LocalRound:
        return Counting()


class Normalised(OnUpdates):
    """The server's side."""

    def update(self, server_round: int, updates: np.ndarray, replies: Sequence[Message]) -> np.ndarray:
        told = [reply.content.metric_records["metrics"] for reply in replies]
        share, steps = (np.array([float(str(each[name])) for each in told]) for name in (WEIGHT, STEPS))
        share = share / share.sum()
        return np.asarray((share @ steps) * (share / steps) @ updates)


class Counting(LocalRound):
    """A hospital's side: it tells its number of steps."""

    def __init__(self) -> None:
        self._steps = 0

    def adjust(self, model: nn.Module) -> None:
        """Count a step."""
        self._steps += 1

    def finish(self, reply: RecordDict, context: Context) -> None:
        reply.metric_records["metrics"][STEPS] = max(1, self._steps)
