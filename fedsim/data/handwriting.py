"""A digit that is drawn by hand, made like those of a data set.

As MNIST's makers did (LeCun et al. 1998, Gradient-based learning applied to document recognition, section III-A): it is
fitted into a box with its proportions kept, drawn with grey edges (anti-aliased), and centred by its mass. How large
the box is (20 px of 28 in MNIST), how thick a stroke, and whether ink is bright or dark, is measured from the set.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from PIL import Image, ImageDraw

from fedsim.data.base import Dataset
from fedsim.data.sets import digits

Strokes = Sequence[Sequence[tuple[float, float]]]
"""Lines of the pen, each of points (x, y), in any unit, y downwards."""
DIGITS = tuple("0123456789")
FINE = 8
"""A pixel's side is drawn as so many, and averaged."""
MOST_POINTS = 20_000
LENGTH = 2.1
"""A digit's line is about so many times as long as its box is high: in MNIST, whose strokes are 2.4 px wide."""
INK, MEASURED = 0.3, 500
"""From this share of full ink on a pixel belongs to a digit; so many images are measured."""


def has_digits(dataset: Dataset) -> bool:
    """Whether its classes are the ten digits, in grey."""
    numbers = tuple(name.removeprefix("class ").strip() for name in dataset.classes)
    return numbers == DIGITS and dataset.channels == 1


@dataclass(frozen=True)
class Hand:
    """How a set's digits are written, px.

    Attributes:
        size: of the square that it is written in.
        box: the longer side of a digit.
        stroke: how thick a line is.
        bright: whether ink is bright on dark.
    """

    size: int
    box: float
    stroke: float
    bright: bool


HANDS: WeakKeyDictionary[Dataset, Hand] = WeakKeyDictionary()


def hand_of(dataset: Dataset) -> Hand:
    """Measured from some of the set's test images, once for as long as the set is in memory."""
    if dataset not in HANDS:
        HANDS[dataset] = _measure(dataset)
    return HANDS[dataset]


def _measure(dataset: Dataset) -> Hand:
    images = dataset.test.images[:MEASURED]
    images = digits.native(images) if dataset.name == digits.ENTRY.name else images
    edge = np.concatenate([images[:, 0], images[:, -1], images[:, :, 0], images[:, :, -1]], axis=1)
    bright = bool(np.median(edge) < np.iinfo(np.uint8).max / 2)
    ink = (images if bright else 255 - images) / 255
    on = ink > INK
    sides = [max(np.ptp(np.flatnonzero(each.any(axis=axis))) + 1 for axis in (0, 1)) for each in on if each.any()]
    box = float(np.median(sides)) if sides else images.shape[1] * 20 / 28
    return Hand(images.shape[1], box, float(ink.sum(axis=(1, 2)).mean()) / (LENGTH * box), bright)


def write(strokes: Strokes, dataset: Dataset) -> np.ndarray | None:
    """What models are shown of it, (h, w) uint8; None where nothing is drawn."""
    lines = [np.asarray(line, dtype=float) for line in strokes if len(line)]
    if not lines or sum(map(len, lines)) > MOST_POINTS or not all(np.isfinite(line).all() for line in lines):
        return None
    hand = hand_of(dataset)
    ink = _centred(_drawn(lines, hand), hand)
    grey = np.rint(255 * (ink if hand.bright else 1 - ink)).astype(np.uint8)
    if dataset.name == digits.ENTRY.name:
        return digits.enlarge(np.rint(grey[None] / 255 * digits.LEVELS), dataset.size)[0]
    return grey


def _drawn(lines: Sequence[np.ndarray], hand: Hand) -> np.ndarray:
    """Ink in [0, 1], fitted into the box in the middle of a square of `hand.size` px."""
    points = np.concatenate(lines)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    room = max(hand.box - hand.stroke, 1.0)
    scale = room / max(float(extent.max()), 1e-9)
    start = (hand.size - extent * scale) / 2
    fine = Image.new("L", (hand.size * FINE, hand.size * FINE))
    pen, width = ImageDraw.Draw(fine), max(1, round(hand.stroke * FINE))
    for line in lines:
        at = [tuple(point) for point in ((line - low) * scale + start) * FINE]
        pen.line(at, fill=255, width=width, joint="curve")
        for x, y in at:  # round ends, and a dot where the pen was not moved
            pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)
    return np.asarray(fine).reshape(hand.size, FINE, hand.size, FINE).mean(axis=(1, 3)) / 255


def _centred(ink: np.ndarray, hand: Hand) -> np.ndarray:
    """Moved so that its mass is in the middle, by whole pixels and no further than it stays on the picture."""
    moved = ink
    for axis in (0, 1):
        mass = ink.sum(axis=1 - axis)
        wanted = round((hand.size - 1) / 2 - float(mass @ np.arange(hand.size)) / max(float(mass.sum()), 1e-9))
        there = np.flatnonzero(mass)
        low, high = -int(there[0]), hand.size - 1 - int(there[-1])
        moved = np.roll(moved, min(max(wanted, low), high), axis=axis)
    return moved
