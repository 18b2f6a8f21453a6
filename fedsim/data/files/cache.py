"""Where fedsim keeps files between runs, and the sets among them."""

import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import platformdirs

from fedsim.data.base import DataError, Dataset
from fedsim.data.files.npz import load_npz
from fedsim.data.files.whole import whole_file


def home() -> Path:
    """The folder for what can be made again: FEDSIM_HOME, or `fedsim` in the platform's folder for caches."""
    if chosen := os.environ.get("FEDSIM_HOME"):
        return Path(chosen).expanduser()
    if sys.platform == "darwin":
        return user_home() / "Library" / "Caches" / "fedsim"
    variable = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME"
    return Path(os.environ.get(variable) or user_home() / ".cache") / "fedsim"


def data_home() -> Path:
    """The folder for what is the user's own: FEDSIM_HOME, or `fedsim` in the platform's folder for data."""
    if chosen := os.environ.get("FEDSIM_HOME"):
        return Path(chosen).expanduser()
    place = platformdirs.user_data_path("fedsim", appauthor=False)
    return place if place.is_absolute() else user_home() / ".local" / "share" / "fedsim"


def user_home() -> Path:
    """The user's own folder, or the temporary one where the user has none, as in some containers."""
    try:
        return Path.home()
    except RuntimeError:
        return Path(tempfile.gettempdir())


def keep(path: Path, make: Callable[[], Dataset]) -> Dataset:
    """Read a set's images from a file in MedMNIST's format, or make the set and write the file.

    A missing, unreadable or damaged file means that the set is made anew; a folder that cannot be written to means
    that each process makes it anew. The file holds no names: what is said about the set is the caller's to add.
    """
    with suppress(DataError):
        return load_npz(path)
    dataset = make()
    with suppress(OSError):
        write(path, dataset)
    return dataset


def write(path: Path, dataset: Dataset) -> None:
    """Write a set's images and labels as an .npz file in MedMNIST's format.

    Raises:
        OSError: the folder cannot be written to, or the disk is full.
    """
    arrays: dict[str, np.ndarray] = {}
    for name, split in (("train", dataset.train), ("val", dataset.val), ("test", dataset.test)):
        arrays |= {f"{name}_images": split.images, f"{name}_labels": split.labels}
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as file:
        np.savez(file, allow_pickle=False, **arrays)
