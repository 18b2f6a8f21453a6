"""What a model's answers are worth, by scikit-learn's definitions."""

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
    """Judge a model. What has no test image counts in no mean: there it is not 0 but undefined.

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
