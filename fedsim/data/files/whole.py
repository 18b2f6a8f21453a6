"""Files that appear under their names only once they are whole, and what is left of those that never did."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

try:
    import fcntl
except ImportError:  # Windows, where a file that somebody has open cannot be deleted anyway
    fcntl = None  # type: ignore[assignment]

TEMPORARY = ".*-*.tmp"
AT_REST_SECONDS = 60.0
"""A file that was written to within this time is nobody's leftover: it may have no lock yet."""


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Write a file that appears under its name only once it is whole; what was there before stays until then.

    Two processes may write one path at once: each writes its own temporary file, and the last to finish wins. A link
    stays one; what is no file, such as /dev/stdout, is written to as it is.

    Raises:
        OSError: the folder cannot be written to, or the disk is full.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem[:100]}-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            _lock(handle)
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, path.stat().st_mode if path.exists() else 0o666 & ~UMASK)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def sweep(folder: Path) -> int:
    """Delete what killed processes left half written in a folder and below; return how many bytes that was.

    Whoever writes a file holds a lock on it, which ends with the process.
    """
    swept = 0
    with suppress(OSError):
        for path in list(folder.rglob(TEMPORARY)):
            with suppress(OSError):
                swept += _sweep(path)
    return swept


def _sweep(path: Path) -> int:
    stat = path.stat()
    if not path.is_file() or time.time() - stat.st_mtime < AT_REST_SECONDS:
        return 0
    with path.open("rb+") as file:
        if not _lock(file.fileno()):
            return 0
        if fcntl:
            path.unlink()
    path.unlink(missing_ok=True)
    return stat.st_size


def _lock(handle: int) -> bool:
    """Take a file's lock; tell whether it was free. It is given back when the file is closed, or its process ends."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


def _umask() -> int:
    """What new files are not to be allowed; it can be read only by setting it, which no other thread should see."""
    os.umask(mask := os.umask(0o022))
    return mask


UMASK = _umask()
