"""What a cheat is: it changes what its hospital trains on, or what it sends."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Arrays = Mapping[str, np.ndarray]
Poison = Callable[[np.ndarray, np.ndarray, Sequence[str], np.random.Generator], tuple[np.ndarray, np.ndarray]]
"""Given (images (n, h, w) or (n, h, w, 3) uint8 as the scanner took them, labels (n,) int64 in [0, k), names of the k
classes, a generator of its own), it gives as many new ones: what the hospital trains on, in every round the same."""
Send = Callable[[Arrays, Arrays, Sequence[str], np.random.Generator], Arrays]
"""Given (the model that the hospital received, the one that it would send, names of the learned weights, a generator of
its own and of this round), it gives the model that it sends: arrays of the same names, shapes and types."""


@dataclass(frozen=True)
class Known:
    """What those that collude know of a round: more than any real hospital would, as in the papers on such attacks.

    Attributes:
        received: the model that every hospital was sent.
        honest: what each honest hospital sends, by its place, in order; at least one.
        learned: names of the learned weights.
        num_hospitals: in the federation.
        num_colluders: of these, those that cheat in this way.
    """

    received: Arrays
    honest: Mapping[int, Arrays]
    learned: Sequence[str]
    num_hospitals: int
    num_colluders: int

    def updates(self, name: str) -> np.ndarray:
        """(honest hospitals, ...) float64: by how much each of them changed a weight."""
        before = self.received[name].astype(np.float64)
        return np.stack([arrays[name].astype(np.float64) - before for arrays in self.honest.values()])


Collude = Callable[[Known, np.random.Generator], Arrays]
"""Given (what is known of the round, a generator of this round), it gives the learned weights that all who cheat alike
send. What is no learned weight, each of them sends as it is."""


@dataclass(frozen=True)
class Aim:
    """What a cheat wants the shared model to say.

    Attributes:
        moves: what images of a class are to be called, by position: only of the classes whose images count.
        source: the one class that is to be called otherwise; None where there are several.
        target: the one class that all of these are to be called; None where there are several.
        marked: whether that is of test images that carry the backdoor's mark.
    """

    moves: Mapping[int, int]
    source: str | None = None
    target: str | None = None
    marked: bool = False


class Adversary:
    """What one hospital does in the federation. It knows its own images and models; only one that colludes knows more.

    Its baseline is honest: alone and pooled, the hospital's true images are trained on.

    Args:
        setting: its own, of `fedsim.settings.adversary`.

    Attributes:
        poison: changes what the hospital trains on; None leaves it alone.
        send: changes what the hospital sends, before anything that privacy does to it; None leaves it alone.
        collude: makes what it sends from what the honest hospitals send, once all of them have; None is nothing. One
            adversary plays all hospitals of the same setting, and may remember earlier rounds.
    """

    poison: Poison | None = None
    send: Send | None = None
    collude: Collude | None = None

    def __init__(self, setting: Any) -> None:
        self.setting = setting

    def aim(self, classes: Sequence[str]) -> Aim | None:
        """What it wants the shared model to say; None where it only does damage, which the accuracy tells.

        Args:
            classes: the data set's class names.
        """
        return None


def moved(received: Arrays, trained: Arrays, learned: Sequence[str], times: float) -> Arrays:
    """A model with a multiple of its update: what is no learned weight stays as it was trained, each type is kept.

    Args:
        received: where the update begins.
        trained: where it ends.
        learned: names of the learned weights.
        times: how often the update counts; below 0 it is turned round.
    """
    changed = {name: received[name] + times * (trained[name] - received[name]) for name in learned}
    return {**trained, **{name: values.astype(trained[name].dtype) for name, values in changed.items()}}
