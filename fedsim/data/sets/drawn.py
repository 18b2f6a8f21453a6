"""`synthetic-oct` as a named set: drawn once, then read from the cache folder."""

from pathlib import Path

from fedsim.data.base import Dataset, Progress
from fedsim.data.entry import Entry
from fedsim.data.files import cache

SEED = 0
SIZES = (28, 64, 128, 224)

ENTRY = Entry(
    name="synthetic-oct",
    title="synthetic-oct",
    classes=("CNV", "DME", "DRUSEN", "NORMAL"),
    class_titles=("CNV", "DME", "DRUSEN", "NORMAL"),
    channels=1,
    sizes=SIZES,
    num_train=8000,
    num_val=1000,
    num_test=1000,
    licence="Apache-2.0",
    sizes_on_disk=SIZES,
    drawn=True,
    healthy="NORMAL",
)


def load(size: int, progress: Progress) -> Dataset:
    """The phantoms at `size` px, the same on every machine."""
    from fedsim.data.sets import synthetic_oct  # what it needs takes seconds to import, the catalogue none

    images = cache.keep(path(size), lambda: synthetic_oct.make(size, SEED, progress))
    return ENTRY.dataset(images.train, images.val, images.test)


def path(size: int) -> Path:
    """Where they are kept."""
    from fedsim.data.sets import synthetic_oct

    return cache.home() / "data" / f"{ENTRY.name}-v{synthetic_oct.VERSION}-{size}.npz"
