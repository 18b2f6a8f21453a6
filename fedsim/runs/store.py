"""Keeps every run: in memory for the pages that watch it, in a database for after the app was closed."""

import dataclasses
import io
import json
import os
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from fedsim.events import (
    Answers,
    Attacked,
    BaselineEpoch,
    BaselineFinished,
    BaselineProgress,
    Epoch,
    Event,
    HospitalInfo,
    HospitalRound,
    Progress,
    RoundFinished,
    Started,
)
from fedsim.runs.state import RunState, Status
from fedsim.settings.config import SimulationConfig

SCHEMA = """
CREATE TABLE IF NOT EXISTS run (
    id TEXT PRIMARY KEY, config TEXT NOT NULL, pid INTEGER NOT NULL, status TEXT NOT NULL, error TEXT,
    queued_at REAL NOT NULL, started_at REAL, ended_at REAL
);
CREATE TABLE IF NOT EXISTS event (run TEXT NOT NULL REFERENCES run (id), at REAL NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS event_of_run ON event (run);
CREATE TABLE IF NOT EXISTS answers (
    run TEXT NOT NULL REFERENCES run (id), model TEXT NOT NULL, hospital TEXT NOT NULL, probabilities BLOB NOT NULL,
    PRIMARY KEY (run, model, hospital)
);
CREATE TABLE IF NOT EXISTS baseline (key TEXT PRIMARY KEY, body TEXT NOT NULL, probabilities BLOB NOT NULL);
"""
MAX_ANSWERED_RUNS = 50
"""Every test image's probabilities are kept for this many of the newest runs."""
MAX_BASELINES = 200


class Store:
    """Runs by id. Safe to use from many threads; what it hands out never changes afterwards.

    Args:
        path: the SQLite file; None, or a place that cannot be written, keeps runs for as long as the process lives.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.RLock()
        self._states: dict[str, RunState] = {}
        self._database = _open(path)

    def create(self, config: SimulationConfig) -> str:
        """Add a queued run and return its id."""
        state = RunState(id=uuid.uuid4().hex[:8], config=config, queued_at=time.time())
        row = (state.id, json.dumps(config.to_dict()), os.getpid(), state.status, state.queued_at)
        with self._lock, self._database:
            self._database.execute("INSERT INTO run (id, config, pid, status, queued_at) VALUES (?, ?, ?, ?, ?)", row)
            newest = "SELECT id FROM run ORDER BY queued_at DESC LIMIT ?"
            self._database.execute(f"DELETE FROM answers WHERE run NOT IN ({newest})", (MAX_ANSWERED_RUNS,))
            self._states[state.id] = state
        return state.id

    def append(self, run_id: str, event: Event) -> None:
        """Add an event to a run. Progress is shown and not kept."""
        now = time.time()
        with self._lock, self._database:
            self._states[run_id] = self._states[run_id].after(event, now)
            if isinstance(event, Answers):
                row = (run_id, event.model, event.hospital or "", _pack(event.probabilities))
                self._database.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", row)
            elif not isinstance(event, Progress | BaselineProgress):
                self._database.execute("INSERT INTO event VALUES (?, ?, ?)", (run_id, now, encode(event)))

    def turn(self, run_id: str, status: Status, error: str | None = None, *, only_from: Sequence[Status]) -> bool:
        """Change a run's status if it is one of `only_from`; tell whether it was."""
        with self._lock, self._database:
            if self._states[run_id].status not in only_from:
                return False
            state = self._states[run_id] = self._states[run_id].turned(status, time.time(), error)
            self._database.execute(
                "UPDATE run SET pid = ?, status = ?, error = ?, started_at = ?, ended_at = ? WHERE id = ?",
                (os.getpid(), state.status, state.error, state.started_at, state.ended_at, run_id),
            )
            return True

    def get(self, run_id: str) -> RunState | None:
        """The run as it stands now, or None if there is none of that id."""
        with self._lock:
            if run_id not in self._states and (state := self._read(run_id)):
                if state.status.live:  # another process's run goes on: look again next time
                    return state
                self._states[run_id] = state
            return self._states.get(run_id)

    def config(self, run_id: str) -> SimulationConfig:
        """The settings of a run of this process."""
        with self._lock:
            return self._states[run_id].config

    def latest(self, limit: int = 20) -> list[RunState]:
        """The newest runs of this and earlier processes, newest first."""
        with self._lock:
            ids = self._database.execute("SELECT id FROM run ORDER BY queued_at DESC LIMIT ?", (limit,)).fetchall()
            return [state for (run_id,) in ids if (state := self.get(run_id))]

    def repeats(self, run_id: str) -> list[RunState]:
        """The run, then the newest finished one of each other seed with otherwise the same settings."""
        with self._lock:
            first = self.get(run_id)
            if first is None:
                return []
            found = {first.config.seed: first}
            rows = self._database.execute(
                "SELECT id, config FROM run WHERE status = ? ORDER BY queued_at DESC", (Status.FINISHED,)
            ).fetchall()
            for other, settings in rows:
                config = SimulationConfig.from_dict(json.loads(settings))
                if config.seed not in found and config.repeats(first.config) and (state := self.get(other)):
                    found[config.seed] = state
            return list(found.values())

    def matching(self, wanted: Callable[[SimulationConfig], bool]) -> list[RunState]:
        """The runs of this and earlier processes whose settings are wanted, newest first."""
        with self._lock:
            rows = self._database.execute("SELECT id, config FROM run ORDER BY queued_at DESC, rowid DESC").fetchall()
            ids = [run_id for run_id, settings in rows if wanted(_settings(settings))]
            return [state for run_id in ids if (state := self.get(run_id))]

    def answers(self, run_id: str) -> dict[tuple[str, str | None], np.ndarray]:
        """What a run's models said last to each test image: (model, hospital) of `Answers` -> (n, k) float32."""
        query = "SELECT model, hospital, probabilities FROM answers WHERE run = ?"
        with self._lock:
            rows = self._database.execute(query, (run_id,)).fetchall()
        return {(model, hospital or None): _unpack(blob) for model, hospital, blob in rows}

    def baseline(self, key: str) -> tuple[BaselineFinished, np.ndarray] | None:
        """The baseline kept under this key, with its (n, k) test probabilities."""
        with self._lock:
            row = self._database.execute("SELECT body, probabilities FROM baseline WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        finished = decode(row[0])
        assert isinstance(finished, BaselineFinished)  # noqa: S101 - nothing else is kept there
        return finished, _unpack(row[1])

    def keep_baseline(self, key: str, finished: BaselineFinished, probabilities: np.ndarray) -> None:
        """Keep a baseline for other runs; the oldest make room."""
        oldest = "SELECT key FROM baseline ORDER BY rowid DESC LIMIT -1 OFFSET ?"
        with self._lock, self._database:
            row = (key, encode(finished), _pack(probabilities))
            self._database.execute("INSERT OR REPLACE INTO baseline VALUES (?, ?, ?)", row)
            self._database.execute(f"DELETE FROM baseline WHERE key IN ({oldest})", (MAX_BASELINES,))

    def _read(self, run_id: str) -> RunState | None:
        columns = "config, pid, status, error, queued_at, started_at, ended_at"
        row = self._database.execute(f"SELECT {columns} FROM run WHERE id = ?", (run_id,)).fetchone()
        if row is None:
            return None
        config, pid, status, *rest = row
        settings = SimulationConfig.from_dict(json.loads(config))
        state = RunState(run_id, settings, _status_now(Status(status), pid), *rest)
        for at, body in self._database.execute("SELECT at, body FROM event WHERE run = ? ORDER BY rowid", (run_id,)):
            state = state.after(decode(body), at)
        return state


def encode(event: Event) -> str:
    """An event as JSON; `decode` gives it back. `Answers` and progress are not for JSON."""
    return json.dumps({"kind": type(event).__name__, **dataclasses.asdict(event)})


PARTS: dict[type, tuple[str, type]] = {
    Started: ("hospitals", HospitalInfo),
    RoundFinished: ("hospitals", HospitalRound),
    BaselineEpoch: ("epoch", Epoch),
    BaselineFinished: ("epochs", Epoch),
}
"""The events that are kept, and which of their fields holds other values of ours; `Attacked` has none."""


def decode(body: str) -> Event:
    values = json.loads(body)
    kind = {each.__name__: each for each in (*PARTS, Attacked)}[values.pop("kind")]
    if kind is Attacked:
        return Attacked(**_tuples(values))
    name, part = PARTS[kind]
    inner = values.pop(name)
    parts = tuple(part(**_tuples(each)) for each in inner) if isinstance(inner, list) else part(**inner)
    return kind(**_tuples(values), **{name: parts})


@lru_cache(maxsize=4096)
def _settings(text: str) -> SimulationConfig:
    """Read once: a page that watches a sweep asks for all runs' settings every other second."""
    return SimulationConfig.from_dict(json.loads(text))


def _pack(probabilities: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, probabilities.astype(np.float32), allow_pickle=False)
    return buffer.getvalue()


def _unpack(blob: bytes) -> np.ndarray:
    return np.load(io.BytesIO(blob), allow_pickle=False)


def _tuples(value: Any) -> Any:
    """JSON's lists back as the tuples that they were."""
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _status_now(status: Status, pid: int) -> Status:
    """A live run whose process is gone was interrupted."""
    return Status.INTERRUPTED if status.live and not _alive(pid) else status


def _alive(pid: int) -> bool:
    if pid == os.getpid():  # this process's own runs are in memory: the number was another's before
        return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _open(path: Path | None) -> sqlite3.Connection:
    try:
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(path or ":memory:", check_same_thread=False, timeout=10)
        database.executescript(SCHEMA)
        with database:  # creating what exists writes nothing: see whether it can be written to
            database.execute("DELETE FROM event WHERE 0")
    except (OSError, sqlite3.Error):
        database = sqlite3.connect(":memory:", check_same_thread=False)
        database.executescript(SCHEMA)
    return database
