"""Which classes the test images hold, as the run's own numbers tell it."""

from collections.abc import Sequence

from fedsim.events import Matrix, RoundFinished


def tested_of(matrix: Matrix, classes: Sequence[str]) -> tuple[str, ...]:
    """Classes with test images: a confusion matrix's (k, k) rows that are not empty."""
    return tuple(name for name, images in zip(classes, matrix, strict=True) if sum(images))


def num_tested(rounds: Sequence[RoundFinished], num_classes: int) -> int:
    """How many classes have test images; all of them as long as no round tells."""
    return sum(any(row) for row in rounds[0].confusion_matrix) if rounds else num_classes
