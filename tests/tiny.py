"""A tiny data set in MedMNIST's format, and doubles for what a run reports."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from fedsim.errors import Problem
from fedsim.events import (
    Attacked,
    AttackSuccess,
    BaselineFinished,
    Checkpoint,
    Emit,
    Epoch,
    Event,
    HospitalInfo,
    HospitalRound,
    RoundFinished,
    ShortcutAccuracy,
    Started,
)

CLASSES = ("north", "east", "south", "west")


def tiny_arrays(num_train: int = 240, size: int = 12, classes: tuple[str, ...] = CLASSES) -> dict[str, np.ndarray]:
    """Grey noise in which one quarter of the image is brighter: which one is the class."""
    rng = np.random.default_rng(0)
    arrays: dict[str, np.ndarray] = {"class_names": np.array(classes)}
    half = size // 2
    for split, count in (("train", num_train), ("val", 12), ("test", 82)):
        labels = np.arange(count) % len(classes)
        images = rng.integers(0, 100, (count, size, size))
        for image, label in zip(images, labels, strict=True):
            row, column = divmod(int(label) % 4, 2)
            image[row * half : (row + 1) * half, column * half : (column + 1) * half] += 100
        arrays |= {f"{split}_images": images.astype(np.uint8), f"{split}_labels": labels.astype(np.uint8)[:, None]}
    return arrays


def write_tiny(path: Path, **options) -> str:
    np.savez(path, **tiny_arrays(**options))
    return str(path)


def started(num_hospitals: int = 2) -> Started:
    """What a run reports first, of a two-class set."""
    hospitals = tuple(HospitalInfo(name, ("b",), 5, (5, 0)) for name in "ABCDEFGH"[:num_hospitals])
    return Started("toy", "Toy", True, ("a", "b"), 10, 2, 4, hospitals, "cpu", 123)


def hearing(events: list[Event]) -> Emit:
    """Keeps what is told in a list, but for checkpoints: they are compared elsewhere."""
    return lambda event: None if isinstance(event, Checkpoint) else events.append(event)


def finished(round: int, accuracy: float = 0.5, loss: float = 1.0, auc: float = 0.5) -> RoundFinished:
    """A round of two hospitals; in round 2 and later, hospital B fails."""
    a = HospitalRound("A", True, "ok", None, 5, 0.1, 0.4, 0.8, 1.5, 1000, 2000, 0.75, 0.5, ((2, 0), (2, 0)))
    b = HospitalRound("B", status="failed", error=Problem.of("as-told", words="ValueError: no power"), bytes_down=2000)
    if round < 2:
        b = HospitalRound("B", True, "ok", None, 5, 0.1, 0.4, 0.8, 1.5, 1000, 2000, 0.25, 0.5, ((0, 2), (0, 2)))
    if round == 0:
        a, b = HospitalRound("A"), HospitalRound("B")
    return RoundFinished(round, 0.5, loss, accuracy, accuracy, accuracy, auc, ((1, 1), (1, 1)), None, 1, 2, (a, b))


def on_images(told: RoundFinished, images: int) -> RoundFinished:
    """The same accuracy on as many test images of one class."""
    right = round(told.accuracy * images)
    return replace(told, confusion_matrix=((right, images - right), (0, 0)))


def baseline(hospital: str | None = "A", accuracy: float = 0.5, epochs: int = 2) -> BaselineFinished:
    """A hospital alone, or the pooled model, on a two-class set of four test images."""
    curve = tuple(Epoch(epoch + 1, 0.9, 0.8, accuracy) for epoch in range(epochs))
    return BaselineFinished(hospital, 5, curve, 0.5, False, 0.7, accuracy, accuracy, accuracy, 0.6, ((2, 0), (2, 0)))


def reached(share: float = 0.25) -> tuple[AttackSuccess, ...]:
    """What two cheats have reached."""
    flip = AttackSuccess("label-flip", ("A",), "CNV", "DRUSEN", share, 4)
    return flip, AttackSuccess("backdoor", ("B",), None, "CNV", share, 8)


def read(right: float = 0.9, none: float = 0.75, wrong: float = 0.25) -> tuple[ShortcutAccuracy, ...]:
    """How a model does with the mark of one disease."""
    return (ShortcutAccuracy("b", right, none, wrong),)


def attacked(target: str = "update", hospital: str = "A", auc: float | None = 0.75) -> Attacked:
    """An attack that found something, or with no area one that could not be done."""
    if auc is None:
        return Attacked(target, hospital, Problem.of("as-told", words="Too few images."))
    low, high = max(0.0, auc - 0.08), min(1.0, auc + 0.08)
    corner = ((0.0, 0.5, 1.0), (0.0, 2 * auc - 0.5, 1.0))
    return Attacked(target, hospital, None, *corner, auc, low, high, 0.04, 0.4, 100, 90, 1.0, 0.8, 0.01, 0.14)
