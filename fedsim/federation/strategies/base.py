"""What a federated strategy is: a server's side, and a hospital's part in a round."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, ClassVar

from flwr.app import Context, RecordDict
from flwr.serverapp.strategy import Strategy
from torch import nn

from fedsim.training.local import Adjust


class Evaluated(StrEnum):
    """Which models a round is evaluated on."""

    GLOBAL = "global"
    """The averaged one, by the server."""
    OWN = "own"
    """Each hospital's own after its local training, by itself: it need not leave the hospital."""


class LocalRound:
    """A hospital's part in one round, around its local training; this one adds nothing.

    Attributes:
        adjust: changes the gradients of every step; None leaves them alone.
    """

    adjust: Adjust | None = None

    def own_model(self, trained: nn.Module) -> nn.Module:
        """The model that the hospital uses itself, once the training is done: the round may be evaluated on it."""
        return trained

    def finish(self, reply: RecordDict, context: Context) -> None:
        """Change what is sent, once the training is done; what the hospital keeps goes to `context.state`.

        A part of the model that stays at the hospital is sent as it came: the average, too, is of whole models.
        """


class FederatedStrategy(ABC):
    """One way to train together.

    Args:
        settings: its own, of `fedsim.settings.strategy`; which privacy it is sound with is declared there.

    Attributes:
        evaluated: on what its rounds are evaluated.
    """

    evaluated: ClassVar[Evaluated] = Evaluated.GLOBAL

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
