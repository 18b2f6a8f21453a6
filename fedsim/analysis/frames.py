"""A run's state as the tidy tables that charts are drawn from."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from fedsim.analysis.keys import TOGETHER, on_classes_of
from fedsim.events import Matrix, RoundFinished

COLUMN_SHARE = 0.9


def accuracy_frame(rounds: Sequence[RoundFinished]) -> pd.DataFrame:
    """The global model's test accuracy: round, series (a key's id), accuracy.

    The series of `TOGETHER` is over the whole test set, that of a hospital over the classes that it has.
    """
    rows = [
        row
        for finished in rounds
        for row in (
            (finished.round, TOGETHER.id, finished.accuracy),
            *(
                (finished.round, on_classes_of(hospital.name).id, hospital.global_accuracy_on_own_classes)
                for hospital in finished.hospitals
            ),
        )
    ]
    return pd.DataFrame(rows, columns=["round", "series", "accuracy"]).dropna(subset="accuracy")


def loss_frame(rounds: Sequence[RoundFinished]) -> pd.DataFrame:
    """The global model's mean cross-entropy on the test set, nats: round, series (a key's id), loss."""
    rows = [(finished.round, TOGETHER.id, finished.loss) for finished in rounds]
    return pd.DataFrame(rows, columns=["round", "series", "loss"])


def matrix_frame(
    matrix: Matrix | None, classes: Sequence[str], round: int, seen: Sequence[bool] | None = None
) -> pd.DataFrame:
    """A confusion matrix, a row a cell: true, predicted, count, share (of the true class), seen, round.

    A class without test images has no shares: they are missing, not 0.

    Args:
        matrix: (k, k) counts, true classes as rows; None gives an empty table.
        classes: k names.
        round: stands in the last column: Streamlit's charts take a table whose last column begins and ends alike
            for an old one, and would not redraw.
        seen: for each true class, whether the model's hospital has it; None is all.
    """
    columns = ["true", "predicted", "count", "share", "seen", "round"]
    if matrix is None:
        return pd.DataFrame(columns=columns)
    counts = np.array(matrix)
    images = counts.sum(axis=1, keepdims=True)
    shares = np.where(images > 0, counts / np.maximum(images, 1), np.nan)
    seen = [True] * len(classes) if seen is None else seen
    rows = [
        (true, predicted, int(counts[i, j]), float(shares[i, j]), bool(seen[i]), round)
        for i, true in enumerate(classes)
        for j, predicted in enumerate(classes)
    ]
    return pd.DataFrame(rows, columns=columns)


def counts_frame(counts: np.ndarray, hospitals: Sequence[str], classes: Sequence[str]) -> pd.DataFrame:
    """Images that each hospital would get: hospital, class, order (of the class), images, end.

    `end` is where a bar ends that begins at `order` and has the length of 0.9 for the largest number of images.

    Args:
        counts: (hospitals, k).
        hospitals: names, in order.
        classes: names, in label order.
    """
    most = max(1, int(counts.max(initial=0)))
    rows = [
        (h, c, j, int(counts[i, j]), j + COLUMN_SHARE * int(counts[i, j]) / most)
        for i, h in enumerate(hospitals)
        for j, c in enumerate(classes)
    ]
    return pd.DataFrame(rows, columns=["hospital", "class", "order", "images", "end"])


def hospital_frame(finished: RoundFinished) -> pd.DataFrame:
    """What each hospital did in a round, a row a hospital."""
    return pd.DataFrame(
        [
            {
                "hospital": hospital.name,
                "status": str(hospital.error or hospital.status),
                "num_examples": hospital.num_examples,
                "train_accuracy": hospital.train_accuracy,
                "local_accuracy": hospital.local_accuracy,
                "own_images": hospital.global_accuracy_on_own_images,
                "update_norm": hospital.update_norm,
                "seconds": hospital.seconds,
                "kilobytes_up": hospital.bytes_up / 1000,
                "kilobytes_down": hospital.bytes_down / 1000,
            }
            for hospital in finished.hospitals
        ]
    )


def balance_frame(counts: Mapping[str, np.ndarray], classes: Sequence[str]) -> pd.DataFrame:
    """How common each class is: class, split, images, share (of the split).

    Args:
        counts: for each split, such as "train", (k,) images of each class.
        classes: k names, in label order.
    """
    rows = [
        (cls, split, int(images[place]), float(images[place] / max(images.sum(), 1)))
        for split, images in counts.items()
        for place, cls in enumerate(classes)
    ]
    return pd.DataFrame(rows, columns=["class", "split", "images", "share"])
