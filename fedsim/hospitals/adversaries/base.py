"""What a cheat is: it changes what its hospital trains on, or what it sends."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

Arrays = Mapping[str, np.ndarray]
Poison = Callable[[np.ndarray, np.ndarray, int, np.random.Generator], tuple[np.ndarray, np.ndarray]]
"""Given (images (n, h, w) or (n, h, w, 3) uint8 as the scanner took them, labels (n,) int64 in [0, k), k, a generator
of its own), it gives as many new ones: what the hospital trains on, in every round the same."""
Send = Callable[[Arrays, Arrays, Sequence[str], np.random.Generator], Arrays]
"""Given (the model that the hospital received, the one that it would send, names of the learned weights, a generator of
its own and of this round), it gives the model that it sends: arrays of the same names, shapes and types."""


class Adversary:
    """What one hospital does in the federation. It knows its own images and models, and nobody else's.

    Its baseline is honest: alone and pooled, the hospital's true images are trained on.

    Args:
        setting: its own, of `fedsim.settings.adversary`.

    Attributes:
        poison: changes what the hospital trains on; None leaves it alone.
        send: changes what the hospital sends, before anything that privacy does to it; None leaves it alone.
    """

    poison: Poison | None = None
    send: Send | None = None

    def __init__(self, setting: Any) -> None:
        self.setting = setting
