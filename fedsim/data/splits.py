"""What a data set's splits lack, so that nothing can be measured there."""

from collections.abc import Iterator

import numpy as np

from fedsim.data.base import Dataset, Split
from fedsim.errors import Problem


def lacking(dataset: Dataset) -> Iterator[Problem]:
    """Classes that have no test image, and classes that have no validation image."""
    if untested := _without(dataset, dataset.test):
        yield Problem.of("classes-untested", classes=untested)
    if unvalidated := _without(dataset, dataset.val):
        yield Problem.of("classes-unvalidated", classes=unvalidated)


def _without(dataset: Dataset, split: Split) -> list[str]:
    return [dataset.classes[cls] for cls in np.flatnonzero(dataset.class_counts(split) == 0).tolist()]
