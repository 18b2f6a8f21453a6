"""Which model a number or a line is of. What it is called, `fedsim.text.models` says, and nothing is found by that.

A hospital may be called "Together", "Pooled" or "All classes", and its model is still another one.
"""

from dataclasses import dataclass
from enum import StrEnum


class ModelKind(StrEnum):
    """How a model came about; the values are those of `events.Answers`."""

    ALONE = "alone"
    """A hospital that trains by itself, from the first image to the last."""
    LOCAL = "local"
    """A hospital's model after its own training this round: it began as the shared one, and is not averaged yet."""
    OWN = "own"
    """What a strategy leaves a hospital of its own, in the place of the shared one."""
    TOGETHER = "together"
    """The shared model."""
    POOLED = "pooled"
    """One model trained on all hospitals' images in one place."""


@dataclass(frozen=True)
class ModelKey:
    """A model, or the shared one evaluated on some classes alone.

    Attributes:
        kind: how it came about.
        hospital: whose model it is, for `ALONE`, `LOCAL` and `OWN`; with `TOGETHER`, the hospital on whose own classes
            it is evaluated, and None for all classes.
    """

    kind: ModelKind
    hospital: str | None = None

    @property
    def id(self) -> str:
        """Names it in tables and charts, where a value has to be plain text; no two keys share one."""
        return self.kind.value if self.hospital is None else f"{self.kind.value}:{self.hospital}"


TOGETHER = ModelKey(ModelKind.TOGETHER)
POOLED = ModelKey(ModelKind.POOLED)


def alone(hospital: str) -> ModelKey:
    """The model of a hospital that trained by itself."""
    return ModelKey(ModelKind.ALONE, hospital)


def local(hospital: str) -> ModelKey:
    """The model of a hospital after its own training this round."""
    return ModelKey(ModelKind.LOCAL, hospital)


def own(hospital: str) -> ModelKey:
    """The model of its own that a strategy leaves a hospital."""
    return ModelKey(ModelKind.OWN, hospital)


def on_classes_of(hospital: str) -> ModelKey:
    """The shared model, evaluated on the classes that this hospital has."""
    return ModelKey(ModelKind.TOGETHER, hospital)
