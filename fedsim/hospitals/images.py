"""A partition's images on a device: what each hospital has, what it trains on, and what models are evaluated on."""

from collections.abc import Callable, Sequence
from threading import RLock
from typing import Any, NamedTuple

import numpy as np
import torch

from fedsim.data.base import Dataset
from fedsim.hospitals.adversaries import adversary_of
from fedsim.hospitals.adversaries.backdoor import mark
from fedsim.hospitals.label_noise import mistaken
from fedsim.hospitals.partition import Partition
from fedsim.hospitals.shifts import SHIFTS, scanned
from fedsim.hospitals.shifts.none import unshifted
from fedsim.hospitals.shortcut import Marks, marked_for_test, marks_any, with_marks
from fedsim.seeds import numpy_rng
from fedsim.settings.label_noise import NoNoise
from fedsim.training.local import Batches

MAX_VALIDATION = 1000
"""A baseline's validation accuracy is measured on at most this many images."""


class Way(NamedTuple):
    """What a hospital has of its own that changes what it trains on, as the settings have it."""

    shift: Any
    adversary: Any
    label_noise: Any
    shortcut: Any


class Images:
    """The images of one partition on one device: each is copied there once, when it is first asked for.

    Args:
        dataset: the whole set.
        partition: who has which of its training images.
        device: where they are to live.
        ways: what each hospital has of its own.
        seed: the run's, for what these draw.
    """

    def __init__(self, dataset: Dataset, partition: Partition, device: str, ways: tuple[Way, ...], seed: int) -> None:
        self._dataset, self._partition, self._device = dataset, partition, device
        self._ways, self._seed = ways, seed
        self._known: dict[object, Batches] = {}
        plain = [place for place in range(len(ways)) if self._is_plain(place)]
        self._firsts = {id(partition.shards[place]): place for place in reversed(plain)}
        self._lock = RLock()

    def shard(self, place: int) -> Batches:
        """A hospital's training images, as its scanner takes them."""
        first = self._first_alike(place)
        return self._once(("shard", first), lambda: self._batches(*self._taken(first)))

    def trained_on(self, place: int) -> Batches:
        """What a hospital trains on in the federation: its shard, or what its adversary makes of it."""

        def make() -> Batches:
            poison = adversary_of(self._ways[place].adversary).poison
            if poison is None:
                return self.shard(place)
            rng = numpy_rng(self._seed, "poison", hospital=place)
            return self._batches(*poison(*self._taken(place), self._dataset.classes, rng))

        return self._once(("training", place), make)

    def pooled(self, places: Sequence[int]) -> Batches:
        """The training images of these hospitals in one place, each once: of those with one scanner that have the same
        image, the first one brings it; one with mistakes in its labels, or marks on its images, brings its own."""
        brought: dict[Any, np.ndarray] = {}
        parts = []
        for place in places:
            rows, way = self._partition.shards[place], self._ways[place]
            as_others = way.label_noise == NoNoise() and not marks_any(way.shortcut)
            scanner = (way.shift, None if as_others else place)
            known = brought.setdefault(scanner, np.zeros(len(self._dataset.train), dtype=bool))
            new, shard = ~known[rows], self.shard(place)
            known[rows] = True
            parts.append(shard if new.all() else shard.select(np.flatnonzero(new)))
        return Batches(torch.cat([part.images for part in parts]), torch.cat([part.labels for part in parts]))

    def test(self, place: int | None = None) -> Batches:
        """The images that every model is evaluated on; of a hospital, as its scanner takes them."""

        def make() -> Batches:
            split = self._dataset.test
            if place is None:
                return self._batches(split.images.copy(), split.labels)
            images = self.through_scanner(place, split.images, "test")
            return self.test() if images is split.images else self._batches(images, split.labels)

        return self._once(("test", place), make)

    def marked_test(self) -> Batches:
        """The test images of the data set, each with a backdoor's mark."""
        split = self._dataset.test
        return self._once("marked", lambda: self._batches(mark(split.images), split.labels))

    def shortcut_test(self, cls: int, marks: Marks) -> Batches:
        """The test images of the data set with the mark of a class where it is to stand."""
        if marks is Marks.WITHOUT:
            return self.test()
        split = self._dataset.test
        return self._once(
            ("shortcut", cls, marks),
            lambda: self._batches(marked_for_test(split.images, split.labels, cls, marks), split.labels),
        )

    def validation(self, classes: tuple[int, ...]) -> Batches:
        """Validation images of some classes, evenly spread."""

        def make() -> Batches:
            rows = _spread(self._dataset.val.labels, classes)
            return self._batches(self._dataset.val.images[rows], self._dataset.val.labels[rows])

        return self._once(("val", classes), make)

    def through_scanner(self, place: int, images: np.ndarray, of: str) -> np.ndarray:
        """Images as a hospital's scanner takes them, without any mark; the very same array where it changes nothing.

        Args:
            place: the hospital's.
            images: (n, h, w) or (n, h, w, 3) uint8, of the data set.
            of: names them: the same name and images give the same.
        """
        return scanned(self._ways[place].shift, images, self._seed, place, of)

    def taken(self, place: int, images: np.ndarray, labels: np.ndarray, of: str) -> np.ndarray:
        """Images as a hospital has them: `through_scanner`, and then the marks of its shortcut.

        Args:
            place: the hospital's.
            images: (n, h, w) or (n, h, w, 3) uint8, of the data set.
            labels: (n,) what they show.
            of: names them.
        """
        images, classes = self.through_scanner(place, images, of), self._dataset.classes
        return with_marks(self._ways[place].shortcut, images, labels, classes, self._seed, place, of)

    def called(self, place: int, labels: np.ndarray, of: str) -> np.ndarray:
        """Labels as a hospital gives them, mistakes among them; see `mistaken`."""
        return mistaken(self._ways[place].label_noise, labels, self._dataset.num_classes, self._seed, place, of)

    def _first_alike(self, place: int) -> int:
        """The first hospital with the very same images, where nothing changes them: they lie on the device once."""
        return self._firsts.get(id(self._partition.shards[place]), place) if self._is_plain(place) else place

    def _is_plain(self, place: int) -> bool:
        way = self._ways[place]
        return SHIFTS[way.shift.kind] is unshifted and way.label_noise == NoNoise() and not marks_any(way.shortcut)

    def _taken(self, place: int) -> tuple[np.ndarray, np.ndarray]:
        """A hospital's training images and labels, not on the device."""
        rows, split = self._partition.shards[place], self._dataset.train
        images, labels = split.images[rows], split.labels[rows]
        return self.taken(place, images, labels, "train"), self.called(place, labels, "train")

    def _batches(self, images: np.ndarray, labels: np.ndarray) -> Batches:
        return Batches.from_numpy(images, labels).to(self._device)

    def _once(self, key: object, make: Callable[[], Batches]) -> Batches:
        with self._lock:
            if key not in self._known:
                self._known[key] = make()
            return self._known[key]


def _spread(labels: np.ndarray, classes: tuple[int, ...]) -> np.ndarray:
    """At most MAX_VALIDATION rows of some classes, evenly spread."""
    rows = np.flatnonzero(np.isin(labels, classes))
    return rows[np.linspace(0, len(rows) - 1, min(MAX_VALIDATION, len(rows)), dtype=np.int64)]
