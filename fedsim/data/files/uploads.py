"""Uploaded files, kept under a path so that a run can name its data and be repeated."""

import hashlib
import re
import shutil
from pathlib import Path
from typing import BinaryIO

from fedsim.data.base import DataError
from fedsim.data.files import cache
from fedsim.data.files.npz import load_npz


def keep_upload(file: BinaryIO, name: str) -> Path:
    """Check an uploaded .npz file and keep it in the cache folder.

    Args:
        file: the upload, open for reading; can seek.
        name: what the file was called on the user's machine.

    Returns:
        The kept file's path, for `load`. The same bytes are kept once.

    Raises:
        DataError: the file is not in MedMNIST's format, or the cache folder cannot be written to.
    """
    load_npz(file, name)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()[:12]  # type: ignore[arg-type]
    stem = re.sub(r"[^A-Za-z0-9-]+", "_", Path(name.replace("\\", "/")).stem)[:60]
    path = cache.home() / "uploads" / f"{stem}-{digest}.npz"
    if not path.exists():
        _copy(file, path)
    return path


def _copy(file: BinaryIO, path: Path) -> None:
    file.seek(0)
    try:
        with cache.whole_file(path) as kept:
            shutil.copyfileobj(file, kept)
    except OSError as error:
        raise DataError(
            f"The upload cannot be kept in {path.parent} ({error.strerror}): free some space, or set FEDSIM_HOME to a "
            "folder that you may write to."
        ) from error
