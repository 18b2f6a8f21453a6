"""One try at a download over HTTP: continues what is there where the server can, and keeps what arrives."""

import queue
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import requests

from fedsim.data.base import DataError, Doing, Progress, Step
from fedsim.errors import Problem
from fedsim.settings.limits import MB, in_force

CHUNK_BYTES = 64 * 1024
MOST_CHUNKS = 16
TIMEOUT = 10, 30
"""Seconds to connect, and between two parts of an answer."""
REPORT_SECONDS = 0.1
MAX_WAIT_SECONDS = 60.0
RETRY_STATUSES = (408, 425, 429, 500, 502, 503, 504)

CONNECT = Problem.of("connect")


@dataclass(frozen=True)
class Remote:
    """A file to download.

    Attributes:
        url: where it is.
        md5: its checksum, hexadecimal.
        remedy: what to do without a network, the end of a sentence.
    """

    url: str
    md5: str
    remedy: Problem = CONNECT


class CutError(Exception):
    """The transfer ended early; worth another try after `wait` seconds, or the usual pause where it is None."""

    def __init__(self, why: Problem, wait: float | None = None) -> None:
        super().__init__(why)
        self.why, self.wait = why, wait


def transfer(remote: Remote, part: Path, progress: Progress) -> bool:
    """Append to the part file until it is as long as the server says.

    Args:
        remote: what to download.
        part: the file to continue, or to begin; keeps what has arrived whatever happens.
        progress: told the share done; may raise to give up.

    Returns:
        True where it continued what was there, so that a wrong checksum may be the old part's fault.

    Raises:
        CutError: the connection failed or the server is busy: worth another try.
        DataError: the server will not give the file, or the disk has no room for it.
        OSError: the disk is full, or the folder cannot be written to.
    """
    start = part.stat().st_size if part.exists() else 0
    name = part.name.removesuffix(".part")
    try:
        with _Coming(remote.url, start, lambda: progress(0.0, Step(Doing.DOWNLOADING, name))) as coming:
            answer = coming.answer
            if answer.status_code == 416:  # nothing after the part: it is whole, or not this file's
                return True
            _check_status(remote, answer)
            start = start if _continues(answer, start) else 0
            _save(coming, part, start, progress)
    except requests.RequestException as error:
        raise CutError(_reason(error)) from error
    return start > 0


class _Coming:
    """An answer as it comes in, received by a thread of its own: a server may be silent for long, and whoever waits is
    to be able to give up.

    Args:
        url: what is asked for.
        start: from which byte on.
        waiting: called ten times a second until the answer begins; may raise to give up.
    """

    def __init__(self, url: str, start: int, waiting: Callable[[], None]) -> None:
        self._url, self._start = url, start
        self._come: queue.Queue[requests.Response | bytes | BaseException | None] = queue.Queue(MOST_CHUNKS)
        self._given_up = threading.Event()
        threading.Thread(target=self._receive, name="fedsim-download", daemon=True).start()
        first = self._next(waiting)
        assert isinstance(first, requests.Response)  # noqa: S101 - what comes first, if not an error
        self.answer = first

    def __enter__(self) -> "_Coming":
        return self

    def __exit__(self, *error: object) -> None:
        self._given_up.set()

    def chunks(self, waiting: Callable[[], None]) -> Iterator[bytes]:
        """What comes, until there is no more.

        Raises:
            requests.RequestException: the connection failed.
        """
        while isinstance(chunk := self._next(waiting), bytes):
            yield chunk

    def _next(self, waiting: Callable[[], None]) -> requests.Response | bytes | None:
        try:
            while True:
                try:
                    came = self._come.get(timeout=REPORT_SECONDS)
                    break
                except queue.Empty:
                    waiting()
        except BaseException:
            self._given_up.set()
            raise
        if isinstance(came, BaseException):
            raise came
        return came

    def _receive(self) -> None:
        # A packed answer would make its length another than the file's.
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={self._start}-"} if self._start else {})
        try:
            with requests.get(self._url, headers=headers, stream=True, timeout=TIMEOUT) as answer:
                self._put(answer)
                for chunk in answer.iter_content(CHUNK_BYTES) if answer.ok else ():
                    self._put(chunk)
                self._put(None)
        except _GivenUp:
            return
        except Exception as error:
            with suppress(_GivenUp):
                self._put(error)

    def _put(self, what: requests.Response | bytes | BaseException | None) -> None:
        while not self._given_up.is_set():
            try:
                return self._come.put(what, timeout=REPORT_SECONDS)
            except queue.Full:
                continue
        raise _GivenUp


class _GivenUp(Exception):
    """Nobody waits for the answer any more."""


def _check_status(remote: Remote, answer: requests.Response) -> None:
    why = Problem.of("server-answers", status=answer.status_code, reason=answer.reason)
    if answer.status_code in RETRY_STATUSES:
        seconds = answer.headers.get("Retry-After", "")
        raise CutError(why, min(float(seconds), MAX_WAIT_SECONDS) if seconds.isdecimal() else None)
    if answer.status_code not in (200, 206):
        raise DataError("not-downloaded", url=remote.url, why=why, remedy=remote.remedy)


def _continues(answer: requests.Response, start: int) -> bool:
    given = re.match(r"bytes (\d+)-", answer.headers.get("Content-Range", ""))
    if answer.status_code == 206 and (given is None or int(given[1]) != start):
        raise CutError(Problem.of("server-sent-another-part"))
    return answer.status_code == 206


def _save(coming: _Coming, part: Path, start: int, progress: Progress) -> None:
    length = coming.answer.headers.get("Content-Length", "")
    total = start + (int(length) if length.isdecimal() else 0)
    free = shutil.disk_usage(part.parent).free - in_force().min_free_mb * MB
    if total - start > free:
        why = Problem.of("space-missing", missing=(total - start) / 1e6, free=max(0.0, free / 1e6))
        raise DataError("disk-full", folder=part.parent, why=why)
    name, done, reported = part.name.removesuffix(".part"), start, -REPORT_SECONDS

    def report() -> None:
        progress(min(1.0, done / total) if total else 0.0, Step(Doing.DOWNLOADING, name, done, total))

    with part.open("ab" if start else "wb") as file:
        for chunk in coming.chunks(report):
            done += file.write(chunk)
            if time.monotonic() - reported >= REPORT_SECONDS or done == total:
                reported = time.monotonic()
                report()
    if total > start and done < total:
        raise CutError(Problem.of("connection-cut"))


def _reason(error: requests.RequestException) -> Problem:
    if isinstance(error, requests.Timeout):
        return Problem.of("server-silent")
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return Problem.of("connection-cut")
    return Problem.of("server-out-of-reach")
