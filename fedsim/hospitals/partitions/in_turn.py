"""Whose turn it is: whole images in given proportions (Sainte-Laguë's method)."""

import numpy as np


def in_turn(weights: np.ndarray, number: int, have: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Who gets the next images, one after the other, so that all together they have their proportions at any time.

    Args:
        weights: (n,) float64 >= 0, one of them above 0: the proportions.
        number: of images.
        have: (n,) int64, how many each has already.
        first: (n,) int64; of those whose turn it equally is, the one with the least comes first.

    Returns:
        (number,) int64 places.
    """
    entitled = weights > 0
    level = (have[entitled].sum() + number + len(weights)) / weights.sum()  # nobody's turn comes later than this
    turns = np.where(entitled, np.maximum(0, np.floor(level * weights + 0.5).astype(np.int64) - have), 0)
    places = np.repeat(np.arange(len(weights)), turns)
    ranks = np.arange(len(places)) - np.repeat(np.cumsum(turns) - turns, turns) + have[places]
    return places[np.lexsort((first[places], (ranks + 0.5) / weights[places]))][:number]


def in_proportion(weights: np.ndarray, number: int, most: np.ndarray) -> np.ndarray:
    """So many images of each class, in given proportions as far as there are that many.

    Args:
        weights: (k,) float64 >= 0: the proportions.
        number: of images; where there are not so many, all that there are.
        most: (k,) int64, how many there are of each.

    Returns:
        (k,) int64.
    """
    there = np.where(weights > 0, most, 0)
    places = np.repeat(np.arange(len(weights)), there)
    ranks = np.arange(len(places)) - np.repeat(np.cumsum(there) - there, there)
    with np.errstate(over="ignore"):
        order = np.lexsort((places, (ranks + 0.5) / weights[places]))
    return np.bincount(places[order[:number]], minlength=len(weights))
