"""Whether a run that is said to be live still has a process that trains it."""

import time
from collections.abc import Callable

RENEW_SECONDS = 5.0
"""A process raises the beat of its live runs this often."""
VALID_SECONDS = 20.0
"""A run whose beat has not moved for so long was interrupted."""


class Leases:
    """Watches other processes' beats.

    A beat that moves is alive, whatever the clocks of the two processes say. The time that is written down with it
    counts once, when a run is first looked at; from then on this process's own clock does, which nobody sets.

    Args:
        clock: seconds since the epoch.
        stopwatch: seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.time, stopwatch: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._stopwatch = clock, stopwatch
        self._seen: dict[str, tuple[object, float]] = {}  # the last beat, and when it began by the stopwatch

    def valid(self, run_id: str, beat: object, beat_at: float) -> bool:
        """Whether the run's process is alive.

        Args:
            run_id: the run.
            beat: as it is in the database now: whose it is and its number, since each process counts its own.
            beat_at: when it was raised, by its process's clock.
        """
        now = self._stopwatch()
        if run_id not in self._seen:
            self._seen[run_id] = (beat, now - max(0.0, self._clock() - beat_at))
        elif self._seen[run_id][0] != beat:
            self._seen[run_id] = (beat, now)
        return now - self._seen[run_id][1] <= VALID_SECONDS
