"""Writes to the database; what cannot be written now waits, and nobody's work is lost for it."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Executable, Insert, Table, delete, false
from sqlalchemy.exc import DataError, IntegrityError

from fedsim.errors import Problem
from fedsim.runs import access
from fedsim.runs.access import CANNOT, Access
from fedsim.runs.database import reason
from fedsim.runs.tables import event

Step = tuple[Executable, dict[str, Any]]
"""A statement and its values."""


PROBE: Step = (delete(event).where(false()), {})
"""Changes nothing where it can be written."""
logger = logging.getLogger(__name__)


class Writer:
    """Carries out statements in the order in which they were given, each group whole or not at all.

    Attributes:
        problem: why some of them wait, or would, the end of a sentence; None while none does.
    """

    def __init__(self, database: Access) -> None:
        self._database = database
        self._flushing = threading.Lock()  # whoever has it may wait for the database
        self._waiting: deque[Sequence[Step]] = deque()
        self._not_before = 0.0
        self.problem: Problem | None = None
        self.write([PROBE])  # it is told before there is anything to lose

    def write(self, steps: Sequence[Step]) -> None:
        """Write, or keep for later what the database does not take; between two tries nobody waits for it."""
        self._waiting.append(steps)
        if time.monotonic() >= self._not_before:
            self.flush()

    def flush(self) -> None:
        """Try what waits."""
        with self._flushing:
            try:
                while self._waiting:
                    self._carry_out(self._waiting[0])
                    self._waiting.popleft()
            except CANNOT as error:
                self.problem = reason(self._database.name, error)
                self._not_before = time.monotonic() + access.RETRY_SECONDS
            else:
                self.problem, self._not_before = None, 0.0

    def start_over(self, first: Sequence[Sequence[Step]], kept: Callable[[Step], bool]) -> None:
        """Write other groups first, and of those that wait the ones that hold a step that is kept."""
        with self._flushing:
            self._waiting = deque([*first, *(steps for steps in self._waiting if any(map(kept, steps)))])

    def _carry_out(self, steps: Sequence[Step]) -> None:
        try:
            with self._database.engine().begin() as connection:
                for statement, values in steps:
                    connection.execute(statement, values)
        except (DataError, IntegrityError):  # these will never be taken, and all others would wait for them
            logger.exception("the database refused what it was to keep")

    @property
    def is_behind(self) -> bool:
        """Whether anything waits."""
        return bool(self._waiting)

    def waiting(self, table: Table) -> Iterator[dict[str, Any]]:
        """Rows that are to be added to a table and are not there yet, the oldest first."""
        for steps in tuple(self._waiting):
            for statement, values in steps:
                if isinstance(statement, Insert) and statement.table is table:
                    yield values
