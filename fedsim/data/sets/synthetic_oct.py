"""`synthetic-oct`: retinal OCT B-scans drawn by a program, so that fedsim works at once, offline and for anyone.

The scans show no patient and are no use for medicine. They look like the four classes of Kermany et al. 2018
(doi:10.1016/j.cell.2018.02.010) and come in the class shares of OCTMNIST in MedMNIST v2 (Yang et al. 2023,
doi:10.1038/s41597-022-01721-8). Image i of a seed depends on (seed, i), its label and the size alone.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from fedsim.data.base import DataError, Dataset, Doing, Progress, Split, Step
from fedsim.data.sets.phantom_anatomy import draw_eyes
from fedsim.data.sets.phantom_dice import NUM_NUMBERS, Dice, generator_for
from fedsim.data.sets.phantom_paint import paint
from fedsim.data.sets.phantom_scanner import scan
from fedsim.seeds import numpy_rng

VERSION = 3
"""Raise it when the same seed draws something else: it is part of the cache's key."""

SIZES = (28, 64, 128, 224)
CLASSES = ("CNV", "DME", "DRUSEN", "NORMAL")
OCTMNIST_TRAIN = (33_484, 10_213, 7_754, 46_026)
NUM_TRAIN, NUM_VAL, NUM_TEST = 8_000, 1_000, 1_000
COARSE = (12, 20)  # nodes of the grid that the choroid's blotches are drawn on
FINER = {28: (4, 2), 64: (3, 2), 128: (2, 1), 224: (2, 1)}
"""Rows and columns drawn a pixel, then averaged: layers are thin and lie flat, so rows matter most."""
CHUNK_PIXELS = 200_000
"""Drawn pixels a chunk: arrays of 0.8 MB stay in a core's cache."""


def make(size: int = 28, seed: int = 0, progress: Progress | None = None) -> Dataset:
    """Draw the whole data set: 8,000 train and 1,000 val images in OCTMNIST's shares, 1,000 test, 250 a class.

    Args:
        size: height and width, px; one of SIZES.
        seed: another seed draws other eyes.
        progress: told the share done.

    Raises:
        DataError: the size is not one of SIZES.
    """
    balanced = (1,) * len(CLASSES)
    wanted = (("train", NUM_TRAIN, OCTMNIST_TRAIN), ("val", NUM_VAL, OCTMNIST_TRAIN), ("test", NUM_TEST, balanced))
    labels = [shuffled_labels(count, shares, seed, part) for part, count, shares in wanted]
    images = draw(np.concatenate(labels), size, seed, progress=progress)
    parts = np.split(images, [NUM_TRAIN, NUM_TRAIN + NUM_VAL])
    train, val, test = (Split(*pair) for pair in zip(parts, labels, strict=True))
    return Dataset(
        name="synthetic-oct",
        title="synthetic-oct",
        classes=CLASSES,
        class_titles=CLASSES,
        train=train,
        val=val,
        test=test,
        licence="Apache-2.0",
        drawn=True,
    )


def shuffled_labels(count: int, shares: tuple[int, ...], seed: int, part: str) -> np.ndarray:
    """Labels in exact shares, in an order that the seed and the part's name set: (count,) int64."""
    counts = largest_remainder(count, shares)
    return numpy_rng(seed, f"synthetic-oct/labels/{part}").permutation(np.repeat(np.arange(len(shares)), counts))


def largest_remainder(count: int, shares: tuple[int, ...]) -> np.ndarray:
    """Split `count` in these shares, in whole numbers that add up to it: (k,) int64."""
    quotas = count * np.array(shares, dtype=np.int64)
    counts, remainders = quotas // sum(shares), quotas % sum(shares)
    counts[np.argsort(-remainders, kind="stable")[: count - counts.sum()]] += 1
    return counts


def draw(
    labels: np.ndarray, size: int, seed: int, first_index: int = 0, progress: Progress | None = None
) -> np.ndarray:
    """Draw one scan a label.

    Args:
        labels: (n,) integers: 0 CNV, 1 DME, 2 DRUSEN, 3 NORMAL.
        size: height and width, px; one of SIZES.
        seed: with an image's index, all that its randomness depends on.
        first_index: the index of the first image; image i alone is draw(labels[i : i + 1], size, seed, i).
        progress: told the share done, in the calling thread.

    Returns:
        (n, size, size) uint8.

    Raises:
        DataError: the size is not one of SIZES, or a label is not one of the four.
    """
    _check(labels, size)
    images = np.empty((len(labels), size, size), np.uint8)

    def fill(start: int) -> int:
        stop = min(start + chunk, len(labels))
        images[start:stop] = _draw_chunk(labels[start:stop], size, seed, first_index + start)
        return stop

    rows, columns = FINER[size]
    chunk = max(1, CHUNK_PIXELS // (rows * columns * size * size))
    for done in _in_threads(fill, range(0, len(labels), chunk)):
        if progress is not None:
            progress(done / len(labels), Step(Doing.DRAWING, done=done, total=len(labels)))
    return images


def _in_threads(work: Callable[[int], int], items: range) -> Iterator[int]:
    """Results in the order of the items; NumPy lets go of Python's lock, so threads do run side by side."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        yield from pool.map(work, items)


def _check(labels: np.ndarray, size: int) -> None:
    if size not in SIZES:
        raise DataError("not-drawn-at-size", sizes=SIZES, size=size)
    if len(labels) and (labels.min() < 0 or labels.max() >= len(CLASSES)):
        raise DataError("labels-not-drawn", classes=len(CLASSES), low=labels.min(), high=labels.max())


def _draw_chunk(labels: np.ndarray, size: int, seed: int, first_index: int) -> np.ndarray:
    """Draw a few images: numbers, eyes, light, average, scan."""
    numbers = np.empty((len(labels), NUM_NUMBERS), np.float32)
    coarse = np.empty((len(labels), *COARSE), np.float32)
    speckle = np.empty((len(labels), size, size), np.float32)
    for i in range(len(labels)):
        rng = generator_for(seed, first_index + i)
        rng.random(out=numbers[i], dtype=np.float32)
        rng.random(out=coarse[i], dtype=np.float32)
        rng.standard_normal(out=speckle[i], dtype=np.float32)
    dice = Dice(numbers)
    rows, columns = FINER[size]
    eye = draw_eyes(labels, dice, columns * size)
    light = _average(paint(eye, dice, rows * size), rows, columns)
    return scan(light, eye, dice, speckle, coarse)


def _average(light: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """Mean of each block of rows x columns; added one by one, so that the sum never depends on the batch."""
    total = np.zeros_like(light[:, ::rows, ::columns])
    for i in range(rows):
        for j in range(columns):
            total += light[:, i::rows, j::columns]
    return total / (rows * columns)
