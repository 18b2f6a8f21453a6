"""Takes turns among processes, so that two of them do not train the same baseline at once."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from fedsim.errors import RunStopped
from fedsim.events import ShouldStop
from fedsim.runs.lease import VALID_SECONDS

LOOK_SECONDS = 0.5


@contextmanager
def only_one(folder: Path, key: str, should_stop: ShouldStop) -> Iterator[ShouldStop]:
    """Do something while no other process does it.

    The lock goes with its process. Who has it shows that it goes on each time it is asked whether to stop; where it has
    not for as long as a lease is valid, it is waited for no longer: the worst is that the same is done twice.

    Args:
        folder: where locks are; one that cannot be written to locks nothing.
        key: hexadecimal, names what is done.
        should_stop: ends the wait.

    Yields:
        `should_stop`, to be asked meanwhile.

    Raises:
        RunStopped: `should_stop` said so before its turn came.
    """
    path = folder / f"{key[:2]}.lock"  # few files, and seldom two keys in one
    beat, lock = path.with_suffix(".beat"), FileLock(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = _acquire(lock, beat, should_stop)
    except OSError:
        held = False
    try:
        yield _beating(beat, should_stop) if held else should_stop
    finally:
        lock.release()


def _acquire(lock: FileLock, beat: Path, should_stop: ShouldStop) -> bool:
    """Wait for the lock; tell whether it was had before whoever has it was given up."""
    seen, since = _last(beat), time.monotonic()
    while True:
        try:
            lock.acquire(timeout=LOOK_SECONDS, poll_interval=LOOK_SECONDS / 5)
            return True
        except Timeout:
            if should_stop():
                raise RunStopped("stopped") from None
        if (now := _last(beat)) != seen:
            seen, since = now, time.monotonic()
        elif time.monotonic() - since > VALID_SECONDS:
            return False


def _beating(beat: Path, should_stop: ShouldStop) -> ShouldStop:
    with suppress(OSError):  # its folder may be emptied meanwhile: then the wait for it ends too soon, and no more
        beat.touch()
    last = time.monotonic()

    def ask() -> bool:
        nonlocal last
        if time.monotonic() - last > 1.0:
            with suppress(OSError):
                beat.touch()
            last = time.monotonic()
        return should_stop()

    return ask


def _last(beat: Path) -> int | None:
    try:
        return beat.stat().st_mtime_ns
    except OSError:
        return None
