"""Keeps every run: in memory for the pages that watch it, in a database for after the app was closed."""

import atexit
import itertools
import logging
import os
import threading
import time
import uuid
import weakref
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from sqlalchemy import Engine, Row, Select, Table, delete, select, update
from sqlalchemy.exc import IntegrityError

from fedsim.data.files.cache import data_home, home
from fedsim.data.files.whole import sweep
from fedsim.errors import FedsimError, Problem
from fedsim.events import Answers, BaselineFinished, BaselineProgress, Checkpoint, Event, LeftOut, Progress, ShouldStop
from fedsim.runs.about import About, kept, read
from fedsim.runs.access import CANNOT, Access
from fedsim.runs.checkpoints import Checkpoints
from fedsim.runs.clock import Clock
from fedsim.runs.codec import UNREADABLE, decode, unpack
from fedsim.runs.database import TROUBLE, reason
from fedsim.runs.kept_models import KeptModels
from fedsim.runs.lease import RENEW_SECONDS, Leases
from fedsim.runs.legacy import bring_over
from fedsim.runs.rows import (
    Lease,
    answers_of_the_newest,
    asked_to_stop,
    changed_run,
    changed_settings,
    is_of_runs,
    new_answers,
    new_baseline,
    new_event,
    new_run,
    renewed,
    whole_run,
)
from fedsim.runs.saved import Saved, left
from fedsim.runs.state import Purpose, RunState, Status
from fedsim.runs.tables import about, answers, baseline, event, run
from fedsim.runs.turns import only_one
from fedsim.runs.writer import Step, Writer
from fedsim.settings.config import SimulationConfig
from fedsim.settings.limits import in_bytes, in_force

MAX_ANSWERED_RUNS = 50
"""Every test image's probabilities are kept for this many of the newest runs."""
MAX_BASELINES = 200
ROOM_SECONDS = 60.0
"""A process looks this often, at most, how much of the disk models take up."""
UNDO_SECONDS = 7 * 86_400
"""So long a deletion can be taken back."""
OF_A_RUN = ((event, event.c.run), (answers, answers.c.run), (about, about.c.run), (run, run.c.id))
HEAR_SECONDS = 1.0
"""A process looks this often whether another one asks for a run's end."""
RENEW_TICKS = round(RENEW_SECONDS / HEAR_SECONDS)
logger = logging.getLogger(__name__)


def open_store() -> "Store":
    """The user's own: the database that FEDSIM_DATABASE_URL names, or a file in the data folder.

    What killed processes left half written in fedsim's folders is swept, since this is what a process begins with.
    """
    for folder in {home(), data_home()}:
        sweep(folder)
    place = os.environ.get("FEDSIM_DATABASE_URL") or data_home() / "fedsim.sqlite"
    baselines = home() / "baselines"
    store = Store(place, old=home() / "runs.sqlite", models=data_home() / "models", baselines=baselines)
    store.clear_away(time.time() - UNDO_SECONDS)
    return store


class Store:
    """Runs by id. Safe to use from many threads; what it hands out never changes afterwards.

    This process's runs are in memory: to read one waits for nothing, and what the database does not take is missing
    there alone. Other processes' runs are read from the database each time.

    Args:
        place: the SQLite file, another database's URL, or None, which keeps runs for as long as the process lives. What
            a place cannot take waits in memory, and is written as soon as it can be.
        old: the file of a first version's database, whose runs are brought over once.
        leases: tells whether other processes' runs go on.
        clock: what times of runs are told by; it is set where none is live.
        models: the folder of their checkpoints; None keeps none.
        baselines: the folder of the baselines' models; None keeps none.

    Attributes:
        on_stop: told the id of a run of this process that another one asks to stop.
        checkpoints: the models of all runs, as files.
        baseline_models: those of the baselines.
    """

    def __init__(
        self,
        place: Path | str | None = None,
        old: Path | None = None,
        leases: Leases | None = None,
        clock: Clock | None = None,
        models: Path | None = None,
        baselines: Path | None = None,
    ) -> None:
        self.checkpoints, self.baseline_models = Checkpoints(models), KeptModels(baselines, MAX_BASELINES)
        self._room_at = 0.0
        self.on_stop: Callable[[str], None] | None = None
        self._clock = clock or Clock()
        self._old_problem: Problem | None = None
        self._old, self._begin_anew = old, False
        self._database = Access(place, self._opened)
        self._writer = Writer(self._database)
        self._saved = Saved(self._database.engine, leases or Leases())
        self._owner = uuid.uuid4().hex
        self._beats = itertools.count()
        self._own: dict[str, RunState] = {}
        self._lock = threading.Lock()  # of `_own`; held for a moment, and never while the database is asked
        self._order = threading.RLock()  # of writers: the database gets changes in the order in which memory did
        self._renewing: threading.Thread | None = None
        atexit.register(_leave, weakref.ref(self))
        if self._writer.is_behind:
            self._renew()

    def now(self) -> float:
        """Seconds since the epoch, by the clock that tells the times of this process's runs."""
        return self._clock.now()

    @property
    def problem(self) -> Problem | None:
        """What is the matter with the database; None where all is well."""
        if why := self._database.unreadable:
            return Problem.of("runs-not-shown", why=why)
        if why := self._writer.problem:
            return Problem.of("news-in-memory", why=why)
        if self.checkpoints.problem:
            return self.checkpoints.problem
        return self._old_problem

    def look_again(self) -> None:
        """Try what could not be read or written, where it is time to: `problem` is of now."""
        self._database.look_again()
        if self._writer.problem:
            self._renew()

    @property
    def unreadable(self) -> tuple[Problem, ...]:
        """What of the database could not be read, of what was looked at: whole runs, and events of others."""
        # Of a damaged file an id may be of any type.
        found = tuple((str(run_id), number) for run_id, number in self._saved.unreadable)
        runs = sorted({run_id for run_id, number in found if number is None})
        others = sorted({run_id for run_id, number in found} - set(runs))
        events = [number for run_id, number in found if run_id in others]
        return (
            *([Problem.of("runs-unreadable", runs=runs)] if runs else ()),
            *([Problem.of("events-unreadable", runs=others, number=len(events))] if others else ()),
        )

    def is_unreadable(self, run_id: str) -> bool:
        """Whether the database has a run of that id that cannot be read."""
        return self.get(run_id) is None and (run_id, None) in self._saved.unreadable

    def create(
        self,
        config: SimulationConfig,
        purpose: Purpose = Purpose.RUN,
        batch: str | None = None,
        asker: str | None = None,
    ) -> str:
        """Add a queued run and return its id."""
        if not self._live():
            self._clock.set()
        if time.monotonic() >= self._room_at:  # a sweep adds hundreds at once
            self._room_at = time.monotonic() + ROOM_SECONDS
            self.make_room(in_bytes(in_force().max_models_mb))
        state = RunState(uuid.uuid4().hex[:8], config, queued_at=self.now(), purpose=purpose, batch=batch, asker=asker)
        with self._order:
            with self._lock:
                self._own[state.id] = state
            self._write([new_run(state, self._lease()), answers_of_the_newest(MAX_ANSWERED_RUNS)])
        self._renew()
        return state.id

    def sign(self, run_id: str, made_by: str | None) -> None:
        """Keep with a run of this process what makes its numbers, as `identity` names it."""
        with self._order:
            self._change(run_id, lambda state: replace(state, made_by=made_by, version=state.version + 1))
            self._write([(update(run).where(run.c.id == run_id), {"made_by": made_by})])

    def append(self, run_id: str, happened: Event) -> None:
        """Add an event to a run. Progress is shown and not kept."""
        now = self.now()
        if isinstance(happened, Checkpoint):
            self.checkpoints.keep(run_id, happened, self._own[run_id].config.checkpoint_every)
            return
        if isinstance(happened, Progress | BaselineProgress):
            self._change(run_id, lambda state: state.after(happened, now))
            return
        with self._order:
            self._change(run_id, lambda state: state.after(happened, now))
            if isinstance(happened, Answers):
                self._write(new_answers(run_id, happened))
                return
            steps = [new_event(run_id, happened, now)]
            if isinstance(happened, LeftOut):
                steps.append(changed_settings(self._own[run_id]))
            self._write(steps)

    def turn(
        self,
        run_id: str,
        status: Status,
        error: Problem | None = None,
        *,
        only_from: Sequence[Status],
        goes_on: bool = False,
    ) -> bool:
        """Change a run's status if it is one of `only_from`; tell whether it was. It is this process's from then on.

        Where its federation `goes_on`, it has not ended yet.
        """
        self._let_go(run_id)
        if run_id not in self._own and (state := self.get(run_id)) and state.status in only_from:
            with self._lock:
                self._own.setdefault(run_id, state)
        with self._order:
            with self._lock:
                if run_id not in self._own or self._own[run_id].status not in only_from:
                    return False
                state = self._own[run_id] = self._own[run_id].turned(status, self.now(), error, goes_on=goes_on)
            self._write([changed_run(state, self._lease())])
        if status.live:
            self._renew()
        return True

    def ask_to_stop(self, run_id: str) -> None:
        """Ask the process whose run it is to stop it, through the database; that looks every second."""
        if self.has_live(run_id):
            return
        with self._order:
            self._write([asked_to_stop(run_id, self.now())])

    def has_live(self, run_id: str) -> bool:
        """Whether it is this process that runs it, or is going to."""
        return run_id in self._own and self._own[run_id].status.live

    def newest(self, run_id: str) -> RunState | None:
        """The same as `get`, also where a run of this process that was over goes on in another one."""
        self._let_go(run_id)
        return self.get(run_id)

    def _let_go(self, run_id: str) -> None:
        """Forget a run that is over where another process has it now: the database knows more of it."""
        own = self._own.get(run_id)
        if own and not own.status.live:
            for row in self._rows(select(run.c.owner).where(run.c.id == run_id)):
                if row.owner not in (None, self._owner):
                    with self._lock:
                        self._own.pop(run_id, None)

    def get(self, run_id: str) -> RunState | None:
        """The run as it stands now, or None if there is none of that id that can be read."""
        if state := self._own.get(run_id):
            return state
        return self._database.read(lambda engine: self._saved.get(run_id), None)

    def config(self, run_id: str) -> SimulationConfig:
        """The settings of a run of this process."""
        return self._own[run_id].config

    def latest(self, limit: int = 20, asker: str | None = None) -> list[RunState]:
        """The newest runs of this and earlier processes, newest first; of one who asked for them, or of all."""
        return self._matching(lambda config: True, limit=limit, asker=asker, made_here=False)[:limit]

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
        saved = self._rows(select(answers).where(answers.c.run == run_id))
        rows = [*saved, *(row for row in self._waiting(answers) if row.run == run_id)]
        found = ((row.model, row.hospital or None, _array(row.probabilities)) for row in rows)
        return {(model, hospital): array for model, hospital, array in found if array is not None}

    def baseline(self, key: str) -> tuple[BaselineFinished, np.ndarray] | None:
        """The baseline kept under this key, with its (n, k) test probabilities."""
        saved = self._rows(select(baseline).where(baseline.c.key == key))
        rows = [*saved, *(row for row in self._waiting(baseline) if row.key == key)]
        try:
            found = [(decode(row.body), unpack(row.probabilities)) for row in rows]
        except UNREADABLE:
            return None
        return next(((kept, array) for kept, array in found if isinstance(kept, BaselineFinished)), None)

    def about(self) -> dict[str, About]:
        """What people say of runs, by a run's id; a run of which nobody said anything is not in it."""
        found = {}
        for row in (*self._rows(select(about)), *self._waiting(about)):
            with suppress(*UNREADABLE):
                found[str(row.run)] = read(row)
        return found

    def say(self, run_ids: Collection[str], **changes: Any) -> None:
        """Change what is said of runs.

        Args:
            run_ids: theirs.
            changes: attributes of `About`.

        Raises:
            FedsimError: it is too much.
        """
        there = self.about()
        said = {run_id: replace(there.get(run_id, About()), **changes) for run_id in run_ids}
        for each in said.values():
            each.check()
        with self._order:
            self._write([step for run_id, each in said.items() for step in kept(run_id, each)])

    def delete(self, run_ids: Collection[str]) -> list[str]:
        """Hide runs that are over until they are cleared away; ids of those that were hidden."""
        over = [run_id for run_id in run_ids if (state := self.newest(run_id)) and not state.status.live]
        self.say(over, deleted_at=time.time())
        return over

    def take_in(self, state: RunState, said: About) -> None:
        """Keep a run that is over and comes from elsewhere, whole or not at all.

        Raises:
            FedsimError: a run of its id is kept already, or it cannot be written now.
        """
        if state.id in self._deleted():
            raise FedsimError("run-kept-deleted", run=state.id)
        if self.get(state.id) or self.is_unreadable(state.id):
            raise FedsimError("run-kept-already", run=state.id)
        events = (new_event(state.id, happened, at) for at, happened in state.events())
        with self._order:
            try:
                with self._database.engine().begin() as connection:
                    for statement, values in (new_run(state, self._lease()), *events, *kept(state.id, said)):
                        connection.execute(statement, values)
            except IntegrityError as error:  # another process was faster
                raise FedsimError("run-kept-already", run=state.id) from error
            except CANNOT as error:
                raise FedsimError("run-not-written", why=reason(self._database.name, error)) from error

    def restore(self, run_ids: Collection[str]) -> None:
        """Take a deletion back."""
        self.say(run_ids, deleted_at=None)

    def clear_away(self, before: float) -> list[str]:
        """Delete for good what was deleted before a time; ids of these runs."""
        gone = [run_id for run_id in self._deleted() if (self.about()[run_id].deleted_at or before) < before]
        with self._order:
            for run_id in gone:
                self._let_go(run_id)
                with self._lock:
                    self._own.pop(run_id, None)
                self._write([(delete(table).where(column == run_id), {}) for table, column in OF_A_RUN])
                self.checkpoints.delete(run_id)
        return gone

    def make_room(self, most_bytes: int | None) -> None:
        """Delete models until the rest takes no more: those of baselines first, which can be trained again, then
        deleted runs', then the oldest, those with a star last."""
        sizes = {run_id: self.checkpoints.num_bytes(run_id) for run_id in self.checkpoints.runs()}
        if most_bytes is None:
            return
        most_bytes -= self.baseline_models.num_bytes()
        if sum(sizes.values()) <= most_bytes:
            return
        most_bytes += self.baseline_models.make_room(sum(sizes.values()) - most_bytes)
        about, live = self.about(), {state.id for state in self._live()}
        order = sorted(
            sizes.keys() - live,
            key=lambda each: (
                about.get(each, About()).deleted_at is None,
                about.get(each, About()).starred,
                self.checkpoints.kept_at(each),
            ),
        )
        for run_id in order:
            if sum(sizes.values()) <= most_bytes:
                return
            self.checkpoints.delete(run_id)
            del sizes[run_id]

    def _deleted(self) -> set[str]:
        return {run_id for run_id, said in self.about().items() if said.deleted_at is not None}

    def only_one(self, key: str, should_stop: ShouldStop) -> AbstractContextManager[ShouldStop]:
        """While a baseline is looked for under this key and trained: another process that wants it waits."""
        return only_one(home() / "turns", key, should_stop)

    def keep_baseline(
        self,
        key: str,
        finished: BaselineFinished,
        probabilities: np.ndarray,
        weights: Mapping[str, np.ndarray] | None = None,
    ) -> None:
        """Keep a baseline for other runs; the oldest make room."""
        if weights:
            self.baseline_models.keep(key, weights)
        with self._order:
            self._write(new_baseline(key, finished, probabilities, MAX_BASELINES))

    def forget_baselines(self, keys: Collection[str]) -> None:
        """Have baselines trained anew when they are next asked for."""
        with self._order:
            self._write([(delete(baseline).where(baseline.c.key.in_(keys)), {})])

    def _matching(
        self,
        wanted: Callable[[SimulationConfig], bool],
        status: Status | None = None,
        limit: int | None = None,
        asker: str | None = None,
        made_here: bool = True,
    ) -> list[RunState]:
        deleted = self._deleted()
        with self._lock:
            own = {run_id: state for run_id, state in self._own.items() if run_id not in deleted}
        nothing: list[RunState] = []
        saved = self._database.read(
            lambda engine: self._saved.matching(
                wanted, status=status, asker=asker, made_here=made_here, limit=limit, but={*own, *deleted}
            ),
            nothing,
        )
        mine = [
            state
            for state in own.values()
            if wanted(state.config) and status in (None, state.status) and asker in (None, state.asker)
        ]
        return sorted([*reversed(mine), *saved], key=lambda state: state.queued_at, reverse=True)

    def _change(self, run_id: str, change: Callable[[RunState], RunState]) -> None:
        with self._lock:
            self._own[run_id] = change(self._own[run_id])

    def _lease(self) -> Lease:
        """What a change of this process's runs says of whose they are."""
        return {"owner": self._owner, "beat": next(self._beats), "beat_at": time.time()}

    def _rows(self, query: Select) -> Sequence[Row]:
        def read(engine: Engine) -> Sequence[Row]:
            with engine.connect() as connection:
                return connection.execute(query).all()

        return self._database.read(read, ())

    def _waiting(self, table: Table) -> Iterator[Any]:
        """Rows that the database has not taken yet."""
        return (SimpleNamespace(**row) for row in self._writer.waiting(table))

    def _opened(self, engine: Engine, anew: bool) -> None:
        self._begin_anew = anew
        if self._old:
            self._old_problem = _bring_over(engine, self._old)

    def _write(self, steps: Sequence[Step] = ()) -> None:
        """Hand statements over, in their order; all of this process's runs first where their file was moved away."""
        with suppress(*CANNOT):
            self._database.engine()
        if self._begin_anew:
            self._begin_anew = False
            with self._lock:
                own = list(self._own.values())
            whole = [whole_run(state, self._lease()) for state in own]
            self._writer.start_over(whole, lambda step: not is_of_runs(step))
            steps = () if any(map(is_of_runs, steps)) else steps  # memory had it already
        if steps:
            self._writer.write(steps)
        else:
            self._writer.flush()

    def _live(self) -> list[RunState]:
        with self._lock:
            return [state for state in self._own.values() if state.status.live]

    def _renew(self) -> None:
        """Keep this process's lease on its live runs, from now until there is none and nothing waits to be written."""
        with self._order:
            if self._renewing is None:
                self._renewing = threading.Thread(target=_keep_renewing, args=[weakref.ref(self)], daemon=True)
                self._renewing.start()

    def _hear(self) -> None:
        """Stop this process's runs that another one asks to stop."""
        live = {state.id for state in self._live() if state.status is not Status.STOPPING}
        if self.on_stop and live:
            for row in self._rows(select(run.c.id).where(run.c.id.in_(live), run.c.stop_asked_at.is_not(None))):
                self.on_stop(row.id)

    def _renew_once(self) -> bool:
        """Raise the beat of the live runs, and write what waits; tell whether there is any."""
        self._database.look_again()
        with self._order:
            self._write()
            if not self._live() and not self._writer.is_behind:
                self._renewing = None
                return False
            if not self._writer.is_behind:
                self._write([renewed(self._owner, self._lease())])
        return True

    def leave(self) -> None:
        """Write what waits, and say of what is still live that it was interrupted: the process ends."""
        with self._order:
            for state in self._live():
                gone = {"status": left(state), "ended_at": state.ended_at or self.now()}
                self._write([(update(run).where(run.c.id == state.id), gone)])
            self._write()


def _keep_renewing(store: "weakref.ref[Store]") -> None:
    for tick in itertools.count(1):
        time.sleep(HEAR_SECONDS)
        kept = store()
        if kept is None:
            return
        try:
            kept._hear()
            if tick % RENEW_TICKS == 0 and not kept._renew_once():
                return
        except Exception:  # whoever stopped renewing would count as dead
            logger.exception("the lease of this process's runs could not be renewed; it is tried again")
        del kept


def _leave(store: "weakref.ref[Store]") -> None:
    if kept := store():
        kept.leave()


def _bring_over(engine: Engine, old: Path) -> Problem | None:
    """Why the runs of an old database could not be brought over; None where there are none or they are here."""
    try:
        bring_over(engine, old)
    except (*TROUBLE, KeyError) as error:
        return Problem.of("old-runs-not-shown", why=reason(str(old), error))
    return None


def _array(blob: bytes) -> np.ndarray | None:
    try:
        return unpack(blob)
    except UNREADABLE:
        return None
