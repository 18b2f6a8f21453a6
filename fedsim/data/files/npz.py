"""Any file in MedMNIST's format: an .npz with train, val and test images and labels.

The format is MedMNIST v2's (Yang et al. 2023, Scientific Data 10:41): `train_images` (n, h, w) or (n, h, w, 3) uint8,
`train_labels` (n, 1) or (n,) integers, the same for `val` and `test`. An optional `class_names` (k,) of text is ours.
Read too, since they say the same: grey images as (n, h, w, 1), images of another type whose values are whole numbers
in 0..255, labels as whole floating-point numbers or as booleans.
"""

from pathlib import Path
from typing import BinaryIO

import numpy as np

from fedsim.data.base import DataError, Dataset, Split
from fedsim.data.class_names import class_names
from fedsim.data.files.archive import GIB, Archive, Header, opened
from fedsim.data.files.memory import available_bytes
from fedsim.data.sets.medmnist_about import HEALTHY
from fedsim.settings.limits import in_bytes, in_force

SPLITS = ("train", "val", "test")
KEYS = [f"{split}_{what}" for split in SPLITS for what in ("images", "labels")]
MAX_FILE_BYTES = 4 * GIB
MAX_RAW_BYTES = 8 * GIB
NAMELESS = "upload.npz"
MIN_SIZE, MAX_SIZE = 8, 512
MAX_CLASSES = 100
IMAGES_AT_ONCE = 64


def load_npz(
    file: str | Path | BinaryIO,
    name: str = "",
    *,
    max_file_bytes: int | None = MAX_FILE_BYTES,
    max_raw_bytes: int | None = MAX_RAW_BYTES,
) -> Dataset:
    """Read and check a file in MedMNIST's format.

    Args:
        file: a path, or an open binary file that can seek, such as an upload.
        name: the set's name, and what errors call it; the path, or `NAMELESS`, where it is empty.
        max_file_bytes: the largest file that is opened, or None for no bound.
        max_raw_bytes: the largest total of the unpacked arrays, or None for no bound but the memory; on a shared server
            its limit counts too.

    Returns:
        The set, without a licence.

    Raises:
        DataError: the file is not such a file; one sentence says what is wrong and what to do.
    """
    name = name or (str(file) if isinstance(file, str | Path) else NAMELESS)
    with opened(file, name, max_file_bytes) as archive:
        _check_keys(archive)
        _check_bytes(archive, max_raw_bytes)
        _check_headers({key: archive.header(key) for key in KEYS}, name)
        labels = {split: _whole(archive.read(f"{split}_labels"), split, name) for split in SPLITS}
        num_classes = _count_classes(labels, name)
        stem = Path(name.replace("\\", "/")).stem
        short, titles, known_as = class_names(archive, stem, num_classes)
        healthy = HEALTHY.get((known_as or "").lower())
        train, val, test = (Split(_flat(_pixels(archive, f"{split}_images")), labels[split]) for split in SPLITS)
    return Dataset(name, stem, short, titles, train, val, test, classes_of=known_as, healthy=healthy)


def _check_keys(archive: Archive) -> None:
    if missing := [key for key in KEYS if key not in archive.keys]:
        if found := "".join(filter(str.isprintable, ", ".join(archive.keys[:8])))[:200]:
            raise DataError("npz-keys-missing", file=archive.label, missing=missing, found=found, keys=KEYS)
        raise DataError("npz-without-keys", file=archive.label, missing=missing, keys=KEYS)


def _check_bytes(archive: Archive, max_raw_bytes: int | None) -> None:
    raw = archive.raw_bytes(KEYS)
    bounds = [bound for bound in (max_raw_bytes, in_bytes(in_force().max_unpacked_mb)) if bound is not None]
    if bounds and raw > min(bounds):
        raise DataError("npz-too-large", file=archive.label, gib=raw / GIB, allowed=min(bounds) / GIB)
    available = available_bytes()
    if available is not None and raw > available:
        raise DataError("npz-too-large-for-memory", file=archive.label, gib=raw / GIB, free=available / GIB)


def _check_headers(headers: dict[str, Header], name: str) -> None:
    for split in SPLITS:
        _check_images(f"{split}_images", headers[f"{split}_images"], name)
        _check_labels(
            f"{split}_labels", headers[f"{split}_labels"], len_images=headers[f"{split}_images"].shape[0], name=name
        )
        own, first = (_grey(headers[f"{each}_images"].shape)[1:] for each in (split, "train"))
        if own != first:
            raise DataError("images-of-other-size", file=name, key=f"{split}_images", own=str(own), first=str(first))


def _check_images(key: str, header: Header, name: str) -> None:
    shape = header.shape
    if header.dtype.kind not in "iuf":
        raise DataError("images-not-uint8", file=name, key=key, dtype=header.dtype)
    if not (len(shape) == 3 or (len(shape) == 4 and shape[3] in (1, 3))):
        raise DataError("images-of-other-shape", file=name, key=key, shape=str(shape))
    if shape[1] != shape[2] or not MIN_SIZE <= shape[1] <= MAX_SIZE:
        height, width = shape[1:3]
        raise DataError(
            "images-not-square", file=name, key=key, height=height, width=width, low=MIN_SIZE, high=MAX_SIZE
        )
    if shape[0] == 0:
        raise DataError("images-missing", file=name, key=key)


def _check_labels(key: str, header: Header, len_images: int, name: str) -> None:
    shape = header.shape
    if header.dtype.kind not in "iufb":
        raise DataError("labels-no-integers", file=name, key=key, dtype=header.dtype)
    if not (len(shape) == 1 or (len(shape) == 2 and shape[1] == 1)):
        raise DataError("labels-of-other-shape", file=name, key=key, shape=str(shape))
    if shape[0] != len_images:
        raise DataError("labels-of-other-number", file=name, key=key, labels=shape[0], images=len_images)


def _grey(shape: tuple[int, ...]) -> tuple[int, ...]:
    """A grey image's only channel needs no axis."""
    return shape[:3] if shape[3:] == (1,) else shape


def _flat(images: np.ndarray) -> np.ndarray:
    return images.reshape(_grey(images.shape))


def _pixels(archive: Archive, key: str) -> np.ndarray:
    """Images as uint8, whatever type holds their values; a few at a time, so that there is no third copy of all."""
    images = archive.read(key)
    if images.dtype == np.uint8:
        return images
    pixels = np.empty(images.shape, dtype=np.uint8)
    for first in range(0, len(images), IMAGES_AT_ONCE):
        some = images[first : first + IMAGES_AT_ONCE]
        inside = (some >= 0) & (some <= 255) & (np.trunc(some) == some)  # NaN is nothing of it
        if not inside.all():
            value = float(some[~inside][0])
            raise DataError("images-out-of-range", file=archive.label, key=key, dtype=images.dtype, value=value)
        pixels[first : first + IMAGES_AT_ONCE] = some
    return pixels


def _whole(labels: np.ndarray, split: str, name: str) -> np.ndarray:
    """Labels as whole numbers: (n,) int64."""
    labels = labels.reshape(-1)
    if labels.dtype.kind == "f" and len(odd := labels[~(np.isfinite(labels) & (labels == np.round(labels)))]):
        raise DataError("labels-not-whole", file=name, key=f"{split}_labels", value=float(odd[0]))
    if len(high := labels[np.abs(labels.astype(np.float64)) >= 2.0**62]):  # int64 would turn it into another number
        raise DataError("labels-too-large", file=name, key=f"{split}_labels", value=high[0], most=MAX_CLASSES)
    return labels.astype(np.int64)


def _count_classes(labels: dict[str, np.ndarray], name: str) -> int:
    """k, after checking that every label is in [0, k) and that every class is in the training set."""
    for split, values in labels.items():
        low, high = int(values.min()), int(values.max())
        if low < 0 or high >= MAX_CLASSES:
            value = low if low < 0 else high
            raise DataError("labels-out-of-bounds", file=name, key=f"{split}_labels", value=value, most=MAX_CLASSES)
    counts = np.bincount(labels["train"])
    num_classes = max(int(values.max()) for values in labels.values()) + 1
    if num_classes < 2:
        raise DataError("one-class", file=name)
    missing = [k for k in range(num_classes) if k >= len(counts) or counts[k] == 0]
    if missing:
        raise DataError("class-without-images", file=name, missing=missing[0], last=num_classes - 1)
    return num_classes
