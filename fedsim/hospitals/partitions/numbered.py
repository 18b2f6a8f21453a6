"""Hospitals for which a number of images was typed: they take theirs before the others share what is left."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from fedsim.hospitals.partitions.base import Dealing
from fedsim.hospitals.partitions.in_turn import in_proportion

Deal = Callable[[Dealing, np.ndarray], list[np.ndarray]]
"""Given (what there is to deal, shares as below), it gives an index array a hospital."""


def deal_numbered(dealing: Dealing, shares: np.ndarray, deal: Deal) -> list[np.ndarray]:
    """Set aside what was typed, in the proportions of the hospital's classes, and deal the rest to the others.

    Args:
        dealing: what there is to deal.
        shares: (hospitals, k) float64 >= 0: how much of a class a hospital gets beside the others.
        deal: how the rest is dealt.

    Returns:
        An index array a hospital. One that asks for more than is left of its classes gets what there is.
    """
    piles, own = list(dealing.piles), {}
    for place, number in enumerate(dealing.numbers):
        if number is None:
            continue
        there = np.array([len(pile) for pile in piles], dtype=np.int64)
        counts = in_proportion(shares[place] * dealing.class_sizes, number, there)
        own[place] = np.concatenate([pile[len(pile) - count :] for pile, count in zip(piles, counts, strict=True)])
        piles = [pile[: len(pile) - count] for pile, count in zip(piles, counts, strict=True)]
    if not own:
        return deal(dealing, shares)
    others = np.array([number is None for number in dealing.numbers])
    rest = replace(dealing, piles=tuple(piles), weights=dealing.weights * others)
    return [own.get(place, shard) for place, shard in enumerate(deal(rest, shares * others[:, None]))]
