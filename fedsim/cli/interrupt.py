"""Signals: the first one ends a command with what there is, within two seconds; the second ends it at once.

A command's work is done in a thread of its own. The main thread does nothing but wait, so that a signal is heard
whatever the work is at: a download that stands still, a batch that takes long, a library that does not ask. The work is
told by a token that everything of ours asks; what has not ended a moment later is left behind.
"""

import contextvars
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import NoReturn, TypeVar

T = TypeVar("T")
SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
PATIENCE_SECONDS = 1.5
"""Between the token and leaving the work behind: then what there is has half a second to be written."""
LOOK_SECONDS = 0.05


class Interrupted(Exception):
    """A signal came.

    Attributes:
        number: the signal's.
        left_behind: whether the work had to be left behind: then the process ends without it, by `leave`.
    """

    def __init__(self, number: int, left_behind: bool) -> None:
        super().__init__(number)
        self.number, self.left_behind = number, left_behind

    @property
    def exit_code(self) -> int:
        """As shells have it: 130 after Ctrl-C, 143 after SIGTERM, 129 after SIGHUP."""
        return 128 + self.number


def interruptible(work: Callable[[], T], token: threading.Event) -> T:
    """Do the work and give back what it gives, or raise what it raises.

    Outside a process's main thread, which alone hears signals, the work is just done.

    Args:
        work: what is to be done.
        token: set once a signal has come.

    Raises:
        Interrupted: a signal came; the work has ended since, or is left behind.
    """
    if threading.current_thread() is not threading.main_thread():
        return work()
    done: list[T] = []
    failed: list[BaseException] = []

    def do() -> None:
        try:
            done.append(work())
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=contextvars.copy_context().run, args=[do], name="fedsim-command", daemon=True)
    with _Ears(token) as ears:
        thread.start()
        waited = 0.0
        while thread.is_alive() and waited < PATIENCE_SECONDS:
            thread.join(LOOK_SECONDS)
            waited += LOOK_SECONDS if ears.heard else 0.0
            ears.open()  # Ray takes SIGTERM for itself when it starts
    if ears.heard:
        raise Interrupted(ears.heard, thread.is_alive()) from (failed[0] if failed else None)
    if failed:
        raise failed[0]
    return done[0]


class _Ears:
    """Hears signals as long as it is entered; then they go where they went before.

    Attributes:
        heard: the first signal's number.
    """

    def __init__(self, token: threading.Event) -> None:
        self._token = token
        self._before = {number: signal.getsignal(number) for number in SIGNALS}
        self.heard: int | None = None

    def __enter__(self) -> "_Ears":
        self.open()
        return self

    def __exit__(self, *error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def open(self) -> None:
        """Take the signals, but for those that somebody had ignored, as nohup does."""
        for number, before in self._before.items():
            if before is not signal.SIG_IGN:
                signal.signal(number, self._hear)

    def _hear(self, number: int, frame: object) -> None:
        if self.heard:
            leave(128 + number)
        self.heard = number
        self._token.set()


def leave(exit_code: int) -> NoReturn:
    """End the process at once, whatever its other threads are at."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            continue
    os._exit(exit_code)
