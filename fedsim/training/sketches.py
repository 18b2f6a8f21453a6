"""Short vectors that stand for long ones: their distances are about those of the models themselves.

A count sketch: each weight is added to, or taken from, one of `SIZE` numbers, as the seed has it. It is linear, so that
the sketch of a difference is the difference of the sketches, and keeps lengths and distances on average, with a
relative error of about sqrt(1 / (2 * SIZE)), 9 % (Weinberger et al. 2009, arXiv:0902.2206; random projections to so few
numbers go back to Johnson and Lindenstrauss 1984, sparse ones to Li, Hastie and Church 2006). No matrix is kept: what
happens to a block of weights is drawn when it comes, from a seed of its own.
"""

import base64
import binascii
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from fedsim.seeds import seed_for

SIZE, BLOCK = 64, 1 << 18
STEPS = 32767
"""A packed sketch has its numbers in so many steps to each side."""


class Sketcher:
    """Sketches vectors of one run, all alike.

    Args:
        seed: the run's.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def start(self, number: int) -> "Sum":
        """Begin with so many vectors, all 0."""
        return Sum(self._seed, number)


class Sum:
    """The sketches of some vectors, block by block."""

    def __init__(self, seed: int, number: int) -> None:
        self._seed, self._done = seed, 0
        self.sketches = np.zeros((number, SIZE))

    def add(self, block: np.ndarray) -> None:
        """Take in the next `BLOCK` values of each vector or fewer, float64 of (number, values)."""
        where = np.random.default_rng(seed_for(self._seed, "sketch", self._done))
        codes = where.integers(0, 2 * SIZE, block.shape[1], dtype=np.uint8)
        self._done += 1
        for sketch, values in zip(self.sketches, block, strict=True):
            both = np.bincount(codes, weights=values, minlength=2 * SIZE)
            sketch += both[:SIZE] - both[SIZE:]


def blocks(arrays: Iterable[Sequence[np.ndarray]]) -> Iterator[np.ndarray]:
    """Vectors that lie in arrays, as float64 blocks of (number, values).

    Args:
        arrays: of each array of a model, the same one of every vector.
    """
    for same in arrays:
        flat = [each.reshape(-1) for each in same]
        for first in range(0, flat[0].size if flat else 0, BLOCK):
            yield np.stack([each[first : first + BLOCK].astype(np.float64) for each in flat])


def pack(sketch: np.ndarray) -> str | None:
    """A sketch as text of 176 characters, to 1/32,767 of its largest number; None where it is not finite."""
    most = float(np.abs(sketch).max())
    with np.errstate(over="ignore"):
        scale = np.float32(most)
    if not np.isfinite(scale):
        return None
    steps = np.round(sketch / most * STEPS) if most > 0 else np.zeros(SIZE)
    return base64.b64encode(scale.astype("<f4").tobytes() + steps.astype("<i2").tobytes()).decode()


def unpack(text: str | None) -> np.ndarray | None:
    """What `pack` wrote, as (`SIZE`,) float64; None where there is none, or it is damaged."""
    try:
        body = base64.b64decode(text or "", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(body) != 4 + 2 * SIZE:
        return None
    scale = float(np.frombuffer(body[:4], "<f4")[0])
    return np.frombuffer(body[4:], "<i2").astype(np.float64) * scale / STEPS if np.isfinite(scale) else None
