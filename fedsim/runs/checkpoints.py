"""Checkpoints as files: a folder a run, a safetensors file a round.

The format is Hugging Face's safetensors: named arrays and no code, so that a file from elsewhere can only be wrong.
"""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from fedsim.data.files.whole import whole_file
from fedsim.errors import Problem
from fedsim.events import Checkpoint

SUFFIX = ".safetensors"
UNREADABLE = (OSError, SafetensorError, ValueError, KeyError, TypeError)
"""What reading a damaged file, or another program's, may raise."""


class Checkpoints:
    """Those of all runs, below a folder. Safe to use from many processes.

    Args:
        folder: made when it is needed; None keeps nothing.

    Attributes:
        problem: why the newest one could not be kept; None where it could.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self.problem: Problem | None = None

    def keep(self, run_id: str, checkpoint: Checkpoint, every: int | None = None) -> None:
        """Keep a checkpoint, and let go of the one before it; where that cannot be, the run goes on without.

        Args:
            run_id: the run.
            checkpoint: its newest.
            every: those whose round this divides stay; None lets go of them too.
        """
        if (folder := self._of(run_id)) is None:
            return
        # One entry: of several safetensors changes the order each time, and alike checkpoints are alike files.
        about = {"about": json.dumps({"round": checkpoint.round, "memory": checkpoint.memory})}
        try:
            write_arrays(folder / f"{checkpoint.round:04d}{SUFFIX}", checkpoint.arrays, about)
        except OSError as error:
            self.problem = Problem.of("checkpoint-not-kept", why=error)
            return
        self.problem = None
        for number in self.rounds(run_id):
            if number != checkpoint.round and not (every and number % every == 0):
                with suppress(OSError):  # it makes room another time
                    self._path(folder, number).unlink(missing_ok=True)

    def rounds(self, run_id: str) -> list[int]:
        """The rounds of which there is one, ascending."""
        folder = self._of(run_id)
        names = [path.stem for path in folder.glob(f"*{SUFFIX}")] if folder else []
        return sorted(int(name) for name in names if name.isdecimal())

    def last_round(self, run_id: str) -> int:
        """The newest round of which there is one; 0 where there is none."""
        return max(self.rounds(run_id), default=0)

    def load(self, run_id: str, number: int) -> Checkpoint | None:
        """The one of a round; None where there is none that can be read."""
        if (folder := self._of(run_id)) is None:
            return None
        with suppress(*UNREADABLE):
            arrays, metadata = read_arrays(self._path(folder, number))
            about = _read(metadata)
            if int(about["round"]) == number:
                return Checkpoint(number, arrays, about["memory"])
        return None

    def latest(self, run_id: str) -> Checkpoint | None:
        """The newest that can be read."""
        found = (self.load(run_id, number) for number in reversed(self.rounds(run_id)))
        return next((each for each in found if each), None)

    def num_bytes(self, run_id: str) -> int:
        """What a run's checkpoints take of the disk."""
        folder = self._of(run_id)
        return sum(size_of(path) for path in folder.glob(f"*{SUFFIX}")) if folder else 0

    def kept_at(self, run_id: str) -> float:
        """When a run's newest was kept, seconds since the epoch; 0 where there is none."""
        folder = self._of(run_id)
        return max((path.stat().st_mtime for path in folder.glob(f"*{SUFFIX}")), default=0.0) if folder else 0.0

    def delete(self, run_id: str) -> None:
        """Delete a run's checkpoints."""
        if folder := self._of(run_id):
            shutil.rmtree(folder, ignore_errors=True)

    def runs(self) -> Iterator[str]:
        """Ids of the runs that have any."""
        with suppress(OSError):
            yield from (path.name for path in self._folder.iterdir() if path.is_dir()) if self._folder else ()

    def _of(self, run_id: str) -> Path | None:
        """A run's folder; none where the id is not one of ours, and might name another place."""
        return self._folder / run_id if self._folder and re.fullmatch(r"[0-9a-f]{1,32}", run_id) else None

    @staticmethod
    def _path(folder: Path, number: int) -> Path:
        return folder / f"{number:04d}{SUFFIX}"


def write_arrays(path: Path, arrays: Mapping[str, np.ndarray], about: dict[str, str]) -> None:
    """Write named arrays, and words about them, as a safetensors file that is there only once it is whole.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as file:
        file.write(save({name: np.asarray(each, order="C") for name, each in arrays.items()}, about))


def read_arrays(path: Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """What `write_arrays` wrote.

    Raises:
        UNREADABLE: there is no such file, or it is damaged.
    """
    with safe_open(path, "np") as file:
        return {name: file.get_tensor(name) for name in file.keys()}, file.metadata() or {}  # noqa: SIM118 - no dict


def _read(metadata: Mapping[str, str]) -> dict[str, Any]:
    """A file's round and memory; the first versions kept each in an entry of its own."""
    if "about" in metadata:
        return json.loads(metadata["about"])
    return {"round": metadata["round"], "memory": json.loads(metadata["memory"])}


def size_of(path: Path) -> int:
    """A file's size, bytes; 0 where it is gone."""
    with suppress(OSError):
        return path.stat().st_size
    return 0
