"""What a data set is to the rest of fedsim: uint8 images and integer labels in memory."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from fedsim.errors import FedsimError, Problem


class Doing(StrEnum):
    """What keeps somebody waiting for a data set."""

    DRAWING = "drawing"
    READING = "reading"
    READING_DIGITS = "reading-digits"
    CHECKING = "checking"
    DOWNLOADING = "downloading"
    TRYING_AGAIN = "trying-again"
    WAITING_FOR_DOWNLOAD = "waiting-for-download"
    """Another process downloads the same file."""
    WAITING_FOR_DATA = "waiting-for-data"
    """Another thread loads the same set."""


@dataclass(frozen=True)
class Step:
    """What is being done, and how far.

    Attributes:
        doing: what.
        file: the file's name, where there is one.
        done: images drawn, or bytes downloaded.
        total: of so many; 0 where that is not known.
        why: why the last try failed.
        seconds: until the next one.
    """

    doing: Doing
    file: str = ""
    done: int = 0
    total: int = 0
    why: Problem | None = None
    seconds: float = 0.0


Progress = Callable[[float, Step], None]
"""Told the share done, in [0, 1], and what is being done."""


class DataError(FedsimError):
    """A data set cannot be had or used; the message says why and what to do."""


@dataclass(frozen=True, eq=False)
class Split:
    """Images with their labels.

    Attributes:
        images: (n, h, w) for grey or (n, h, w, 3) for colour, uint8.
        labels: (n,) int64 in [0, k).
    """

    images: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, eq=False)
class Dataset:
    """A classification data set, whole, in memory.

    Attributes:
        name: the name that `fedsim.data.load` knows it by.
        title: what its makers or its uploader call it; `fedsim.text.datasets` may know a better one.
        classes: k short class names, in label order.
        class_titles: k full names, in label order, as its makers give them; likewise.
        train: the images that the hospitals share out.
        val: the images for tuning.
        test: the images that every model is evaluated on.
        licence: the licence's short name, such as "CC BY 4.0"; empty where nobody states one.
        drawn: True where the images were drawn by a program and show no patient.
        classes_of: the MedMNIST set whose class names a file has been given, by its name.
        healthy: the class of those who have none of the diseases; None where there is none, or nobody says.
    """

    name: str
    title: str
    classes: tuple[str, ...]
    class_titles: tuple[str, ...]
    train: Split
    val: Split
    test: Split
    licence: str = ""
    drawn: bool = False
    classes_of: str | None = None
    healthy: str | None = None

    @property
    def num_classes(self) -> int:
        return len(self.classes)

    @property
    def size(self) -> int:
        """Height and width of the images, px."""
        return int(self.train.images.shape[1])

    @property
    def channels(self) -> int:
        """1 for grey, 3 for colour."""
        return 1 if self.train.images.ndim == 3 else int(self.train.images.shape[3])

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the images, the labels and the class names, in hexadecimals: equal where all of these are."""
        digest = hashlib.sha256(repr(self.classes).encode())
        for split in (self.train, self.val, self.test):
            for array in (split.images, split.labels):
                digest.update(f"{array.shape} {array.dtype}".encode())
                digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()

    def class_counts(self, split: Split) -> np.ndarray:
        """Images of each class in a split: (k,) int64."""
        return np.bincount(split.labels, minlength=self.num_classes)
