"""Events and arrays as the database keeps them."""

import dataclasses
import io
import json
from typing import Any

import numpy as np

from fedsim.errors import Problem
from fedsim.events import (
    Attacked,
    BaselineEpoch,
    BaselineFinished,
    Epoch,
    Event,
    HospitalInfo,
    HospitalRound,
    RoundFinished,
    Started,
)

PROBLEMS = ("error", "reason")
"""The fields that hold a problem; earlier versions kept its sentence."""
PARTS: dict[type, tuple[str, type]] = {
    Started: ("hospitals", HospitalInfo),
    RoundFinished: ("hospitals", HospitalRound),
    BaselineEpoch: ("epoch", Epoch),
    BaselineFinished: ("epochs", Epoch),
}
"""The events that are kept, and which of their fields holds other values of ours; `Attacked` has none."""
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError)
"""What reading damaged text, or a later version's, may raise."""


def encode(event: Event) -> str:
    """An event as JSON; `decode` gives it back. `Answers` and progress are not for JSON."""
    return json.dumps({"kind": type(event).__name__, **dataclasses.asdict(event)})


def decode(body: str) -> Event:
    """The event that `encode` wrote.

    Raises:
        UNREADABLE: it is damaged, or of a kind that is not known.
    """
    values = json.loads(body)
    kind = {each.__name__: each for each in (*PARTS, Attacked)}[values.pop("kind")]
    if kind is Attacked:
        return Attacked(**_values(values))
    name, part = PARTS[kind]
    inner = values.pop(name)
    parts = tuple(part(**_values(each)) for each in inner) if isinstance(inner, list) else part(**inner)
    return kind(**_values(values), **{name: parts})


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


def _values(values: dict[str, Any]) -> dict[str, Any]:
    """A part's fields as they were."""
    problems = {name: Problem.read(values[name]) for name in PROBLEMS if values.get(name) is not None}
    return _tuples(values) | problems


def _tuples(value: Any) -> Any:
    """JSON's lists back as the tuples that they were."""
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
