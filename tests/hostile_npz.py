"""Files that look like data sets and mean harm: each must be refused in a sentence, quickly, with nothing executed."""

import io
import os
import pickle
import random
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from medmnist_files import npz_bytes, small_arrays

IMAGES = ("train_images", "val_images", "test_images")
LABELS = ("train_labels", "val_labels", "test_labels")
PICKLED = "executed-by-pickle"
"""What a file's pickle would write into the folder of `hostile_files`."""


class Evil:
    """Pickled, it opens a file as soon as somebody unpickles it."""

    def __init__(self, marker: Path) -> None:
        self._marker = marker

    def __reduce__(self) -> tuple:
        return open, (str(self._marker), "w")


def hostile_files(folder: Path) -> dict[str, bytes]:
    """All of them by what is wrong; the same each time.

    Args:
        folder: where `PICKLED` appears if one of them is executed.
    """
    found: dict[str, bytes] = {}
    for kind in (_no_archives, _cut_short, _bent, _members, _packed_oddly, _bombs, lambda: _arrays(folder / PICKLED)):
        for name, content in kind():
            assert name not in found, name
            found[name] = content
    return found


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return file.getvalue()


def npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def good_members() -> dict[str, bytes]:
    return {name: npy(array) for name, array in small_arrays().items()}


def header(text: str, version: tuple[int, int] = (1, 0), body: bytes = b"\0" * 64) -> bytes:
    """An array whose header is this very text."""
    content = text.encode() + b"\n"
    length = struct.pack("<H" if version == (1, 0) else "<I", len(content))
    return b"\x93NUMPY" + bytes(version) + length + content + body


def _no_archives() -> Iterator[tuple[str, bytes]]:
    yield "empty", b""
    yield "a zero", b"\0"
    yield "text", b"hello, world\n" * 100
    yield "a picture", b"\x89PNG\r\n\x1a\n" + os.urandom(0) + b"\0" * 1000
    yield "gzip", b"\x1f\x8b\x08" + b"\0" * 1000
    yield "an array alone", npy(small_arrays()["train_images"])
    yield "a pickle", pickle.dumps(list(range(1000)))
    yield "the end of a zip alone", b"PK\x05\x06" + b"\0" * 18
    yield "an end that promises entries", b"PK\x05\x06" + b"\0" * 4 + b"\xff" * 14
    yield "an empty zip", zipped({})
    yield "a zip of text", zipped({"readme": b"hello"})
    yield "zip64 locators without an end", b"PK\x06\x07" + b"\xff" * 16 + b"PK\x05\x06" + b"\xff" * 18


def _cut_short() -> Iterator[tuple[str, bytes]]:
    whole = npz_bytes(small_arrays())
    for percent in range(2, 100, 4):
        yield f"cut at {percent} %", whole[: len(whole) * percent // 100]
        yield f"begun at {percent} %, without its head", b"\0" * (len(whole) * percent // 100) + whole[-60:]


def _bent() -> Iterator[tuple[str, bytes]]:
    """Bytes within the packed arrays that are others than those that were packed."""
    whole, rng = npz_bytes(small_arrays()), random.Random(0)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        for info in archive.infolist():
            start = info.header_offset + 30 + len(info.filename) + 20
            for turn in range(3):
                bent = bytearray(whole)
                for _ in range(8):
                    place = rng.randrange(start, max(start + 1, info.header_offset + 30 + info.compress_size))
                    bent[place] ^= rng.randrange(1, 256)
                yield f"{info.filename} bent, {turn}", bytes(bent)


def _members() -> Iterator[tuple[str, bytes]]:
    members = good_members()
    for name in members:
        yield f"{name} missing", zipped({other: content for other, content in members.items() if other != name})
        yield f"{name} empty", zipped(members | {name: b""})
        yield f"{name} cut short", zipped(members | {name: members[name][:-1]})
        yield f"{name} too long", zipped(members | {name: members[name] + b"\0"})
        yield f"{name} of another kind", zipped(members | {name: b"not an array" * 10})


def _packed_oddly() -> Iterator[tuple[str, bytes]]:
    members = good_members()
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        yield f"packed by method {method}", zipped(members, method)
    whole = zipped(members)
    for place, change in {6: b"\x01\x00", 8: b"\x63\x00"}.items():  # encrypted; a method that nobody knows
        yield f"central flags at {place}", _central(whole, place + 2, change)
    yield "a table that says 4 GB", _central(whole, 24, b"\xfe\xff\xff\xff")
    yield "a table that says nothing", _central(whole, 24, b"\0\0\0\0")
    yield "entries that lie outside of the file", _central(whole, 42, b"\xff\xff\xff\x7f")
    yield "another checksum", _central(whole, 16, b"\1\2\3\4")


def _bombs() -> Iterator[tuple[str, bytes]]:
    """A few hundred kilobytes that would unpack to 100 MB."""
    members, zeros = good_members(), b"\0" * (100 * 2**20)
    for name in members:
        yield f"{name} of zeros", zipped(members | {name: zeros})
        yield f"{name} outside of the folder", zipped({f"../{n}" if n == name else n: c for n, c in members.items()})
    images = "{'descr': '|u1', 'fortran_order': False, 'shape': (25600, 64, 64)}"
    yield "images that are many zeros", zipped(members | {"train_images": header(images, body=zeros)})
    few = "{'descr': '<f8', 'fortran_order': False, 'shape': (12, 8, 8)}"
    yield "images with a tail of zeros", zipped(members | {"train_images": header(few, body=zeros)})
    name = "{'descr': '<U25000000', 'fortran_order': False, 'shape': (1,)}"
    yield "a class name of zeros", zipped(members | {"class_names": header(name, body=zeros)})
    yield "zeros packed by LZMA", zipped(members | {"train_images": zeros}, zipfile.ZIP_LZMA)
    for version in ((2, 0), (3, 0)):
        endless = header(" " * 50_000_000, version)
        yield f"a header of 50 MB, version {version[0]}", zipped(members | {"train_images": endless})


def _central(whole: bytes, offset: int, change: bytes) -> bytes:
    """A zip whose table of contents says something else of every member."""
    bent, place = bytearray(whole), whole.find(b"PK\x01\x02")
    while place >= 0:
        bent[place + offset : place + offset + len(change)] = change
        place = whole.find(b"PK\x01\x02", place + 4)
    return bytes(bent)


def _arrays(marker: Path) -> Iterator[tuple[str, bytes]]:
    members, arrays = good_members(), small_arrays()
    for name in members:
        for kind, content in _any_array(arrays[name], marker):
            yield f"{name} {kind}", zipped(members | {name: content})
    for name in IMAGES:
        for kind, array in _images():
            yield f"{name} {kind}", zipped(members | {name: npy(array)})
    for name in LABELS:
        for kind, array in _labels():
            yield f"{name} {kind}", zipped(members | {name: npy(array)})
    for kind, array in _names():
        yield f"class_names {kind}", zipped(members | {"class_names": npy(array)})
    yield "class_names of pickles", zipped(members | {"class_names": _objects(marker)})


def _any_array(good: np.ndarray, marker: Path) -> Iterator[tuple[str, bytes]]:
    yield "of pickles", _objects(marker)
    yield "of complex numbers", npy(good.astype(np.complex64))
    yield "of text", npy(good.astype("U8"))
    yield "of records", npy(np.zeros(len(good), dtype=[("a", "u1"), ("b", "f4")]))
    yield "of times", npy(good.astype("timedelta64[s]"))
    yield "of no axis", npy(np.array(3))
    yield "of negative length", header("{'descr': '|u1', 'fortran_order': False, 'shape': (-1, 8, 8)}")
    yield "of endless length", header(f"{{'descr': '|u1', 'fortran_order': False, 'shape': ({10**15}, 512, 512)}}")
    yield "of a length that overflows", header("{'descr': '<f8', 'fortran_order': False, 'shape': (2**62, 8, 8)}")
    yield "with code for a header", header("__import__('os').system('true')")
    yield "with a header of brackets", header("(" * 9000)
    yield "with a very long header", header(" " * 60_000)
    yield "of another version", header("{'descr': '|u1', 'fortran_order': False, 'shape': (12, 8, 8)}", (9, 9))
    yield "of a type that is a bomb", header("{'descr': 'V2147483647', 'fortran_order': False, 'shape': (12,)}")


def _objects(marker: Path) -> bytes:
    file = io.BytesIO()
    np.save(file, np.array([Evil(marker)] * 12, dtype=object), allow_pickle=True)
    return file.getvalue()


def _images() -> Iterator[tuple[str, np.ndarray]]:
    yield "flat", np.zeros((12, 64), np.uint8)
    yield "of five axes", np.zeros((12, 8, 8, 1, 1), np.uint8)
    yield "of two channels", np.zeros((12, 8, 8, 2), np.uint8)
    yield "not square", np.zeros((12, 8, 9), np.uint8)
    yield "too small", np.zeros((12, 4, 4), np.uint8)
    yield "too large", np.zeros((12, 1024, 1024), np.uint8)
    yield "none", np.zeros((0, 8, 8), np.uint8)
    yield "one too many", np.zeros((13, 8, 8), np.uint8)
    yield "out of range", np.full((12, 8, 8), 256.0)
    yield "not finite", np.full((12, 8, 8), np.nan)
    yield "below zero", np.full((12, 8, 8), -1, np.int16)


def _labels() -> Iterator[tuple[str, np.ndarray]]:
    yield "of two columns", np.zeros((12, 2), np.uint8)
    yield "one too few", np.zeros((11, 1), np.uint8)
    yield "below zero", np.full((12, 1), -1)
    yield "huge", np.full((12, 1), 2**63 - 1)
    yield "beyond all bounds", np.full((12, 1), 1e300)
    yield "not finite", np.full((12, 1), np.inf)
    yield "no numbers", np.full((12, 1), np.nan)
    yield "between numbers", np.full((12, 1), 0.5)
    yield "of a hundred and one classes", np.full((12, 1), 100)


def _names() -> Iterator[tuple[str, np.ndarray]]:
    yield "of another number", np.array(["a", "b"])
    yield "that are equal", np.array(["a", "a", "b"])
    yield "that are empty", np.array(["", "a", "b"])
    yield "that are numbers", np.arange(3)
    yield "that are very long", np.array(["a" * 100_000, "b", "c"])
    yield "in a square", np.array([["a", "b", "c"]] * 3)
