"""Keeps every run: in memory for the pages that watch it, in a database for after the app was closed."""

import atexit
import itertools
import json
import os
import sqlite3
import threading
import time
import uuid
import weakref
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from sqlalchemy import Row, Select, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from fedsim.data.files.cache import data_home, home
from fedsim.data.files.whole import sweep
from fedsim.errors import Problem
from fedsim.events import Answers, BaselineFinished, BaselineProgress, Event, Progress
from fedsim.runs.codec import UNREADABLE, decode, encode, pack, unpack
from fedsim.runs.database import Database, open_database, reason
from fedsim.runs.lease import RENEW_SECONDS, Leases
from fedsim.runs.legacy import bring_over
from fedsim.runs.saved import Saved, left
from fedsim.runs.state import Purpose, RunState, Status
from fedsim.runs.tables import answers, baseline, event, run
from fedsim.runs.writer import Step, Writer
from fedsim.settings.config import SimulationConfig

MAX_ANSWERED_RUNS = 50
"""Every test image's probabilities are kept for this many of the newest runs."""
MAX_BASELINES = 200
T = TypeVar("T")


def open_store() -> "Store":
    """The user's own: the database that FEDSIM_DATABASE_URL names, or a file in the data folder.

    What killed processes left half written in fedsim's folders is swept, since this is what a process begins with.
    """
    for folder in {home(), data_home()}:
        sweep(folder)
    return Store(os.environ.get("FEDSIM_DATABASE_URL") or data_home() / "fedsim.sqlite", old=home() / "runs.sqlite")


class Store:
    """Runs by id. Safe to use from many threads; what it hands out never changes afterwards.

    This process's runs are in memory: to read one waits for nothing, and what the database does not take is missing
    there alone. Other processes' runs are read from the database each time.

    Args:
        place: the SQLite file, another database's URL, or None; None, or a place that cannot be used, keeps runs for
            as long as the process lives.
        old: the file of a first version's database, whose runs are brought over once.
        leases: tells whether other processes' runs go on.
    """

    def __init__(self, place: Path | str | None = None, old: Path | None = None, leases: Leases | None = None) -> None:
        self._database = open_database(place)
        self._old_problem = _bring_over(self._database, old) if old and not self._database.problem else None
        self._writer = Writer(self._database)
        self._saved = Saved(self._database.engine, leases or Leases())
        self._owner = uuid.uuid4().hex
        self._beats = itertools.count()
        self._own: dict[str, RunState] = {}
        self._lock = threading.Lock()  # of `_own`; held for a moment, and never while the database is asked
        self._order = threading.RLock()  # of writers: the database gets changes in the order in which memory did
        self._renewing: threading.Thread | None = None
        self._reading: Problem | None = None
        atexit.register(_leave, weakref.ref(self))

    @property
    def problem(self) -> Problem | None:
        """What is the matter with the database; None where all is well."""
        if self._database.problem:
            return Problem.of("runs-in-memory", why=self._database.problem)
        if found := self._writer.problem or self._reading:
            return Problem.of("news-in-memory", why=found)
        return self._old_problem

    @property
    def num_unreadable(self) -> int:
        """How many rows of the database could not be read, of those that were looked at."""
        return len(self._saved.unreadable)

    def is_unreadable(self, run_id: str) -> bool:
        """Whether the database has a run of that id that cannot be read."""
        return self.get(run_id) is None and run_id in self._saved.unreadable

    def create(self, config: SimulationConfig, purpose: Purpose = Purpose.RUN, batch: str | None = None) -> str:
        """Add a queued run and return its id."""
        state = RunState(uuid.uuid4().hex[:8], config, queued_at=time.time(), purpose=purpose, batch=batch)
        row = {"id": state.id, "config": json.dumps(config.to_dict()), "purpose": purpose, "batch": batch}
        with self._order:
            with self._lock:
                self._own[state.id] = state
            newest = select(run.c.id).order_by(run.c.queued_at.desc(), run.c.number.desc()).limit(MAX_ANSWERED_RUNS)
            old = delete(answers).where(answers.c.run.not_in(newest))
            self._writer.write([(insert(run), row | self._standing(state)), (old, {})])
        self._renew()
        return state.id

    def sign(self, run_id: str, made_by: str | None) -> None:
        """Keep with a run of this process what makes its numbers, as `identity` names it."""
        with self._order:
            self._change(run_id, lambda state: replace(state, made_by=made_by, version=state.version + 1))
            self._writer.write([(update(run).where(run.c.id == run_id), {"made_by": made_by})])

    def append(self, run_id: str, happened: Event) -> None:
        """Add an event to a run. Progress is shown and not kept."""
        now = time.time()
        if isinstance(happened, Progress | BaselineProgress):
            self._change(run_id, lambda state: state.after(happened, now))
            return
        with self._order:
            self._change(run_id, lambda state: state.after(happened, now))
            if isinstance(happened, Answers):
                self._writer.write(_answer_steps(run_id, happened))
            else:
                self._writer.write([(insert(event), {"run": run_id, "at": now, "body": encode(happened)})])

    def turn(self, run_id: str, status: Status, error: Problem | None = None, *, only_from: Sequence[Status]) -> bool:
        """Change a run's status if it is one of `only_from`; tell whether it was."""
        if run_id not in self._own and (state := self.get(run_id)):
            with self._lock:
                self._own.setdefault(run_id, state)
        with self._order:
            with self._lock:
                if self._own[run_id].status not in only_from:
                    return False
                state = self._own[run_id] = self._own[run_id].turned(status, time.time(), error)
            self._writer.write([(update(run).where(run.c.id == run_id), self._standing(state))])
        if status.live:
            self._renew()
        return True

    def get(self, run_id: str) -> RunState | None:
        """The run as it stands now, or None if there is none of that id that can be read."""
        if state := self._own.get(run_id):
            return state
        return self._read(lambda: self._saved.get(run_id), None)

    def config(self, run_id: str) -> SimulationConfig:
        """The settings of a run of this process."""
        return self._own[run_id].config

    def latest(self, limit: int = 20) -> list[RunState]:
        """The newest runs of this and earlier processes, newest first."""
        return self.matching(lambda config: True, limit)

    def repeats(self, run_id: str) -> list[RunState]:
        """The run, then a finished one of each other seed with otherwise the same settings.

        Of several of a seed, one that was made like the run, then one with the most baselines, then the newest.
        """
        first = self.get(run_id)
        if first is None:
            return []
        others = self._matching(lambda config: config.repeats(first.config), Status.FINISHED)
        best: dict[int, RunState] = {}
        for state in sorted(others, key=lambda other: (other.made_like(first), other.num_baselines), reverse=True):
            best.setdefault(state.config.seed, state)
        best[first.config.seed] = first
        return [first, *(state for state in others if best[state.config.seed] is state and state.id != run_id)]

    def matching(self, wanted: Callable[[SimulationConfig], bool], limit: int | None = None) -> list[RunState]:
        """The runs of this and earlier processes whose settings are wanted, newest first; so many at most."""
        return self._matching(wanted, limit=limit)[:limit]

    def answers(self, run_id: str) -> dict[tuple[str, str | None], np.ndarray]:
        """What a run's models said last to each test image: (model, hospital) of `Answers` -> (n, k) float32."""
        rows = self._rows(select(answers).where(answers.c.run == run_id))
        found = ((row.model, row.hospital or None, _array(row.probabilities)) for row in rows)
        return {(model, hospital): array for model, hospital, array in found if array is not None}

    def baseline(self, key: str) -> tuple[BaselineFinished, np.ndarray] | None:
        """The baseline kept under this key, with its (n, k) test probabilities."""
        rows = self._rows(select(baseline).where(baseline.c.key == key))
        try:
            found = [(decode(row.body), unpack(row.probabilities)) for row in rows]
        except UNREADABLE:
            return None
        return next(((kept, array) for kept, array in found if isinstance(kept, BaselineFinished)), None)

    def keep_baseline(self, key: str, finished: BaselineFinished, probabilities: np.ndarray) -> None:
        """Keep a baseline for other runs; the oldest make room."""
        newest = select(baseline.c.number).order_by(baseline.c.number.desc()).limit(MAX_BASELINES)
        row: dict[str, object] = {"key": key, "body": encode(finished), "probabilities": pack(probabilities)}
        with self._order:
            self._writer.write([
                (delete(baseline).where(baseline.c.key == key), {}),
                (insert(baseline), row),
                (delete(baseline).where(baseline.c.number.not_in(newest)), {}),
            ])  # fmt: skip

    def _matching(
        self, wanted: Callable[[SimulationConfig], bool], status: Status | None = None, limit: int | None = None
    ) -> list[RunState]:
        with self._lock:
            own = dict(self._own)
        nothing: list[RunState] = []
        saved = self._read(lambda: self._saved.matching(wanted, status=status, limit=limit, but=own), nothing)
        mine = [state for state in own.values() if wanted(state.config) and status in (None, state.status)]
        return sorted([*reversed(mine), *saved], key=lambda state: state.queued_at, reverse=True)

    def _change(self, run_id: str, change: Callable[[RunState], RunState]) -> None:
        with self._lock:
            self._own[run_id] = change(self._own[run_id])

    def _standing(self, state: RunState) -> dict[str, object]:
        """The columns of a run's row that change."""
        times = {"queued_at": state.queued_at, "started_at": state.started_at, "ended_at": state.ended_at}
        lease = {"owner": self._owner, "beat": next(self._beats), "beat_at": time.time()}
        return {"status": state.status, "error": state.error and state.error.to_json(), **times, **lease}

    def _rows(self, query: Select) -> Sequence[Row]:
        def read() -> Sequence[Row]:
            with self._database.engine.connect() as connection:
                return connection.execute(query).all()

        return self._read(read, ())

    def _read(self, read: Callable[[], T], otherwise: T) -> T:
        """Ask the database; where it does not answer, what is in memory has to do."""
        try:
            found = read()
        except SQLAlchemyError as error:
            self._reading = reason(self._database.place, error)
            return otherwise
        self._reading = None
        return found

    def _live(self) -> list[RunState]:
        with self._lock:
            return [state for state in self._own.values() if state.status.live]

    def _renew(self) -> None:
        """Keep this process's lease on its live runs, from now until there is none."""
        with self._order:
            if self._renewing is None:
                self._renewing = threading.Thread(target=_keep_renewing, args=[weakref.ref(self)], daemon=True)
                self._renewing.start()

    def _renew_once(self) -> bool:
        """Raise the beat of the live runs; tell whether there is any."""
        self._writer.flush()
        with self._order:
            if not self._live():
                self._renewing = None
                return False
            if not self._writer.problem:
                mine = update(run).where(run.c.owner == self._owner, run.c.status.in_([s for s in Status if s.live]))
                self._writer.write([(mine, {"beat": next(self._beats), "beat_at": time.time()})])
        return True

    def leave(self) -> None:
        """Write what waits, and say of what is still live that it was interrupted: the process ends."""
        for state in self._live():
            gone = {"status": left(state), "ended_at": state.ended_at or time.time()}
            self._writer.write([(update(run).where(run.c.id == state.id), gone)])
        self._writer.flush()


def _keep_renewing(store: "weakref.ref[Store]") -> None:
    while True:
        time.sleep(RENEW_SECONDS)
        kept = store()
        if kept is None or not kept._renew_once():
            return
        del kept


def _leave(store: "weakref.ref[Store]") -> None:
    if kept := store():
        kept.leave()


def _bring_over(database: Database, old: Path) -> Problem | None:
    """Why the runs of an old database could not be brought over; None where there are none or they are here."""
    try:
        bring_over(database.engine, old)
    except (OSError, sqlite3.Error, SQLAlchemyError, KeyError) as error:
        return Problem.of("old-runs-not-shown", why=reason(str(old), error))
    return None


def _answer_steps(run_id: str, given: Answers) -> list[Step]:
    place = {"run": run_id, "model": given.model, "hospital": given.hospital or ""}
    old = delete(answers).where(*(answers.c[name] == value for name, value in place.items()))
    return [(old, {}), (insert(answers), place | {"probabilities": pack(given.probabilities)})]


def _array(blob: bytes) -> np.ndarray | None:
    try:
        return unpack(blob)
    except UNREADABLE:
        return None
