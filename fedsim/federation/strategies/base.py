"""What a federated strategy is: a server's side, and a hospital's part in a round."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from flwr.app import Context, RecordDict
from flwr.serverapp.strategy import Strategy
from torch import nn

from fedsim.training.local import Adjust


class LocalRound:
    """A hospital's part in one round, around its local training; this one adds nothing.

    Attributes:
        adjust: changes the gradients of every step; None leaves them alone.
    """

    adjust: Adjust | None = None

    def finish(self, reply: RecordDict, context: Context) -> None:
        """Add to what is sent, once the training is done; what the hospital keeps goes to `context.state`."""


class FederatedStrategy(ABC):
    """One way to train together.

    Args:
        settings: its own, of `fedsim.settings.strategy`; which privacy it is sound with is declared there.
    """

    def __init__(self, settings: Any) -> None:
        self.settings = settings

    @abstractmethod
    def server(self, learned: Sequence[str]) -> Strategy:
        """The server's side.

        Args:
            learned: names of the model's learned weights.
        """

    def local_round(self, model: nn.Module, sent: RecordDict, context: Context) -> LocalRound:
        """A hospital's side of one round.

        Args:
            model: with the global weights, on its device; it is about to be trained in place.
            sent: all that the server sent.
            context: the hospital's own; `context.state` survives the rounds, on every engine.
        """
        return LocalRound()
