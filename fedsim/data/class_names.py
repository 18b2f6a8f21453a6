"""What the classes of a file are called: what the file says, else what its name says, else "class 0"."""

import sys

import numpy as np

from fedsim.data.base import DataError
from fedsim.data.files.archive import Archive
from fedsim.data.sets.medmnist_info import class_shorts, class_titles, known_set, shorten, table

KEY = "class_names"
MAX_CHARACTERS = 100


def class_names(archive: Archive, stem: str, num_classes: int) -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
    """Find the class names.

    Args:
        archive: the file; its `class_names` (k,) of text are taken where it has them.
        stem: the file's name without folder and ending.
        num_classes: k.

    Returns:
        k short names, k full names, and the title of the MedMNIST set that they were taken from, if any.

    Raises:
        DataError: `class_names` is not k different names.
    """
    if KEY in archive.keys:
        titles = _read(archive, num_classes)
        return shorten(titles), titles, None
    if name := known_set(stem, num_classes):
        return class_shorts(name), class_titles(name), table()[name]["python_class"]
    titles = tuple(f"class {index}" for index in range(num_classes))
    return titles, titles, None


def _read(archive: Archive, num_classes: int) -> tuple[str, ...]:
    header = archive.header(KEY)
    is_text = header.dtype.kind == "U" and 4 <= header.dtype.itemsize <= 4 * MAX_CHARACTERS
    if not is_text or header.shape != (num_classes,):
        raise DataError(
            "names-of-other-shape",
            file=archive.label,
            key=KEY,
            shape=str(header.shape),
            dtype=header.dtype,
            number=num_classes,
            most=MAX_CHARACTERS,
        )
    array = archive.read(KEY)
    codes = array.view(np.dtype(np.uint32).newbyteorder(array.dtype.byteorder))
    if codes.max() > sys.maxunicode:  # NumPy hands such text to Python, which fails on it in odd ways
        raise DataError("names-no-text", file=archive.label, key=KEY)
    titles = tuple("".join(filter(str.isprintable, str(value))).strip() for value in array)
    if len(set(titles)) < num_classes or not all(titles):
        raise DataError("names-empty-or-equal", file=archive.label, key=KEY)
    return titles
