"""The time of day, as a clock that nobody sets while a run goes on: how long something took is never negative."""

import time
from collections.abc import Callable


def steady() -> float:
    """Seconds that never go back, also counted while the machine sleeps where the system has such a clock."""
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):  # Linux; macOS, whose second one goes on in sleep
        if (clock := getattr(time, name, None)) is not None:
            return time.clock_gettime(clock)
    return time.monotonic()


class Clock:
    """Tells the time of day from when it was set last, by a stopwatch.

    Args:
        of_day: seconds since the epoch, as somebody may set them.
        stopwatch: seconds that never go back.
    """

    def __init__(self, of_day: Callable[[], float] = time.time, stopwatch: Callable[[], float] = steady) -> None:
        self._of_day, self._stopwatch = of_day, stopwatch
        self.set()

    def set(self) -> None:
        """Take over the time of day as it is now."""
        self._ahead = self._of_day() - self._stopwatch()

    def now(self) -> float:
        """Seconds since the epoch."""
        return self._stopwatch() + self._ahead
