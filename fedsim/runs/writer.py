"""Writes to the database; what cannot be written now waits, and nobody's work is lost for it."""

import threading
import time
from collections.abc import Sequence

from sqlalchemy import Executable
from sqlalchemy.exc import SQLAlchemyError

from fedsim.errors import Problem
from fedsim.runs.database import Database, reason

RETRY_SECONDS = 5.0
Step = tuple[Executable, dict[str, object]]
"""A statement and its values."""


class Writer:
    """Carries out statements in the order in which they were given, each group whole or not at all.

    Attributes:
        problem: why some of them wait, the end of a sentence; None while none does.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._waiting: list[Sequence[Step]] = []
        self._not_before = 0.0
        self.problem: Problem | None = None

    def write(self, steps: Sequence[Step]) -> None:
        """Write, or keep for later what the database does not take."""
        with self._lock:
            self._waiting.append(steps)
            if time.monotonic() >= self._not_before:
                self._flush()

    def flush(self) -> None:
        """Try again what waits."""
        with self._lock:
            if self._waiting:
                self._flush()

    def _flush(self) -> None:
        try:
            while self._waiting:
                with self._database.engine.begin() as connection:
                    for statement, values in self._waiting[0]:
                        connection.execute(statement, values)
                self._waiting.pop(0)
        except SQLAlchemyError as error:
            self.problem = reason(self._database.place, error)
            self._not_before = time.monotonic() + RETRY_SECONDS
        else:
            self.problem, self._not_before = None, 0.0
