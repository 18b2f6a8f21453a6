"""Reads runs back from the database. A row that cannot be read hides itself alone, and is told."""

import json
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from sqlalchemy import Connection, Engine, Row, or_, select

from fedsim.errors import FedsimError, Problem
from fedsim.runs import tables
from fedsim.runs.codec import UNREADABLE, decode
from fedsim.runs.lease import Leases
from fedsim.runs.state import Purpose, RunState, Status
from fedsim.settings.config import SimulationConfig


class Saved:
    """The runs of all processes, as the database has them. Safe to use from many threads.

    Attributes:
        unreadable: what could not be read: a run's id, and the number of its event or None for the run itself.
    """

    def __init__(self, engine: Callable[[], Engine], leases: Leases) -> None:
        self._engine, self._leases = engine, leases
        self._folded: dict[str, tuple[int, object, RunState]] = {}  # up to which event and change
        self.unreadable: set[tuple[str, int | None]] = set()

    def get(self, run_id: str) -> RunState | None:
        """A run as it stands, or None."""
        with self._engine().connect() as connection:
            row = connection.execute(select(tables.run).where(tables.run.c.id == run_id)).first()
            return self._state(connection, row) if row else None

    def matching(
        self,
        wanted: Callable[[SimulationConfig], bool],
        *,
        status: Status | None = None,
        asker: str | None = None,
        made_here: bool = False,
        limit: int | None = None,
        but: Collection[str] = (),
    ) -> list[RunState]:
        """Runs by their settings, newest first.

        Args:
            wanted: whether settings are looked for.
            status: only runs that the database says have it.
            asker: only runs of one who asked for them.
            made_here: none that a visitor of a shared server took in: what he says they came to is no evidence.
            limit: so many at most; one that cannot be read is none of them.
            but: ids of runs to leave out.
        """
        query = select(tables.run).order_by(tables.run.c.queued_at.desc(), tables.run.c.number.desc())
        if status:
            query = query.where(tables.run.c.status == status)
        if asker:
            query = query.where(tables.run.c.asker == asker)
        if made_here:
            query = query.where(or_(tables.run.c.purpose != Purpose.IMPORTED, tables.run.c.asker.is_(None)))
        with self._engine().connect() as connection:
            rows = (row for row in connection.execute(query) if row.id not in but and self._is_wanted(row, wanted))
            return list(islice(filter(None, (self._state(connection, row) for row in rows)), limit))

    def _is_wanted(self, row: Row, wanted: Callable[[SimulationConfig], bool]) -> bool:
        config = self._config(row)
        return config is not None and wanted(config)

    def _config(self, row: Row) -> SimulationConfig | None:
        try:
            return _settings(row.config)
        except (*UNREADABLE, FedsimError):
            self.unreadable.add((row.id, None))
            return None

    def _state(self, connection: Connection, row: Row) -> RunState | None:
        """The row, with its events; those that were folded in before are not read again."""
        if (config := self._config(row)) is None:
            return None
        try:
            state = self._folded_in(connection, row, config)
            alive = not state.status.live or self._leases.valid(row.id, (row.owner, row.beat), row.beat_at)
        except UNREADABLE:
            self.unreadable.add((row.id, None))
            return None
        self.unreadable.discard((row.id, None))
        return state if alive else replace(state, status=left(state))

    def _folded_in(self, connection: Connection, row: Row, config: SimulationConfig) -> RunState:
        change = row.owner, row.beat  # every change of a run's row is a new beat of the process that made it
        last, known, state = self._folded.get(row.id, (0, None, RunState(row.id, config)))
        if state.status.live or known != change:
            last, state = self._fold(connection, state, last)
            state = _with_row(state, row)
            self._folded[row.id] = (last, change, state)
        return state

    def _fold(self, connection: Connection, state: RunState, last: int) -> tuple[int, RunState]:
        event = tables.event.c
        query = select(tables.event).where(event.run == state.id, event.number > last).order_by(event.number)
        for row in connection.execute(query):
            last = row.number
            try:
                state = state.after(decode(row.body), float(row.at))
            except UNREADABLE:
                self.unreadable.add((state.id, row.number))
        return last, state


def _with_row(state: RunState, row: Row) -> RunState:
    return replace(
        state,
        status=Status(row.status),
        error=Problem.read(row.error) if row.error else None,
        queued_at=float(row.queued_at),
        started_at=_time(row.started_at),
        ended_at=_time(row.ended_at),
        purpose=Purpose(row.purpose),
        batch=row.batch,
        made_by=row.made_by,
        stop_asked_at=_time(row.stop_asked_at),
        asker=row.asker,
    )


def _time(kept: object) -> float | None:
    return None if kept is None else float(kept)  # type: ignore[arg-type]


def left(state: RunState) -> Status:
    """What a live run is whose process is gone; a federation that was over before stays what it was."""
    if state.ended_at is None:
        return Status.INTERRUPTED
    return Status.FINISHED if state.is_trained else Status.STOPPED


@lru_cache(maxsize=4096)
def _settings(text: str) -> SimulationConfig:
    """Read once: a page that watches a sweep asks for all runs' settings every other second."""
    return SimulationConfig.from_dict(json.loads(text))
