"""A run that ships with the app, so that it can be presented at once: settings and events, as a run is kept.

`python -m benchmarks.record_story` makes the file with the same code that a run of the app goes through.
"""

import base64
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from fedsim.runs.codec import decode, encode, pack, unpack
from fedsim.runs.state import RunState, Status
from fedsim.settings.config import SimulationConfig

FILE = Path(__file__).with_name("recorded.json.gz")
TIMES = ("queued_at", "started_at", "ended_at")


@dataclass(frozen=True)
class Recorded:
    """A run with its baselines, what its models said, and the same run with noise for privacy.

    Attributes:
        state: the run.
        answers: (n, k) probabilities of the test images, by model and hospital, as the store has them.
        others: runs that differ from it in their privacy alone, newest first.
    """

    state: RunState
    answers: Mapping[tuple[str, str | None], np.ndarray]
    others: tuple[RunState, ...]


@cache
def recorded() -> Recorded:
    """The run that ships with the app; read once in a process."""
    return read(FILE.read_bytes())


def written(record: Recorded) -> bytes:
    """A record as a file's content, the same for the same record; `read` gives it back."""
    content = {
        "runs": [_row(state) for state in (record.state, *record.others)],
        "answers": [
            {"model": model, "hospital": hospital, "probabilities": base64.b64encode(pack(each)).decode()}
            for (model, hospital), each in record.answers.items()
        ],
    }
    return gzip.compress(json.dumps(content, separators=(",", ":")).encode(), mtime=0)


def read(content: bytes) -> Recorded:
    """The record that `written` wrote.

    Raises:
        UNREADABLE: it is damaged.
    """
    kept = json.loads(gzip.decompress(content))
    state, *others = map(_state, kept["runs"])
    answers = {
        (each["model"], each["hospital"]): unpack(base64.b64decode(each["probabilities"])) for each in kept["answers"]
    }
    return Recorded(state, answers, tuple(others))


def _row(state: RunState) -> dict[str, Any]:
    times = {name: getattr(state, name) for name in TIMES}
    return {
        "id": state.id,
        "config": state.config.to_dict(),
        "made_by": state.made_by,
        **times,
        "events": [[at, encode(event)] for at, event in state.events()],
    }


def _state(row: Mapping[str, Any]) -> RunState:
    state = RunState(row["id"], SimulationConfig.from_dict(row["config"]))
    for at, body in row["events"]:
        state = state.after(decode(body), float(at))
    times = {name: row[name] for name in TIMES}
    return replace(state, status=Status.FINISHED, made_by=row["made_by"], **times)
