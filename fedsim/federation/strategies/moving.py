"""What a server does with the mean update but to add it: a step of its own for the learned weights.

What is not learned, such as BatchNorm's statistics and counters, is averaged as ever: an optimiser has no say in it.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np

from fedsim.federation.strategies.base import Arrays


class Moving(ABC):
    """A `Step` that moves the model that was sent out.

    Args:
        learned: names of the model's learned weights.
    """

    def __init__(self, learned: Sequence[str]) -> None:
        self._learned = learned

    def __call__(self, server_round: int, sent: Arrays, mean: Arrays) -> Arrays:
        update = {name: mean[name].astype(np.float64) - sent[name] for name in self._learned}
        moved = {name: sent[name] + by for name, by in self.move(update).items()}
        return {**mean, **{name: values.astype(mean[name].dtype) for name, values in moved.items()}}

    @abstractmethod
    def move(self, update: Arrays) -> Arrays:
        """By how much the learned weights move, given the mean update, float64 both."""
