"""Small files in MedMNIST's format, to be spoilt one thing at a time."""

import io

import numpy as np

from fedsim.data.base import Dataset, Split


def small_arrays(num_classes: int = 3, size: int = 8, num_images: int = 12) -> dict[str, np.ndarray]:
    """Arrays that pass every check; each test spoils one thing."""
    rng = np.random.default_rng(0)
    arrays: dict[str, np.ndarray] = {}
    for split in ("train", "val", "test"):
        arrays[f"{split}_images"] = rng.integers(0, 256, (num_images, size, size), dtype=np.uint8)
        arrays[f"{split}_labels"] = (np.arange(num_images) % num_classes).astype(np.uint8)[:, None]
    return arrays


def npz_bytes(arrays: dict[str, np.ndarray]) -> bytes:
    """What numpy.savez writes."""
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def small_dataset(num_classes: int = 4) -> Dataset:
    """The same as a set."""
    a = small_arrays(num_classes)
    splits = {s: Split(a[f"{s}_images"], a[f"{s}_labels"][:, 0].astype(np.int64)) for s in ("train", "val", "test")}
    classes = tuple(f"class {index}" for index in range(num_classes))
    return Dataset("small", "Small", classes, classes, **splits, licence="none")
