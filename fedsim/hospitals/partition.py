"""Which training images each hospital has, worked out once: the only place that says so. Needs no PyTorch."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from fedsim.data.base import Dataset
from fedsim.hospitals.partitions import PARTITIONS
from fedsim.settings.config import SimulationConfig

NUM_KEPT = 16


@dataclass(frozen=True, eq=False)
class Partition:
    """Who has which training image.

    Attributes:
        shards: a sorted int64 array of indices into the training set, for each hospital.
        labels: (n,) int64, of the whole training set.
        num_classes: k.
        given: what each hospital would have without the bound on how many, as `shards`, in any order.
    """

    shards: tuple[np.ndarray, ...]
    labels: np.ndarray
    num_classes: int
    given: tuple[np.ndarray, ...]

    @cached_property
    def class_counts(self) -> np.ndarray:
        """Images of each class at each hospital: (hospitals, k) int64."""
        return self._counted(self.shards)

    @cached_property
    def given_counts(self) -> np.ndarray:
        """The same without the bound on how many."""
        return self._counted(self.given)

    def _counted(self, shards: Sequence[np.ndarray]) -> np.ndarray:
        return np.array([np.bincount(self.labels[shard], minlength=self.num_classes) for shard in shards])

    @property
    def sizes(self) -> list[int]:
        """Each hospital's number of images."""
        return [len(shard) for shard in self.shards]

    @cached_property
    def left_over(self) -> np.ndarray:
        """Sorted indices of the images that no hospital has."""
        return np.setdiff1d(np.arange(len(self.labels)), np.concatenate(self.shards))

    def holders(self, image: int) -> tuple[int, ...]:
        """Places of the hospitals that have an image."""
        return tuple(place for place, shard in enumerate(self.shards) if image in shard)


def partition_for(config: SimulationConfig, dataset: Dataset) -> Partition:
    """The partition of a run: the very same object for all runs whose settings share the images out alike.

    Args:
        config: valid for the set's classes.
        dataset: the images that are shared out.
    """
    excluded = tuple(tuple(dataset.classes.index(name) for name in each.excluded) for each in config.hospitals)
    with _LOCK:
        if dataset not in _KNOWN:
            _KNOWN[dataset] = lru_cache(NUM_KEPT)(_Maker(dataset.train.labels, dataset.num_classes))
        return _KNOWN[dataset](config.partition, excluded, config.samples_per_hospital, config.seed)


def keep_shares(labels: np.ndarray, shard: np.ndarray, number: int) -> np.ndarray:
    """At most so many images of a shard, the same share of each class (Sainte-Laguë's method).

    With fewer images of one class, or none, at least as many of each other class are kept.

    Args:
        labels: (n,) int64, of the whole training set.
        shard: indices; of each class, those that come first are kept.
        number: >= 0.
    """
    own = labels[shard]
    by_class = np.argsort(own, kind="stable")
    counts = np.bincount(own)
    ranks = np.arange(len(own)) - np.repeat(np.cumsum(counts) - counts, counts)
    order = np.lexsort((own[by_class], (ranks + 0.5) / counts[own[by_class]]))
    return shard[by_class[order[:number]]]


class _Maker:
    """Works out the partitions of one set. It knows the labels alone, so that the set itself can be forgotten."""

    def __init__(self, labels: np.ndarray, num_classes: int) -> None:
        self._labels, self._num_classes = labels, num_classes

    def __call__(
        self, setting: Any, excluded: Sequence[Sequence[int]], samples_per_hospital: int | None, seed: int
    ) -> Partition:
        shards = given = PARTITIONS[setting.kind](setting, self._labels, excluded, seed)
        if samples_per_hospital is not None:
            shards = [keep_shares(self._labels, shard, samples_per_hospital) for shard in shards]
        return Partition(tuple(np.sort(shard) for shard in shards), self._labels, self._num_classes, tuple(given))


_LOCK = Lock()
_KNOWN: WeakKeyDictionary[Dataset, Any] = WeakKeyDictionary()
