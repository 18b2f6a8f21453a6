"""scikit-learn's handwritten digits: real, small, and there without a network.

1,797 digits of 8x8 px with 17 grey levels (Alpaydin and Kaynak 1998). No detail is invented: each pixel becomes a
square of equal pixels, and a black border fills up the rest.
"""

import numpy as np

from fedsim.data.base import Dataset, Doing, Progress, Split, Step
from fedsim.data.entry import Entry

SIZES = (28, 64, 128, 224)
SPLIT_SEED = 0
NUM_TRAIN, NUM_VAL, NUM_TEST = 1257, 180, 360
LEVELS, SIDE = 16, 8

ENTRY = Entry(
    name="digits",
    title="digits",
    classes=tuple("0123456789"),
    class_titles=tuple("0123456789"),
    channels=1,
    sizes=SIZES,
    num_train=NUM_TRAIN,
    num_val=NUM_VAL,
    num_test=NUM_TEST,
    licence="CC BY 4.0",
    sizes_on_disk=SIZES,
)


def load(size: int, progress: Progress) -> Dataset:
    """The digits, enlarged to `size` px and split 70 / 10 / 20, every digit's share the same in each split."""
    from sklearn.datasets import load_digits  # takes a second to import
    from sklearn.model_selection import train_test_split

    progress(0.0, Step(Doing.READING_DIGITS))
    pixels, labels = load_digits(return_X_y=True)
    images = enlarge(pixels.reshape(-1, SIDE, SIDE), size)
    order = np.arange(len(labels))
    rest, test = train_test_split(order, test_size=NUM_TEST, stratify=labels, random_state=SPLIT_SEED)
    train, val = train_test_split(rest, test_size=NUM_VAL, stratify=labels[rest], random_state=SPLIT_SEED)
    return ENTRY.dataset(*(Split(images[part], labels[part].astype(np.int64)) for part in (train, val, test)))


def enlarge(pixels: np.ndarray, size: int) -> np.ndarray:
    """Scale grey levels 0..16 to 0..255 and each pixel to a square, centred in (n, size, size) uint8."""
    factor = size // pixels.shape[1]
    grey = np.rint(pixels * (255 / LEVELS)).astype(np.uint8)
    large = grey.repeat(factor, axis=1).repeat(factor, axis=2)
    before = (size - large.shape[1]) // 2
    after = size - large.shape[1] - before
    return np.pad(large, ((0, 0), (before, after), (before, after)))


def native(images: np.ndarray) -> np.ndarray:
    """(n, size, size) uint8 as `enlarge` made them, without the border and each square one pixel again."""
    size = images.shape[1]
    factor = size // SIDE
    before = (size - SIDE * factor) // 2
    return images[:, before : before + SIDE * factor : factor, before : before + SIDE * factor : factor]
