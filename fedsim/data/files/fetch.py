"""Downloading one file, whole and checked: progress, resume after a cut, a few tries, and never half a file.

medmnist 3.0.2 hands this to torchvision's `download_url`, which writes under the final name as it goes, starts anew
after every cut and shows its progress in the terminal alone.
"""

import errno
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from fedsim.data.base import DataError, Doing, Progress, Step
from fedsim.data.files.transfer import REPORT_SECONDS, CutError, Remote, transfer


def fetch(remote: Remote, path: Path, progress: Progress, *, num_tries: int = 4, pause: float = 0.5) -> Path:
    """Download a file unless it is there already.

    A cut transfer leaves `<path>.part`, which the next try, or the next call, continues where the server can.

    Args:
        remote: what to download.
        path: where to put it; appears only whole and with the right checksum.
        progress: told the share done; may raise to give up, which keeps the part.
        num_tries: transfers before giving up, >= 1.
        pause: seconds before the second try, doubled for each further one.

    Returns:
        The path.

    Raises:
        DataError: it cannot be had: no network, no such file there, a wrong checksum, no space or no permission.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(path, progress):
            if not has_md5(path, remote.md5, progress):
                _fetch(remote, path, progress, num_tries, pause)
    except OSError as error:
        raise _disk_trouble(path, error) from error
    return path


def has_md5(path: Path, md5: str, progress: Progress) -> bool:
    """True where there is a file with this checksum."""
    if not os.path.isfile(path):
        return False
    total, digest = path.stat().st_size, hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(16 * 2**20):
            digest.update(chunk)
            progress(min(1.0, file.tell() / max(total, 1)), Step(Doing.CHECKING, path.name))
    return digest.hexdigest() == md5


@contextmanager
def _locked(path: Path, progress: Progress) -> Iterator[None]:
    """Let one process at a time write to the part file; the others wait, then find the file there."""
    lock = FileLock(path.with_name(f".{path.name}.lock"))
    while True:
        try:
            lock.acquire(timeout=REPORT_SECONDS)
            break
        except Timeout:
            progress(0.0, Step(Doing.WAITING_FOR_DOWNLOAD, path.name))
    try:
        yield
    finally:
        lock.release()


def _fetch(remote: Remote, path: Path, progress: Progress, num_tries: int, pause: float) -> None:
    part = path.with_name(f"{path.name}.part")
    for attempt in range(1, num_tries + 1):
        try:
            resumed = transfer(remote, part, progress)
            if has_md5(part, remote.md5, progress):
                os.replace(part, path)
                return
            part.unlink()
            if not resumed:
                raise DataError("other-checksum", url=remote.url, md5=remote.md5, remedy=remote.remedy)
        except CutError as cut:
            if attempt == num_tries:
                raise DataError("not-downloaded", url=remote.url, why=cut.why, remedy=remote.remedy) from cut
            _wait(cut.wait or pause * 2 ** (attempt - 1), Step(Doing.TRYING_AGAIN, path.name, why=cut.why), progress)
    raise DataError("download-damaged", url=remote.url, tries=num_tries)


def _wait(seconds: float, step: Step, progress: Progress) -> None:
    """Sleep, yet let the progress be seen and give up."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        progress(0.0, replace(step, seconds=left))
        time.sleep(min(left, REPORT_SECONDS))


def _disk_trouble(path: Path, error: OSError) -> DataError:
    if error.errno == errno.ENOSPC:
        return DataError("disk-full", folder=path.parent, why=error.strerror)
    return DataError("download-not-written", path=path, why=error.strerror or error)
