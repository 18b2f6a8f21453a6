"""One try at a download over HTTP: continues what is there where the server can, and keeps what arrives."""

import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import requests

from fedsim.data.base import DataError, Doing, Progress, Step
from fedsim.errors import Problem

CHUNK_BYTES = 64 * 1024
CONNECT_SECONDS, READ_SECONDS = 10, 30
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
    # A packed answer would make its length another than the file's.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
    try:
        with requests.get(remote.url, headers=headers, stream=True, timeout=(CONNECT_SECONDS, READ_SECONDS)) as answer:
            if answer.status_code == 416:  # nothing after the part: it is whole, or not this file's
                return True
            _check_status(remote, answer)
            start = start if _continues(answer, start) else 0
            _save(answer, part, start, progress)
    except requests.RequestException as error:
        raise CutError(_reason(error)) from error
    return start > 0


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


def _save(answer: requests.Response, part: Path, start: int, progress: Progress) -> None:
    length = answer.headers.get("Content-Length", "")
    total = start + (int(length) if length.isdecimal() else 0)
    free = shutil.disk_usage(part.parent).free
    if total - start > free:
        why = Problem.of("space-missing", missing=(total - start) / 1e6, free=free / 1e6)
        raise DataError("disk-full", folder=part.parent, why=why)
    name, done, reported = part.name.removesuffix(".part"), start, -REPORT_SECONDS
    with part.open("ab" if start else "wb") as file:
        for chunk in answer.iter_content(CHUNK_BYTES):
            done += file.write(chunk)
            if time.monotonic() - reported >= REPORT_SECONDS or done == total:
                reported = time.monotonic()
                progress(min(1.0, done / total) if total else 0.0, Step(Doing.DOWNLOADING, name, done, total))
    if total > start and done < total:
        raise CutError(Problem.of("connection-cut"))


def _reason(error: requests.RequestException) -> Problem:
    if isinstance(error, requests.Timeout):
        return Problem.of("server-silent")
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return Problem.of("connection-cut")
    return Problem.of("server-out-of-reach")
