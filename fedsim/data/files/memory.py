"""The sets that are in memory: each is loaded once, however many threads ask."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path

from fedsim.data.base import Dataset, Doing, Progress, Step
from fedsim.settings.limits import in_bytes, in_force

WAIT_SECONDS = 0.2


class Memory:
    """Keeps the sets that were asked for last, on a shared server no more than its limit allows.

    Args:
        num_kept: how many; a run holds on to its own set in any case.
    """

    def __init__(self, num_kept: int = 4) -> None:
        self._num_kept = num_kept
        self._sets: OrderedDict[Hashable, Dataset] = OrderedDict()
        self._locks: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Dataset], progress: Progress) -> Dataset:
        """Return the kept set, or make it; a second thread that asks meanwhile waits for the first.

        Args:
            key: tells one set from another.
            make: loads the set; what it raises is passed on, and the next to ask tries again.
            progress: called while waiting for another thread; may raise to give up.
        """
        with self._lock:
            loading = self._locks.setdefault(key, threading.Lock())
        while not loading.acquire(timeout=WAIT_SECONDS):
            progress(0.0, Step(Doing.WAITING_FOR_DATA))
        try:
            dataset = self._kept(key) or make()
            self._keep(key, dataset)
            return dataset
        finally:
            loading.release()

    def clear(self) -> None:
        """Forget every set."""
        with self._lock:
            self._sets.clear()

    def _kept(self, key: Hashable) -> Dataset | None:
        with self._lock:
            if key in self._sets:
                self._sets.move_to_end(key)
            return self._sets.get(key)

    def _keep(self, key: Hashable, dataset: Dataset) -> None:
        with self._lock:
            self._sets[key] = dataset
            self._sets.move_to_end(key)
            while len(self._sets) > self._num_kept or self._is_too_much():
                self._sets.popitem(last=False)

    def _is_too_much(self) -> bool:
        """Whether more than the last set is kept, and all together are above the limit."""
        most = in_bytes(in_force().max_sets_mb)
        return most is not None and len(self._sets) > 1 and sum(map(num_bytes, self._sets.values())) > most


def num_bytes(dataset: Dataset) -> int:
    """What a set's images and labels take in memory."""
    return sum(split.images.nbytes + split.labels.nbytes for split in (dataset.train, dataset.val, dataset.test))


def available_bytes() -> int | None:
    """Memory that can be had without swapping, or None where the system does not say so cheaply."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), None)
