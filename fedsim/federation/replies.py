"""Reads the hospitals' replies of a round into what the app shows, and decides whether the round can count."""

import math
from collections.abc import Mapping

import numpy as np
from flwr.app import ArrayRecord, Message

from fedsim.errors import FedsimError
from fedsim.events import HospitalRound
from fedsim.federation.arrays import to_numpy
from fedsim.hospitals.population import Population
from fedsim.privacy.noise import update_norm


class RoundFailed(FedsimError):
    """A round in which no hospital's update can be used."""


def read_replies(
    population: Population, round: int, sent: ArrayRecord, replies: Mapping[int, Message]
) -> tuple[HospitalRound, ...]:
    """One entry a hospital, in order.

    Args:
        population: the run.
        round: the communication round, >= 1.
        sent: the global model that the hospitals received.
        replies: the answer or error of each hospital that gave one, by its position.

    Raises:
        RoundFailed: a hospital's loss is not finite, or every hospital failed.
    """
    names = population.config.hospital_names
    _check_finite(population, round, replies)
    read = tuple(_read(name, sent, replies.get(position)) for position, name in enumerate(names))
    if not any(hospital.participated for hospital in read):
        reasons = "; ".join(f"{hospital.name}: {hospital.error}" for hospital in read)
        raise RoundFailed(f"Every hospital failed in round {round}. {reasons}")
    return read


def _check_finite(population: Population, round: int, replies: Mapping[int, Message]) -> None:
    for position, reply in replies.items():
        loss = _metric(reply, "train-loss") if reply.has_content() else 0.0
        if not math.isfinite(loss):
            raise RoundFailed(
                f"Hospital {population.config.hospital_names[position]}'s training loss became {loss} in round "
                f"{round}: the learning rate {population.config.lr:g} is too large. Try a smaller learning rate, "
                f"such as {population.config.lr / 10:g}."
            )


def _read(name: str, sent: ArrayRecord, reply: Message | None) -> HospitalRound:
    bytes_down = _num_bytes(sent)
    if reply is None or reply.has_error():
        return HospitalRound(name, status="failed", error=_reason(reply), bytes_down=bytes_down)
    arrays, matrix = reply.content.array_records["arrays"], _local_matrix(reply)
    return HospitalRound(
        name=name,
        participated=True,
        status="ok",
        num_examples=int(_metric(reply, "num-examples")),
        seconds=_metric(reply, "seconds"),
        train_loss=_metric(reply, "train-loss"),
        train_accuracy=_metric(reply, "train-accuracy"),
        update_norm=_update_norm(sent, reply),
        bytes_up=_num_bytes(arrays),
        bytes_down=bytes_down,
        local_accuracy=float(np.trace(matrix) / matrix.sum()),
        local_confusion_matrix=tuple(tuple(row) for row in matrix.tolist()),
    )


def _metric(reply: Message, name: str) -> float:
    value = reply.content.metric_records["metrics"][name]
    assert isinstance(value, int | float)  # noqa: S101 - our own ClientApp's reply
    return value


def _local_matrix(reply: Message) -> np.ndarray:
    counts = np.array(reply.content.metric_records["metrics"]["local-confusion-matrix"])
    return counts.reshape(math.isqrt(len(counts)), -1)


def _reason(reply: Message | None) -> str:
    """The exception's own words; on Ray, Flower wraps them in stack traces that end in "Message: ..."."""
    if reply is None:
        return "no answer"
    return (reply.error.reason or "unknown error").rpartition("Message: ")[2].strip("'> \n")


def _num_bytes(arrays: ArrayRecord) -> int:
    return sum(len(array.data) for array in arrays.values())


def _update_norm(before: ArrayRecord, reply: Message) -> float:
    """L2 norm before any clipping: a hospital that clips tells it."""
    if "update-norm" in reply.content.metric_records["metrics"]:
        return _metric(reply, "update-norm")
    return update_norm(to_numpy(before), to_numpy(reply.content.array_records["arrays"]))
