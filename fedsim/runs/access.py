"""The database as far as it can be had: what is wrong with it is told, and it is tried again by itself."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine

from fedsim.errors import Problem
from fedsim.runs.database import TROUBLE, Database, UnusableDatabase, open_database, reason

RETRY_SECONDS = 5.0
"""A database in trouble is asked this often; between two tries nobody waits for it."""
CANNOT = (*TROUBLE, UnusableDatabase)
"""What asking for the engine, or asking it, may raise."""
T = TypeVar("T")


class Access:
    """Opens the database, and again where it could not be opened or another file has come in its place.

    Args:
        place: as `open_database` takes it.
        opened: told each time that it was opened, before anything else is asked of it, and whether another file has
            come in the place of one that was open.

    Attributes:
        unreadable: why what it has cannot be read, the end of a sentence; None where it can.
    """

    def __init__(self, place: Path | str | None, opened: Callable[[Engine, bool], None]) -> None:
        self._place, self._opened = place, opened
        self._database: Database | None = None
        self._lock = threading.Lock()
        self._not_before = 0.0
        self._tried_at = -RETRY_SECONDS
        self._failed: Callable[[Engine], object] | None = None
        self._is_gone = False
        self.unreadable: Problem | None = None
        with suppress(UnusableDatabase):
            self.engine()

    @property
    def name(self) -> str:
        """What to call the database in a sentence."""
        return self._database.place if self._database else str(self._place)

    def engine(self) -> Engine:
        """The open database.

        Raises:
            UnusableDatabase: there is none now.
        """
        with self._lock:
            if self._database and self._database.is_gone:
                self._database.engine.dispose()
                self._database, self._is_gone = None, True
            if not self._database:
                self._open()
            assert self._database  # noqa: S101 - `_open` raises otherwise
            return self._database.engine

    def read(self, read: Callable[[Engine], T], otherwise: T) -> T:
        """Ask the database; where it does not answer, `otherwise`. While it is locked nobody waits for it again."""
        if time.monotonic() < self._not_before:
            return otherwise
        try:
            return read(self.engine())
        except CANNOT as error:
            self._failed = read
            self._wait(reason(self.name, error))
            return otherwise

    def look_again(self) -> None:
        """Try what could not be read; if it can be now, there is no more trouble."""
        if time.monotonic() < self._not_before:
            return
        try:
            engine = self.engine()
            if self._failed:
                self._failed(engine)
        except CANNOT as error:
            self._wait(reason(self.name, error))
        else:
            self._failed = self.unreadable = None

    def _open(self) -> None:
        if self.unreadable and time.monotonic() < self._tried_at + RETRY_SECONDS:
            raise UnusableDatabase(self.unreadable)
        self._tried_at = time.monotonic()
        try:
            self._database = open_database(self._place)
        except UnusableDatabase as error:
            self._wait(error.problems[0])
            raise
        self.unreadable, was_gone, self._is_gone = None, self._is_gone, False
        self._opened(self._database.engine, was_gone)

    def _wait(self, why: Problem) -> None:
        self.unreadable = why
        if why.code == "database-locked":  # it takes a while each time to learn that
            self._not_before = time.monotonic() + RETRY_SECONDS
