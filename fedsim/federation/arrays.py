"""Flower's records of arrays as the plain arrays that clipping and noise work on, and back."""

import numpy as np
from flwr.app import Array, ArrayRecord

from fedsim.privacy.noise import Arrays


def to_numpy(record: ArrayRecord) -> dict[str, np.ndarray]:
    return {name: array.numpy() for name, array in record.items()}


def to_record(arrays: Arrays) -> ArrayRecord:
    return ArrayRecord({name: Array(np.asarray(values, order="C")) for name, values in arrays.items()})
