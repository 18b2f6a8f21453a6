"""What a shared server refuses: too many runs, any on a disk that is nearly full, one that takes too long."""

import time
from collections.abc import Callable, Collection

from fedsim.data.files.cache import data_home
from fedsim.data.files.room import lacks_room
from fedsim.errors import FedsimError, Problem
from fedsim.events import ShouldStop
from fedsim.runs.state import RunState
from fedsim.runs.steering import Steering
from fedsim.settings.limits import MB, Limits


class NotAllowed(FedsimError):
    """This server does not take the run, now or at all; the problem says why and what to do."""


def check(limits: Limits, live: Collection[RunState], asker: str | None, number: int) -> None:
    """See whether so many more runs may be queued.

    Args:
        limits: the server's.
        live: the runs that are running or waiting.
        asker: who asks, as `owners.mark`.
        number: of runs that are asked for together.

    Raises:
        NotAllowed: they may not.
    """
    own = sum(state.asker == asker for state in live)
    if limits.max_runs_waiting is not None and own + number > limits.max_runs_waiting:
        raise NotAllowed("too-many-own-runs", own=own, number=number, most=limits.max_runs_waiting)
    if limits.max_runs_waiting_in_all is not None and len(live) + number > limits.max_runs_waiting_in_all:
        raise NotAllowed("too-many-runs", live=len(live), number=number, most=limits.max_runs_waiting_in_all)
    check_room(limits)


def check_room(limits: Limits, num_bytes: int = 0) -> None:
    """See whether so much more may be kept.

    Args:
        limits: the server's.
        num_bytes: how much.

    Raises:
        NotAllowed: the disk is nearly full.
    """
    if (free := lacks_room(data_home(), num_bytes)) is not None:
        raise NotAllowed("disk-nearly-full", free=free // MB, least=limits.min_free_mb)


def too_long(seconds: float | None, limits: Limits) -> Problem | None:
    """Why a run that is foretold to take so long may not start; what is not foretold ends by `Watch`."""
    if seconds is None or limits.max_run_minutes is None or seconds <= 60 * limits.max_run_minutes:
        return None
    return Problem.of("run-too-long", minutes=seconds / 60, most=limits.max_run_minutes)


class Watch:
    """Ends a run that takes longer, or is paused for longer, than is allowed.

    Args:
        limits: the server's.
        should_stop: ends it before.
        steering: knows how long it is paused.
        stopwatch: seconds that never go back.
    """

    def __init__(
        self,
        limits: Limits,
        should_stop: ShouldStop,
        steering: Steering,
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        self._minutes, self._pause_minutes = limits.max_run_minutes, limits.max_pause_minutes
        self._asked, self._steering, self._stopwatch = should_stop, steering, stopwatch
        self._started, self._over = stopwatch(), False

    def should_stop(self) -> bool:
        """Whether the run is to end."""
        return self._asked() or self.why() is not None

    def why(self) -> Problem | None:
        """Why it ended by itself; None where somebody stopped it, or it goes on."""
        if self._asked():
            return None
        if self._minutes is not None and self._stopwatch() - self._started > 60 * self._minutes:
            return Problem.of("run-took-too-long", most=self._minutes)
        if self._pause_minutes is None:
            return None
        # It is remembered: a wait that was ended is none.
        self._over = self._over or self._steering.waits_seconds > 60 * self._pause_minutes
        return Problem.of("paused-too-long", most=self._pause_minutes) if self._over else None
