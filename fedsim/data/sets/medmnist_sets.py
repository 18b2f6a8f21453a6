"""MedMNIST's 2D sets with one class an image: where their files are, downloading them and reading them."""

import os
from dataclasses import replace
from pathlib import Path

from fedsim.data.base import DataError, Dataset, Doing, Progress, Step
from fedsim.data.entry import Entry
from fedsim.data.files import cache
from fedsim.data.files.fetch import fetch, has_md5
from fedsim.data.files.npz import load_npz
from fedsim.data.files.transfer import Remote
from fedsim.data.sets.medmnist_about import DOWNLOAD_BYTES, HEALTHY
from fedsim.data.sets.medmnist_info import SIZES, class_shorts, class_titles, obstacles, table
from fedsim.errors import Problem


def entry(name: str) -> Entry:
    """What is known of a set without its files."""
    info = table()[name]
    samples = info["n_samples"]
    return Entry(
        name=name,
        title=info["python_class"],
        classes=class_shorts(name),
        class_titles=class_titles(name),
        channels=info["n_channels"],
        sizes=SIZES,
        num_train=samples["train"],
        num_val=samples["val"],
        num_test=samples["test"],
        licence=info["license"],
        sizes_on_disk=tuple(size for size in SIZES if _found(name, size)),
        healthy=HEALTHY.get(name),
        download_sizes=((SIZES[0], DOWNLOAD_BYTES[name]),) if name in DOWNLOAD_BYTES else (),
    )


def download(name: str, size: int = 28, progress: Progress | None = None) -> Path:
    """Download a set's file, unless a folder of `folders()` has it whole.

    Args:
        name: a MedMNIST set's name.
        size: height and width of the images, px.
        progress: told the share done; may raise to give up, and the next call goes on from there.

    Returns:
        The file's path.

    Raises:
        DataError: there is no such set, or its file cannot be had.
    """
    progress = progress or (lambda share, step: None)
    remote, damaged = remote_for(name, size), list[Path]()
    for path in _found(name, size):
        if has_md5(path, remote.md5, progress):
            return path
        damaged.append(path)
    if damaged:
        remote = replace(remote, remedy=Problem.of("replace-damaged", path=damaged[0]))
    return fetch(remote, folders()[0] / file_name(name, size), progress)


def load(name: str, size: int, progress: Progress) -> Dataset:
    """A set by name, downloaded if need be."""
    path = download(name, size, progress)
    progress(1.0, Step(Doing.READING, path.name))
    # The checksum vouches for the file, so that only the memory bounds its size: PathMNIST at 224 px has 16 GB.
    images = load_npz(path, max_file_bytes=None, max_raw_bytes=None)
    return entry(name).dataset(images.train, images.val, images.test)


def folders() -> list[Path]:
    """Where files are looked for; the first is where they are downloaded to.

    MEDMNIST_ROOT where it is set, the cache folder where FEDSIM_HOME is set, and medmnist's own ~/.medmnist.
    """
    chosen = os.environ.get("MEDMNIST_ROOT")
    asked = [Path(chosen).expanduser()] if chosen else []
    kept = [cache.home() / "medmnist"] if os.environ.get("FEDSIM_HOME") else []
    return [*asked, *kept, cache.user_home() / ".medmnist"]


def file_name(name: str, size: int) -> str:
    """What medmnist calls a set's file."""
    return f"{name}{_suffix(size)}.npz"


def remote_for(name: str, size: int) -> Remote:
    """Where a set's file is, by medmnist's own table.

    Raises:
        DataError: there is no such set or size.
    """
    if name in obstacles():
        raise DataError("dataset-unusable", dataset=name, why=obstacles()[name])
    if name not in table() or size not in SIZES:
        raise DataError("no-such-download", dataset=name, size=size, datasets=list(table()), sizes=SIZES)
    info, place = table()[name], folders()[0] / file_name(name, size)
    remedy = Problem.of("connect-or-put", path=place)
    return Remote(info[f"url{_suffix(size)}"], info[f"MD5{_suffix(size)}"], remedy)


def _suffix(size: int) -> str:
    return "" if size == SIZES[0] else f"_{size}"


def _found(name: str, size: int) -> list[Path]:
    places = [folder / file_name(name, size) for folder in folders()]
    return [path for path in places if os.path.isfile(path)]
