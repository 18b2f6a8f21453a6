"""The catalogue: every set that can be loaded by name, and what is known of it beforehand."""

import difflib
import os
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path

from fedsim.data.base import DataError, Dataset, Progress, Step
from fedsim.data.entry import Entry
from fedsim.data.files.memory import Memory
from fedsim.data.files.npz import load_npz
from fedsim.data.files.uploads import owner_of, upload_folders, upload_title
from fedsim.data.sets import digits, drawn, medmnist_sets
from fedsim.data.sets.medmnist_info import obstacles, table
from fedsim.errors import Problem
from fedsim.settings.limits import in_force

MEMORY = Memory()
HELD: ContextVar[dict[tuple[str, int], Dataset] | None] = ContextVar("HELD", default=None)


def quiet(share: float, step: Step) -> None:
    """A progress that nobody watches."""


def names() -> list[str]:
    """The names that `load` knows, the drawn phantoms and OCTMNIST first."""
    return [drawn.ENTRY.name, *table(), digits.ENTRY.name]


def entries() -> list[Entry]:
    """What is known of every set, without loading or downloading any."""
    return [info(name) for name in names()]


def unusable() -> dict[str, Problem]:
    """Sets that are well known and cannot be used, and why: the end of a sentence."""
    return obstacles()


def info(name: str) -> Entry:
    """What is known of one set.

    Args:
        name: one of `names()`, or the path of an .npz file, which is loaded to see what it holds.

    Raises:
        DataError: there is no such set, or the file is not one.
    """
    if is_path(name):
        return _entry_of(load(name))
    if name == drawn.ENTRY.name:
        return drawn.ENTRY
    if name == digits.ENTRY.name:
        return digits.ENTRY
    if name in table():
        return medmnist_sets.entry(name)
    raise _unknown(name)


def load(name: str, size: int = 28, progress: Progress | None = None) -> Dataset:
    """Load a set into memory: once a process, however many ask for it.

    Args:
        name: one of `names()`, or the path of an .npz file in MedMNIST's format.
        size: height and width of the images, px; a file has its own.
        progress: told how far the drawing, downloading or reading has come; may raise to give up.

    Returns:
        The set, shared with everyone else who loads it: do not write into its arrays.

    Raises:
        DataError: there is no such set, it has no such size, or it cannot be had.
    """
    if held := (HELD.get() or {}).get(_named(name, size)):
        return held
    progress = progress or quiet
    if is_path(name):
        _check_open(name)
        title = upload_title(name)
        return MEMORY.get((_file_key(name), title), lambda: _read(name, title), progress)
    check_size(name, size)
    return MEMORY.get((name, size), lambda: _make(name, size, progress), progress)


@contextmanager
def hold(name: str, size: int = 28, progress: Progress | None = None) -> Iterator[Dataset]:
    """Load a set and hold it: within, `load` gives this very set to whoever asks in this context.

    A file may be written anew, cut short or deleted while something works on it: whoever looks it up again by its name
    would go on with other data. Another thread has a context of its own, and sees the file as it is now.

    Raises:
        DataError: as `load`.
    """
    dataset = load(name, size, progress)
    token = HELD.set({**(HELD.get() or {}), _named(name, size): dataset})
    try:
        yield dataset
    finally:
        HELD.reset(token)


def _named(name: str, size: int) -> tuple[str, int]:
    """A file's images have a size of their own."""
    return name, 0 if is_path(name) else size


def is_path(name: str) -> bool:
    """True for what is read as a file rather than looked up."""
    return name.lower().endswith(".npz")


def offered() -> list[str]:
    """Paths of the .npz files that the operator of this server, or whoever starts fedsim, offers."""
    folder = in_force().sets_folder
    return sorted(map(str, folder.glob("*.npz"))) if folder else []


def _check_open(name: str) -> None:
    """On a shared server a path opens uploads and the operator's files; of any other nothing is told."""
    limits = in_force()
    if not limits.shared:
        return
    try:
        path = Path(name).expanduser().resolve()
        within = [folder.resolve() for folder in (*upload_folders(), limits.sets_folder) if folder]
    except (OSError, RuntimeError, ValueError):  # a loop of links, no such user, a null
        within = []
    if not any(path.is_relative_to(folder) for folder in within):
        raise DataError("path-closed")


def is_for(name: str, owner: str | None) -> bool:
    """Whether somebody may look at a set's images: on a shared server those of an upload are for who brought it alone.

    Args:
        name: of a set that can be loaded.
        owner: a mark of who looks; None is the user of this machine, whose all uploads are.
    """
    if owner is None or not is_path(name):
        return True
    path = Path(name).expanduser().resolve()
    uploaded = any(path.is_relative_to(folder.resolve()) for folder in upload_folders())
    return not uploaded or owner_of(path) == owner


def check_size(name: str, size: int) -> None:
    """Raise DataError unless a named set has images of this size in px."""
    sizes = info(name).sizes
    if size not in sizes:
        raise DataError("no-such-size", dataset=name, size=size, sizes=sizes)


def _make(name: str, size: int, progress: Progress) -> Dataset:
    if name == drawn.ENTRY.name:
        return drawn.load(size, progress)
    if name == digits.ENTRY.name:
        return digits.load(size, progress)
    return medmnist_sets.load(name, size, progress)


def _read(name: str, title: str | None) -> Dataset:
    """A file's set, called as its uploader calls it."""
    if title and not os.path.exists(name):
        raise DataError("upload-removed")
    dataset = load_npz(name)
    return replace(dataset, title=title) if title else dataset


def _file_key(name: str) -> Hashable:
    """A file that was written anew is another set."""
    path = os.path.abspath(os.path.expanduser(name))
    try:
        stat = os.stat(path)
    except (OSError, ValueError):  # ValueError: no path has a null in it
        return (path,)
    return (path, stat.st_mtime_ns, stat.st_size)


def _entry_of(data: Dataset) -> Entry:
    return Entry(
        name=data.name,
        title=data.title,
        classes=data.classes,
        class_titles=data.class_titles,
        channels=data.channels,
        sizes=(data.size,),
        num_train=len(data.train),
        num_val=len(data.val),
        num_test=len(data.test),
        licence=data.licence,
        sizes_on_disk=(data.size,),
        drawn=data.drawn,
        classes_of=data.classes_of,
        healthy=data.healthy,
    )


def _unknown(name: str) -> DataError:
    if why := obstacles().get(name.lower()):
        return DataError("dataset-unusable-choose", dataset=name, why=why, datasets=names())
    unknown = Problem.of("no-such-dataset", dataset=name, datasets=names())
    if close := difflib.get_close_matches(name.lower(), names(), n=1):
        unknown = Problem.of("no-such-dataset-but", dataset=name, close=close[0], datasets=names())
    return DataError(unknown, *([] if table() else [Problem.of("no-medmnist")]))
