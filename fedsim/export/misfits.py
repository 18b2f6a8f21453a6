"""What of a run that somebody hands over does not fit together: pages and charts take that it does."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from itertools import pairwise
from typing import Any

from fedsim.errors import Problem
from fedsim.events import RoundFinished, ShortcutAccuracy, Started
from fedsim.runs.state import Baseline, RunState

LARGEST = 2.0**53
"""Greater numbers are none that a run measures, and JavaScript reads none exactly."""
FRACTIONS = re.compile(r".*accuracy.*|auc|macro_f1|share|fpr|tpr|tpr_at_.*|on_own_classes|delta")
SIGNED = ("cosine_to_mean", "similarity", "auc_low")
"""Numbers that may be less than 0."""
STATUSES = ("ok", "failed", "idle", "absent", "dropped", "late")


def misfits(state: RunState) -> Iterator[str]:
    """Where parts of a run do not fit each other, each by its place in the results file."""
    if (info := state.info) is None:
        yield from (part for part in ("rounds", "attacks", "baselines") if getattr(state, part))
        return
    names = state.config.hospital_names
    for part in ("info", "rounds", "attacks", "baselines"):
        yield from _numbers_that_cannot_be(part, part, getattr(state, part))
    yield from _wrong(_of_the_start(info, names))
    numbers, begun = [each.round for each in state.rounds], [each.hospital for each in state.baselines]
    whole = {
        "rounds": _rise(numbers) and all(number <= state.config.rounds for number in numbers),
        "attacks": all(
            each.hospital in names and each.target in ("update", "global") and len(each.fpr) == len(each.tpr)
            for each in state.attacks
        ),
        "baselines": _are_some(begun, (*names, None)) and all(_fits(each, info.classes) for each in state.baselines),
    }
    yield from _wrong(whole)
    for finished in state.rounds:
        yield from _wrong(_of_a_round(finished, names, info.classes), f"rounds.{finished.round}.")


def _wrong(fits: dict[str, bool], place: str = "") -> Iterator[str]:
    yield from (f"{place}{part}" for part, does in fits.items() if not does)


def _of_the_start(info: Started, names: Sequence[str]) -> dict[str, bool]:
    k = len(info.classes)
    return {
        "dataset.classes": k > 1 and len({*info.classes}) == k,
        "hospitals": [each.name for each in info.hospitals] == list(names),
        "hospitals.class_counts": all(len(each.class_counts) == k for each in info.hospitals),
        "sample": _are_some(info.sample, names),
        "partition.pooled_class_counts": len(info.pooled_class_counts or info.classes) == k,
        "evaluated": info.evaluated in ("global", "own"),
    }


def _of_a_round(finished: RoundFinished, names: Sequence[str], classes: Sequence[str]) -> dict[str, bool]:
    told, k, answers = finished.hospitals, len(classes), {*classes, None}
    number = sum(each.participated for each in told)
    return {
        "hospitals": _are_some([each.name for each in told], names) and finished.num_hospitals == len(names),
        "hospitals.status": all(each.status in STATUSES for each in told),
        "hospitals.local_confusion_matrix": all(_is_square(each.local_confusion_matrix, k) for each in told),
        "confusion_matrix": _is_square(finished.confusion_matrix, k),
        "on_own_classes": len(finished.on_own_classes) in (0, 5),
        "similarity": len(finished.similarity) in (0, number * (number - 1) // 2),
        "newcomers": _are_some([each.name for each in finished.newcomers], names),
        "attack_success": all(
            _are_some(each.hospitals, names) and {each.source, each.target} <= answers
            for each in finished.attack_success
        ),
        "shortcut": _are_of(finished.shortcut, classes),
    }


def _fits(baseline: Baseline, classes: Sequence[str]) -> bool:
    whole = baseline.finished
    return [each.epoch for each in baseline.epochs] == [*range(1, len(baseline.epochs) + 1)] and (
        whole is None
        or (
            _is_square(whole.confusion_matrix, len(classes))
            and whole.evaluated_on in ("test", "scanner")
            and _are_of(whole.shortcut, classes)
        )
    )


def _are_of(marks: Sequence[ShortcutAccuracy], classes: Sequence[str]) -> bool:
    return _are_some([each.disease for each in marks], classes)


def _are_some(names: Sequence[str | None], of: Sequence[str | None]) -> bool:
    """Whether each is one of these, and none is there twice."""
    return len({*names}) == len(names) and {*names} <= {*of}


def _rise(numbers: Sequence[int]) -> bool:
    return all(one < other for one, other in pairwise(numbers))


def _is_square(matrix: Sequence[Sequence[int]] | None, k: int) -> bool:
    return matrix is None or (len(matrix) == k and all(len(row) == k for row in matrix))


def _numbers_that_cannot_be(place: str, name: str, value: Any) -> Iterator[str]:
    """Of all that a part holds, and what that holds; a field's name says what its numbers may be."""
    if isinstance(value, int | float):
        if not _can_be(name, value):
            yield place
    elif isinstance(value, tuple):
        for each in value:
            yield from _numbers_that_cannot_be(place, name, each)
    elif is_dataclass(value) and not isinstance(value, Problem):
        for field in fields(value):
            yield from _numbers_that_cannot_be(f"{place}.{field.name}", field.name, getattr(value, field.name))


def _can_be(name: str, value: float) -> bool:
    if FRACTIONS.fullmatch(name):
        return 0 <= value <= 1
    least = -LARGEST if name in SIGNED else 0.0
    return least <= value <= LARGEST or (name == "loss" and math.isnan(value))
