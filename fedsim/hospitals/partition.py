"""Which training images each hospital gets, and what to warn about."""

from collections.abc import Sequence

import numpy as np

from fedsim.seeds import numpy_rng
from fedsim.settings.config import SimulationConfig


def deal(
    labels: np.ndarray, excluded: Sequence[Sequence[int]], samples_per_hospital: int | None, seed: int
) -> list[np.ndarray]:
    """Deal the images evenly, then take from each hospital the classes that it has never seen.

    The deal does not depend on the exclusions: unticking a class takes images away and moves none.

    Args:
        labels: (n,) int64 in [0, k).
        excluded: for each hospital, the classes that it has never seen.
        samples_per_hospital: at most this many images each, the same share of each class that is left;
            None is all.
        seed: the run's seed.

    Returns:
        A sorted int64 index array a hospital; no index is dealt twice.
    """
    order = numpy_rng(seed, "deal").permutation(len(labels))
    hands = []
    for hospital, absent in enumerate(excluded):
        hand = order[hospital :: len(excluded)]
        hand = hand[~np.isin(labels[hand], list(absent))]
        hands.append(np.sort(hand[:samples_per_hospital]))
    return hands


def deal_for(config: SimulationConfig, labels: np.ndarray, classes: Sequence[str]) -> list[np.ndarray]:
    """`deal` with the settings of a run; `config` must be valid for `classes`."""
    excluded = [[classes.index(name) for name in hospital.excluded] for hospital in config.hospitals]
    return deal(labels, excluded, config.samples_per_hospital, config.seed)


def count_classes(labels: np.ndarray, hands: Sequence[np.ndarray], num_classes: int) -> np.ndarray:
    """Images of each class at each hospital: (hospitals, k) int64."""
    return np.array([np.bincount(labels[hand], minlength=num_classes) for hand in hands])


def warnings(counts: np.ndarray, hospitals: Sequence[str], classes: Sequence[str]) -> list[str]:
    """Say what will keep the federation from learning, in plain sentences.

    Args:
        counts: (hospitals, k), from `count_classes`.
        hospitals: names, in order.
        classes: names, in label order.
    """
    orphans = [name for name, total in zip(classes, counts.sum(axis=0), strict=True) if total == 0]
    messages = [f"No hospital has {name}: nobody can learn it, alone or together." for name in orphans]
    for name, row in zip(hospitals, counts, strict=True):
        present = np.flatnonzero(row)
        if len(present) == 0:
            messages.append(f"Hospital {name} has no images at all: give it at least one class.")
        elif len(present) == 1:
            messages.append(f"Hospital {name} has only {classes[present[0]]}: alone it will call everything that.")
    return messages
