"""What a model's answers are worth, by scikit-learn's definitions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, recall_score, roc_auc_score

from fedsim.events import Matrix


@dataclass(frozen=True)
class Metrics:
    """All are fractions in [0, 1].

    Attributes:
        balanced_accuracy: mean recall of the classes that have test images.
        macro_f1: mean F1 score of the same classes.
        auc: mean one-against-rest area, as MedMNIST defines it, of the same classes; None where one class has all.
    """

    accuracy: float
    balanced_accuracy: float
    macro_f1: float
    auc: float | None
    confusion_matrix: Matrix


def count_confusion(labels: np.ndarray, answers: np.ndarray, num_classes: int) -> Matrix:
    """scikit-learn's confusion matrix over all k classes, as nested tuples of int."""
    counts = confusion_matrix(labels, answers, labels=range(num_classes))
    return tuple(tuple(int(count) for count in row) for row in counts)


def measure(labels: np.ndarray, probabilities: np.ndarray) -> Metrics:
    """Evaluate a model. What has no test image counts in no mean: there it is not 0 but undefined.

    Args:
        labels: (n,) int64 in [0, k).
        probabilities: (n, k), rows sum to 1.
    """
    answers, tested = probabilities.argmax(axis=1), np.unique(labels)
    num_classes = probabilities.shape[1]
    return Metrics(
        accuracy=float(accuracy_score(labels, answers)),
        balanced_accuracy=float(recall_score(labels, answers, labels=tested, average="macro", zero_division=0)),
        macro_f1=float(f1_score(labels, answers, labels=tested, average="macro", zero_division=0)),
        auc=_mean_auc(labels, probabilities),
        confusion_matrix=count_confusion(labels, answers, num_classes),
    )


def measure_mean(each: Sequence[Metrics]) -> Metrics:
    """The mean over models that were evaluated on as many test images of each class.

    The confusion matrix is the mean of theirs in whole images: each row keeps its sum, the largest remainders are
    rounded up, and of equal ones the first.
    """
    areas = [metrics.auc for metrics in each if metrics.auc is not None]
    return Metrics(
        accuracy=float(np.mean([metrics.accuracy for metrics in each])),
        balanced_accuracy=float(np.mean([metrics.balanced_accuracy for metrics in each])),
        macro_f1=float(np.mean([metrics.macro_f1 for metrics in each])),
        auc=float(np.mean(areas)) if areas else None,
        confusion_matrix=_mean_matrix([metrics.confusion_matrix for metrics in each]),
    )


def _mean_matrix(matrices: Sequence[Matrix]) -> Matrix:
    totals = np.sum(np.array(matrices), axis=0)
    counts, remainders = totals // len(matrices), totals % len(matrices)
    for row, rest in zip(counts, remainders, strict=True):
        row[np.argsort(-rest, kind="stable")[: rest.sum() // len(matrices)]] += 1
    return tuple(tuple(int(count) for count in row) for row in counts)


def accuracy_on(matrix: Matrix, classes: list[int]) -> float | None:
    """Accuracy on the test images of some classes only; None where there are none."""
    total = sum(sum(matrix[cls]) for cls in classes)
    return sum(matrix[cls][cls] for cls in classes) / total if total else None


def _mean_auc(labels: np.ndarray, probabilities: np.ndarray) -> float | None:
    """Mean over the classes of the area under the ROC curve of that class against the rest.

    A class that has no test image, or all of them, has no curve and is left out.
    """
    areas = [
        roc_auc_score(labels == cls, probabilities[:, cls])
        for cls in range(probabilities.shape[1])
        if 0 < np.count_nonzero(labels == cls) < len(labels)
    ]
    return float(np.mean(areas)) if areas else None
