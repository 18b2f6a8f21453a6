"""Events and arrays as the database keeps them."""

import dataclasses
import io
import json
from functools import cache
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from fedsim.errors import Problem
from fedsim.events import (
    Attacked,
    BaselineEpoch,
    BaselineFinished,
    Event,
    HospitalRound,
    LeftOut,
    RoundFinished,
    Started,
    Waited,
)

PROBLEMS = ("error", "reason")
"""The fields that hold a problem; earlier versions kept its sentence."""
KEPT = (Started, RoundFinished, BaselineEpoch, BaselineFinished, Attacked, LeftOut, Waited)
KINDS = {kind.__name__: kind for kind in KEPT}
"""The events that are kept."""
DEFAULTS = {
    each.name: each.default for each in dataclasses.fields(HospitalRound) if each.default is not dataclasses.MISSING
}
"""Of a hospital in a round."""
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError)
"""What reading damaged text, or a later version's, may raise."""


def encode(event: Event) -> str:
    """An event as JSON; `decode` gives it back. `Answers` and progress are not for JSON."""
    values = dataclasses.asdict(event)
    if isinstance(event, RoundFinished):
        values["hospitals"] = [_told(hospital) for hospital in values["hospitals"]]
    return json.dumps({"kind": type(event).__name__, **values})


def _told(hospital: dict[str, Any]) -> dict[str, Any]:
    """Without what it would be read as anyhow: there may be a million of them."""
    return {name: value for name, value in hospital.items() if name not in DEFAULTS or value != DEFAULTS[name]}


def decode(body: str) -> Event:
    """The event that `encode` wrote.

    Raises:
        UNREADABLE: it is damaged, or of a kind that is not known.
    """
    values = json.loads(body)
    return _reader(values.pop("kind")).validate_python(_with_problems(values))


@cache
def _reader(kind: str) -> TypeAdapter:
    """Checks types too: what is of another one would break a page that is far from here."""
    return TypeAdapter(KINDS[kind])


def pack(probabilities: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, probabilities.astype(np.float32), allow_pickle=False)
    return buffer.getvalue()


def unpack(blob: bytes) -> np.ndarray:
    """The array that `pack` wrote.

    Raises:
        UNREADABLE: it is damaged.
    """
    try:
        return np.load(io.BytesIO(blob), allow_pickle=False)
    except (EOFError, OSError) as error:
        raise ValueError(str(error)) from error


def _with_problems(value: Any) -> Any:
    """JSON's values, each problem among them as it was."""
    if isinstance(value, list):
        return [_with_problems(each) for each in value]
    if not isinstance(value, dict):
        return value
    problems = {name: Problem.read(value[name]) for name in PROBLEMS if value.get(name) is not None}
    return {name: _with_problems(each) for name, each in value.items()} | problems
