"""What a federated strategy is: a server's side, and a hospital's part in a round."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

import numpy as np
from flwr.app import Context, RecordDict
from flwr.serverapp.strategy import Strategy
from torch import nn

from fedsim.settings.mixing import NoMixing
from fedsim.training.local import Adjust, Batches

Arrays = Mapping[str, np.ndarray]
Step = Callable[[int, Arrays, Arrays], Arrays]
"""Given (the round, the model that was sent out, what the replies and privacy's noise came to), it gives the model that
the round ends with. It sees nothing of any hospital that is not in these: what privacy promises of them holds on."""
Train = Callable[[nn.Module, int | None, Adjust | None, str], None]
"""Trains a model in place on the hospital's images, without privacy's noise: it is never sent. Given (model, epochs or
None for as many as in a round, what changes the gradients, a word that names its order of batches)."""


class Evaluated(StrEnum):
    """Which models a round is evaluated on."""

    GLOBAL = "global"
    """The averaged one, by the server."""
    OWN = "own"
    """Each hospital's own, made of the round's averaged one, by itself: it need not leave the hospital."""


@dataclass(frozen=True)
class Visit:
    """What a strategy may use at a hospital.

    Attributes:
        sent: all that the server sent.
        context: the hospital's own; `context.state` survives the rounds, on every engine.
        images: what the hospital trains on.
        train: trains another model than the one that is sent.
    """

    sent: RecordDict
    context: Context
    images: Batches
    train: Train


class LocalRound:
    """A hospital's part in one round, around its local training; this one adds nothing.

    Attributes:
        adjust: changes the gradients of every step; None leaves them alone.
    """

    adjust: Adjust | None = None

    def finish(self, reply: RecordDict, context: Context) -> None:
        """Change what is sent, once the training is done; what the hospital keeps goes to `context.state`.

        A part of the model that stays at the hospital is sent as it came: the average, too, is of whole models.
        """


class FederatedStrategy(ABC):
    """One way to train together.

    Args:
        settings: its own, of `fedsim.settings.strategy`; which privacy it is sound with is declared there.
        mixing: what makes updates alike before a robust rule looks at them, of `fedsim.settings.mixing`.
        seed: the run's, for what the server draws.

    Attributes:
        evaluated: on what its rounds are evaluated.
        at_hospitals: whether they keep anything in `context.state`.
        weighting: how hospitals count in what they come to; None leaves it to privacy: by their images, or as much.
        is_mean: whether that is a mean, of which the noise within can be told.
    """

    evaluated: ClassVar[Evaluated] = Evaluated.GLOBAL
    at_hospitals: ClassVar[bool] = False
    weighting: ClassVar[str | None] = None
    is_mean: ClassVar[bool] = True

    def __init__(self, settings: Any, mixing: Any = NoMixing(), seed: int = 0) -> None:  # noqa: B008 - frozen
        self.settings, self.mixing, self.seed = settings, mixing, seed

    @abstractmethod
    def server(self, learned: Sequence[str]) -> Strategy:
        """The server's side: what the replies come to.

        Args:
            learned: names of the model's learned weights.
        """

    def step(self, learned: Sequence[str]) -> Step | None:
        """What the server makes of that, after privacy's noise; None takes it as the new model."""
        return None

    def local_round(self, model: nn.Module, visit: Visit) -> LocalRound:
        """A hospital's side of one round.

        Args:
            model: with the global weights, on its device; it is about to be trained in place.
            visit: what it may use.
        """
        return LocalRound()

    def own_model(self, model: nn.Module, visit: Visit) -> nn.Module:
        """Of a strategy that is evaluated on each hospital's own model: that one, at the end of a round.

        Args:
            model: with the weights that the round ended with; it may be changed.
            visit: what it may use; it must leave `context.state` as it is.
        """
        return model
