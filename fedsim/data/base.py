"""What a data set is to the rest of fedsim: uint8 images and integer labels in memory."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fedsim.errors import FedsimError

Progress = Callable[[float, str], None]
"""Told the share done, in [0, 1], and what is being done, in words."""


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
        title: the name to show.
        classes: k short class names, in label order.
        class_titles: k full names in words, in label order.
        train: the images that the hospitals share out.
        val: the images for tuning.
        test: the images that every model is judged on.
        licence: the licence's short name, such as "CC BY 4.0".
        citation: whom to cite, one line an entry.
        source: where the images come from, in words.
        drawn: True where the images were drawn by a program and show no patient.
    """

    name: str
    title: str
    classes: tuple[str, ...]
    class_titles: tuple[str, ...]
    train: Split
    val: Split
    test: Split
    licence: str
    citation: str
    source: str
    drawn: bool = False

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

    def class_counts(self, split: Split) -> np.ndarray:
        """Images of each class in a split: (k,) int64."""
        return np.bincount(split.labels, minlength=self.num_classes)
