"""Where models looked, as a picture: how much evidence each part of an image gave, on one scale for all of them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from fedsim.training.looking import Look

MOST_CELLS = 32
"""A picture of it is at most so many cells wide and high: a screen makes it smooth."""


def heat(look: "Look", cls: int, shape: tuple[int, int]) -> np.ndarray:
    """How many bits of evidence for a class are lost where a square covers each part of an image, on average.

    Where it gains by being covered, nothing is lost.

    Args:
        look: at the image.
        cls: the class.
        shape: the image's height and width, px.

    Returns:
        (rows, columns) float64, one a pixel of the image, or fewer of a large one.
    """
    total, times = np.zeros(shape), np.zeros(shape)
    for row, top in enumerate(look.tops):
        for column, left in enumerate(look.lefts):
            square = slice(top, top + look.side), slice(left, left + look.side)
            total[square] += max(0.0, float(look.evidence[row, column, cls]))
            times[square] += 1
    mean = total / times
    step = -(-max(shape) // MOST_CELLS)
    high, wide = (-(-length // step) for length in shape)
    padded = np.pad(mean, ((0, high * step - shape[0]), (0, wide * step - shape[1])), mode="edge")
    return padded.reshape(high, step, wide, step).mean(axis=(1, 3))


def strongest(look: "Look", cls: int) -> tuple[int, int, float] | None:
    """Row and column, among the places of the square, where covering takes most evidence away, and how many bits.

    None where it takes none away anywhere.
    """
    lost = look.evidence[:, :, cls]
    row, column = np.unravel_index(int(lost.argmax()), lost.shape)
    most = float(lost[row, column])
    return (int(row), int(column), most) if most > 0 else None


def scale(heats: Iterable[np.ndarray]) -> float:
    """What all of them are drawn against: the highest value of any, and at least one bit, which is next to nothing."""
    return max([1.0, *(float(each.max()) for each in heats)])


def third(start: float, side: float) -> int:
    """In which third of a length a part of it has its middle: 0, 1 or 2; as shares of the length."""
    return min(2, int(3 * (start + side / 2)))
