"""Reading NumPy arrays from a zip that nobody vouches for: headers first, no pickles, no surprises in memory.

`numpy.load` believes a header's shape and allocates it before a byte is read, and believes the zip's sizes;
here both are compared before anything is allocated.
"""

import io
import math
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.lib import format as npy

from fedsim.data.base import DataError

MAX_HEADER_BYTES = 10_000
MAX_HEADER_TEXT, MAX_DTYPE_TEXT = 200, 40  # characters of a shape and a dtype that still fit into a sentence
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
GIB = 2**30


@dataclass(frozen=True)
class Header:
    """What an array says of itself: its shape and its dtype."""

    shape: tuple[int, ...]
    dtype: np.dtype


class Archive:
    """An open .npz file.

    Args:
        members: the open zip.
        label: what to call the file in errors.
    """

    def __init__(self, members: zipfile.ZipFile, label: str) -> None:
        self.label = label
        self._zip = members
        self._infos = {info.filename.removesuffix(".npy"): info for info in members.infolist()}

    @property
    def keys(self) -> list[str]:
        return list(self._infos)

    def raw_bytes(self, keys: list[str]) -> int:
        """Bytes that these arrays take once unpacked, by the zip's own table."""
        return sum(self._infos[key].file_size for key in keys)

    def header(self, key: str) -> Header:
        """Read an array's header alone.

        Raises:
            DataError: it cannot be read, holds Python objects, or promises more or fewer bytes than there are.
        """
        info = self._infos[key]
        with self._guarded(key), self._open(info) as member:
            head = io.BytesIO(member.read(MAX_HEADER_BYTES + 16))
            read = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}[npy.read_magic(head)]
            shape, _, dtype = read(head, max_header_size=MAX_HEADER_BYTES)
        if len(f"{shape}{dtype}") > MAX_HEADER_TEXT:
            raise DataError(
                "array-no-numbers", file=self.label, key=key, axes=len(shape), dtype=str(dtype)[:MAX_DTYPE_TEXT]
            )
        if dtype.hasobject:
            raise DataError("array-of-objects", file=self.label, key=key)
        if min(shape, default=0) < 0 or math.prod(shape) * dtype.itemsize + head.tell() != info.file_size:
            raise DataError("array-of-other-size", file=self.label, key=key, shape=str(shape), num_bytes=info.file_size)
        return Header(shape, dtype)

    def read(self, key: str) -> np.ndarray:
        """Read a whole array whose header has been checked.

        Raises:
            DataError: its bytes are damaged, or they do not fit into memory.
        """
        with self._guarded(key), self._open(self._infos[key]) as member:
            return np.ascontiguousarray(npy.read_array(member, allow_pickle=False))

    def _open(self, info: zipfile.ZipInfo) -> zipfile.ZipExtFile:
        if info.compress_type not in METHODS:
            raise ValueError("packed by a method that numpy never uses")
        return self._zip.open(info)  # type: ignore[return-value]

    @contextmanager
    def _guarded(self, key: str) -> Iterator[None]:
        try:
            yield
        except MemoryError as error:
            raise DataError("array-too-large-for-memory", file=self.label, key=key) from error
        except Exception as error:  # damaged bytes make zipfile, zlib and NumPy raise nearly anything
            raise DataError("array-damaged", file=self.label, key=key) from error


@contextmanager
def opened(file: str | Path | BinaryIO, label: str, max_bytes: int | None) -> Iterator[Archive]:
    """Open an .npz file for reading.

    Args:
        file: a path, or an open binary file that can seek, such as an upload.
        label: what to call the file in errors.
        max_bytes: the largest file that is opened, or None for no bound.

    Raises:
        DataError: there is no such file, it is too big, or it is no zip.
    """
    if isinstance(file, str | Path):
        with _open_path(os.path.expanduser(file), label) as handle:
            yield _archive(handle, label, max_bytes)
    else:
        yield _archive(file, label, max_bytes)


def _open_path(path: str, label: str) -> BinaryIO:
    if os.path.isdir(path):
        raise DataError("file-is-folder", file=label)
    if not os.path.isfile(path):  # a device or a pipe would never end
        raise DataError("file-not-there", file=label)
    try:
        return open(path, "rb")
    except OSError as error:
        raise DataError("file-not-opened", file=label, why=error.strerror) from error


def _archive(file: BinaryIO, label: str, max_bytes: int | None) -> Archive:
    num_bytes = file.seek(0, os.SEEK_END)
    if max_bytes is not None and num_bytes > max_bytes:
        raise DataError("file-too-large", file=label, gib=num_bytes / GIB, allowed=max_bytes / GIB)
    if num_bytes == 0:
        raise DataError("file-empty", file=label)
    try:
        return Archive(zipfile.ZipFile(file), label)
    except Exception as error:  # a damaged table of contents raises more than BadZipFile
        file.seek(0)
        if file.read(4) == b"PK\x03\x04":
            raise DataError("file-cut-short", file=label) from error
        raise DataError("file-no-npz", file=label) from error
