"""The chance in a drawn scan: every image has its own row of uniform numbers, and rows are read left to right.

All images of a batch read the same columns, whatever their label. So an image depends on its own row alone, not
on its neighbours in the batch, and the same row with another label is the same eye with another disease.
"""

import numpy as np

from fedsim.seeds import numpy_rng

NUM_NUMBERS = 256
"""Uniform numbers an image; the drawing reads about two thirds of them."""


def generator_for(seed: int, index: int) -> np.random.Generator:
    """The generator of one image: its scene first, then its speckle."""
    return numpy_rng(seed, f"synthetic-oct/{index}")


class Dice:
    """Reads numbers for n images at once.

    Args:
        rows: (n, NUM_NUMBERS) float32 in [0, 1), a row an image.
    """

    def __init__(self, rows: np.ndarray) -> None:
        self._rows = rows
        self._next = 0

    def take(self, count: int) -> np.ndarray:
        """The next `count` numbers of every image: (n, count)."""
        if self._next + count > self._rows.shape[1]:
            raise ValueError(f"the drawing needs over {self._rows.shape[1]} numbers an image; raise NUM_NUMBERS")
        self._next += count
        return self._rows[:, self._next - count : self._next]

    def uniform(self, low: float, high: float, count: int = 1) -> np.ndarray:
        """Numbers in [low, high): (n, count)."""
        return low + (high - low) * self.take(count)

    def chance(self, probability: float) -> np.ndarray:
        """1 with this probability, else 0: (n, 1)."""
        return (self.take(1) < probability).astype(np.float32)

    def bell(self, centre: float, spread: float) -> np.ndarray:
        """The mean of three uniforms, nearly normal but bounded to centre +- spread: (n, 1)."""
        first, second, third = np.split(self.take(3), 3, axis=1)
        return centre + spread * ((first + second + third) * (2 / 3) - 1)


def bump(x: np.ndarray, centre: np.ndarray, width: np.ndarray | float) -> np.ndarray:
    """A Gaussian hill of height 1 and standard deviation `width`, in x's units."""
    return np.exp(-0.5 * ((x - centre) / width) ** 2)


def ripple(x: np.ndarray, dice: Dice, waves: tuple[float, ...]) -> np.ndarray:
    """A sum of sines of random phase, one for each count of waves across the image: (n, w) in [-1, 1]."""
    phases = dice.take(len(waves))
    total = sum(np.sin(2 * np.pi * (x * count + phases[:, [i]])) for i, count in enumerate(waves))
    return total / len(waves)
