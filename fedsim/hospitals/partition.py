"""Which training images each hospital has, worked out once: the only place that says so. Needs no PyTorch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from fedsim.data.base import Dataset
from fedsim.hospitals.partitions import CLASSES_HELD, PARTITIONS
from fedsim.hospitals.partitions.base import Dealing, piles_of
from fedsim.hospitals.partitions.none import all_seen
from fedsim.hospitals.partitions.quantities import weights
from fedsim.hospitals.partitions.shared import draw_some, shared
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
        numbers: how many each was to have, where that was typed for it alone.

    An image that is dealt shared is in several shards. Hospitals with the same images may have the very same array.
    """

    shards: tuple[np.ndarray, ...]
    labels: np.ndarray
    num_classes: int
    given: tuple[np.ndarray, ...]
    numbers: tuple[int | None, ...]

    @cached_property
    def class_counts(self) -> np.ndarray:
        """Images of each class at each hospital: (hospitals, k) int64."""
        return self._counted(self.shards)

    @cached_property
    def given_counts(self) -> np.ndarray:
        """The same without the bound on how many."""
        return self._counted(self.given)

    def _counted(self, shards: Sequence[np.ndarray]) -> np.ndarray:
        counts = {id(own): np.bincount(self.labels[own], minlength=self.num_classes) for own in _different(shards)}
        return np.array([counts[id(shard)] for shard in shards])

    @property
    def sizes(self) -> list[int]:
        """Each hospital's number of images."""
        return [len(shard) for shard in self.shards]

    @cached_property
    def left_over(self) -> np.ndarray:
        """Sorted indices of the images that no hospital has."""
        return np.flatnonzero(~_among(self.shards, len(self.labels)))

    @cached_property
    def refused(self) -> np.ndarray:
        """Sorted indices of the images that no hospital has, and some would have without the bound on how many."""
        return self.left_over[_among(self.given, len(self.labels))[self.left_over]]

    @cached_property
    def pooled_counts(self) -> np.ndarray:
        """Images of each class that any hospital has, each counted once: (k,) int64."""
        return self.pooled_counts_of(range(len(self.shards)))

    def pooled_counts_of(self, places: Sequence[int]) -> np.ndarray:
        """The same of some hospitals."""
        shards = [self.shards[place] for place in places]
        return np.bincount(self.labels[_among(shards, len(self.labels))], minlength=self.num_classes)

    @property
    def num_distinct(self) -> int:
        """How many different images the hospitals have together: fewer than the sum of their sizes if they overlap."""
        return int(self.pooled_counts.sum())

    def holders(self, image: int) -> tuple[int, ...]:
        """Places of the hospitals that have an image: one at most, unless images are dealt shared."""
        found = ((place, shard, int(np.searchsorted(shard, image))) for place, shard in enumerate(self.shards))
        return tuple(place for place, shard, at in found if at < len(shard) and shard[at] == image)


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
        numbers = tuple(getattr(each.images, "num_images", None) for each in config.hospitals)
        how = _How(
            config.partition, config.deal, config.quantity, numbers, excluded, config.samples_per_hospital, config.seed
        )
        return _KNOWN[dataset](how)


def _among(shards: Sequence[np.ndarray], number: int) -> np.ndarray:
    """(number,) bool: whether an image is in any of the shards."""
    among = np.zeros(number, dtype=bool)
    for shard in _different(shards):
        among[shard] = True
    return among


def _different(shards: Sequence[np.ndarray]) -> Iterable[np.ndarray]:
    """Without the very same array twice."""
    return {id(shard): shard for shard in shards}.values()


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

    def __call__(self, how: "_How") -> Partition:
        sees = np.array(
            [[cls not in absent for cls in range(self._num_classes)] for absent in how.excluded], dtype=bool
        )
        piles = piles_of(self._labels, self._num_classes, how.seed)
        dealing = Dealing(piles, sees, weights(how.quantity, len(how.excluded)), how.numbers, how.seed)
        given, shards = (self._shared if how.deal == "shared" else self._disjoint)(dealing, how)
        ordered = {id(shard): np.sort(shard) for shard in _different(shards)}
        shards = [ordered[id(shard)] for shard in shards]
        return Partition(tuple(shards), self._labels, self._num_classes, tuple(given), how.numbers)

    def _disjoint(self, dealing: Dealing, how: "_How") -> tuple[list[np.ndarray], list[np.ndarray]]:
        given = PARTITIONS[how.partition.kind](how.partition, dealing)
        if how.most is None:
            return given, given
        pairs = zip(given, how.numbers, strict=True)
        return given, [keep_shares(self._labels, own, how.most) if typed is None else own for own, typed in pairs]

    def _shared(self, dealing: Dealing, how: "_How") -> tuple[list[np.ndarray], list[np.ndarray]]:
        held = CLASSES_HELD.get(how.partition.kind, all_seen)(how.partition, dealing)  # what is refused is shown too
        given = shared(dealing, held)
        bounds = [how.most if number is None else number for number in how.numbers]
        return given, draw_some(dealing, held, given, bounds)


@dataclass(frozen=True)
class _How:
    """All that a partition of given labels depends on."""

    partition: Any
    deal: str
    quantity: Any
    numbers: tuple[int | None, ...]
    excluded: tuple[tuple[int, ...], ...]
    most: int | None
    seed: int


_LOCK = Lock()
_KNOWN: WeakKeyDictionary[Dataset, Any] = WeakKeyDictionary()
