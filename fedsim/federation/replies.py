"""Reads the hospitals' replies of a round into what the app shows, and decides whether the round can count."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from flwr.app import Message, RecordDict

from fedsim.errors import FedsimError, Problem
from fedsim.events import HospitalRound
from fedsim.federation.arrays import to_numpy
from fedsim.federation.flower_compat import problem_of
from fedsim.federation.local_test import read_matrix
from fedsim.hospitals.participation.attendance import DROPPED, LATE, Attendance
from fedsim.hospitals.population import Population
from fedsim.privacy.noise import update_norm
from fedsim.settings.cheating import cheats_of
from fedsim.settings.config import SimulationConfig
from fedsim.settings.strategy import ROBUST
from fedsim.training.metrics import accuracy_on


class RoundFailed(FedsimError):
    """A round in which no hospital's update can be used."""


def read_replies(
    population: Population, round: int, sent: RecordDict, replies: Mapping[int, Message], learned: Sequence[str]
) -> tuple[HospitalRound, ...]:
    """One entry a hospital, in order; who sends nothing by plan has the status that says why.

    Args:
        population: the run.
        round: the communication round, >= 1.
        sent: what each hospital received, the global model among it.
        replies: the answer or error of each hospital that gave one, by its position.
        learned: names of the model's learned weights.

    Raises:
        RoundFailed: a hospital's loss is not finite, or every hospital failed that was to send something.
    """
    names, attendance = population.config.hospital_names, Attendance(population.config, population.sizes)
    missing = attendance.missing(round)
    _check_finite(population, round, replies)
    read = tuple(
        _missing(name, missing[position], sent, attendance.times[position])
        if position in missing
        else replace(_read(name, sent, replies.get(position), learned), virtual_time=attendance.times[position])
        for position, name in enumerate(names)
    )
    if len(missing) < len(names) and not any(hospital.participated for hospital in read):
        failed = [Problem.of("hospital-failed", hospital=each.name, why=each.error) for each in read if each.error]
        raise RoundFailed("every-hospital-failed", round=round, reasons=failed)
    return read


def _missing(name: str, status: str, sent: RecordDict, time: float) -> HospitalRound:
    """Who was asked was sent the model, whether or not it answers; of who is late, how long it would have taken."""
    bytes_down = _num_bytes(sent) if status in (DROPPED, LATE) else 0
    return HospitalRound(name, status=status, bytes_down=bytes_down, virtual_time=time if status == LATE else None)


def _check_finite(population: Population, round: int, replies: Mapping[int, Message]) -> None:
    for position, reply in replies.items():
        loss = _metric(reply, "train-loss") if reply.has_content() else 0.0
        if not math.isfinite(loss):
            raise _diverged(population.config, round, position, loss)


def _diverged(config: SimulationConfig, round: int, place: int, loss: float) -> RoundFailed:
    """Of a hospital's training; the learning rate alone is to blame only where nothing else can be."""
    name, lr, server_lr = config.hospital_names[place], config.lr, _server_lr(config)
    cheats, robust = [each.name for each in cheats_of(config)], config.strategy.kind in ROBUST
    if not cheats and server_lr is None:
        return RoundFailed("hospital-diverged", hospital=name, loss=loss, round=round, lr=lr, smaller=lr / 10)
    return RoundFailed(
        "hospital-diverged-in-company",
        hospital=name,
        loss=loss,
        round=round,
        lr=lr,
        server_lr=server_lr,
        cheats=cheats,
        robust=robust,
    )


def not_finite(config: SimulationConfig, round: int, places: Sequence[int] = ()) -> RoundFailed:
    """Of a model whose answers can no longer be measured: the shared one, or the own ones of hospitals.

    Args:
        config: the run's settings.
        round: after which it is so.
        places: of the hospitals whose own models are meant; none for the shared one.
    """
    return RoundFailed(
        "model-not-finite",
        round=round,
        hospitals=[config.hospital_names[place] for place in places],
        lr=config.lr,
        server_lr=_server_lr(config),
        cheats=[each.name for each in cheats_of(config)],
        robust=config.strategy.kind in ROBUST,
    )


def _server_lr(config: SimulationConfig) -> float | None:
    """Of a strategy that steps at the server."""
    return getattr(config.strategy, "server_lr", None)


def _read(name: str, sent: RecordDict, reply: Message | None, learned: Sequence[str]) -> HospitalRound:
    bytes_down = _num_bytes(sent)
    if reply is None or reply.has_error():
        return HospitalRound(name, status="failed", error=_reason(reply), bytes_down=bytes_down)
    matrix = read_matrix(reply.content)
    return HospitalRound(
        name=name,
        participated=True,
        status="ok",
        num_examples=int(_metric(reply, "num-examples")),
        seconds=_metric(reply, "seconds"),
        train_loss=_metric(reply, "train-loss"),
        train_accuracy=_metric(reply, "train-accuracy"),
        update_norm=_update_norm(sent, reply, learned),
        bytes_up=_num_bytes(reply.content),
        bytes_down=bytes_down,
        numbers_up=_num_numbers(reply.content),
        local_accuracy=None if matrix is None else accuracy_on(matrix, [*range(len(matrix))]),
        local_confusion_matrix=matrix,
    )


def _metric(reply: Message, name: str) -> float:
    value = reply.content.metric_records["metrics"][name]
    assert isinstance(value, int | float)  # noqa: S101 - our own ClientApp's reply
    return value


def _reason(reply: Message | None) -> Problem:
    return Problem.of("no-answer") if reply is None else problem_of(reply.error)


def _num_numbers(content: RecordDict) -> int:
    """Of all arrays too."""
    return sum(math.prod(array.shape) for arrays in content.array_records.values() for array in arrays.values())


def _num_bytes(content: RecordDict) -> int:
    """Of all arrays: a strategy may send more than the model."""
    return sum(len(array.data) for arrays in content.array_records.values() for array in arrays.values())


def _update_norm(sent: RecordDict, reply: Message, learned: Sequence[str]) -> float:
    """L2 norm before any clipping: a hospital that clips tells it."""
    if "update-norm" in reply.content.metric_records["metrics"]:
        return _metric(reply, "update-norm")
    before, after = (to_numpy(content.array_records["arrays"]) for content in (sent, reply.content))
    return update_norm(before, after, learned)
