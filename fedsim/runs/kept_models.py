"""The weights of baselines, by their keys: safetensors files in the cache folder, since they can be trained again.

Many runs have the same baseline, and its numbers are kept once for all of them; so are its weights.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np

from fedsim.runs.checkpoints import SUFFIX, UNREADABLE, read_arrays, size_of, write_arrays


class KeptModels:
    """Those of all baselines. Safe to use from many processes.

    Args:
        folder: made when it is needed; None keeps nothing.
        most: of more than so many the oldest make room.
    """

    def __init__(self, folder: Path | None, most: int) -> None:
        self._folder, self._most = folder, most

    def keep(self, key: str, weights: Mapping[str, np.ndarray]) -> None:
        """Keep a baseline's arrays; where that cannot be, its numbers are kept without."""
        if path := self._path(key):
            with suppress(OSError):
                write_arrays(path, weights, {"key": key})
        for old in self._by_age()[: -self._most]:
            _remove(old)

    def load(self, key: str | None) -> dict[str, np.ndarray] | None:
        """A baseline's arrays by their names; None where they are gone, or cannot be read."""
        if path := self._path(key):
            with suppress(*UNREADABLE):
                return read_arrays(path)[0]
        return None

    def has(self, key: str | None) -> bool:
        """Whether its weights are there."""
        path = self._path(key)
        return path is not None and path.is_file()

    def num_bytes(self) -> int:
        """What they take of the disk."""
        return sum(map(size_of, self._files()))

    def make_room(self, num_bytes: int) -> int:
        """Let go of at least so much, the oldest first, as far as there is any; how much it was, bytes."""
        freed = 0
        for path in self._by_age():
            if freed >= num_bytes:
                break
            freed += _remove(path)
        return freed

    def _files(self) -> Iterator[Path]:
        with suppress(OSError):
            yield from self._folder.glob(f"*{SUFFIX}") if self._folder else ()

    def _by_age(self) -> list[Path]:
        """The oldest first."""
        found = []
        for path in self._files():
            with suppress(OSError):
                found.append((path.stat().st_mtime_ns, path))
        return [path for _, path in sorted(found)]

    def _path(self, key: str | None) -> Path | None:
        """Its file; none where the key is not one of ours, and might name another place."""
        ours = self._folder and key and re.fullmatch(r"[0-9a-f]{1,64}", key)
        return self._folder / f"{key}{SUFFIX}" if ours and self._folder else None


def _remove(path: Path) -> int:
    """How many bytes that frees: none where it cannot be done, which ends no training."""
    num_bytes = size_of(path)
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return 0
    return num_bytes
