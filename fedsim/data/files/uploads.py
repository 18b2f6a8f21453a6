"""Uploaded files, kept under a path so that a run can name its data and be repeated.

A file `<name>-<hash>.npz` never changes its path, since runs name it; what a person calls it is in `<name>-<hash>.txt`
beside it. Uploads of earlier versions are in the cache folder, and stay there.

On a shared server an upload is its visitor's, who alone sees it in the list; a mark of who that is is in
`<name>-<hash>.owner`. Who knows its path can train on it, and the hash is not to be guessed; its images are for its
visitor's eyes alone (`catalog.is_for`).
"""

import hashlib
import os
import re
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from fedsim.data.base import DataError
from fedsim.data.files import cache
from fedsim.data.files.npz import load_npz
from fedsim.data.files.room import lacks_room
from fedsim.data.files.whole import whole_file
from fedsim.settings.limits import MB, in_bytes, in_force

MAX_TITLE_CHARACTERS = 60
KEEPING = threading.Lock()
"""Held while room is looked for and taken: uploads that come together may be too much together."""
HASH = re.compile(r"-[0-9a-f]{12}$")


@dataclass(frozen=True)
class Upload:
    """A file that was uploaded.

    Attributes:
        path: where it is, for `load`.
        title: what to call it.
        num_bytes: its size.
    """

    path: Path
    title: str
    num_bytes: int


def keep_upload(file: BinaryIO, name: str, title: str = "", owner: str | None = None) -> Path:
    """Check an uploaded .npz file and keep it in the data folder.

    Args:
        file: the upload, open for reading; can seek.
        name: what the file was called on the user's machine.
        title: what to call it; empty is the file's name, with a number where another upload has it.
        owner: a mark of whose it is; None is the user of this machine, and on a shared server its operator's alone.

    Returns:
        The kept file's path, for `load`. The same bytes under the same name are kept once an owner.

    Raises:
        DataError: the file is not in MedMNIST's format, another upload has the title, the folder cannot be written to,
            or it would be too much.
    """
    load_npz(file, name)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    digest = (hashlib.sha256(f"{digest} {owner}".encode()).hexdigest() if owner else digest)[:12]
    called = Path(name.replace("\\", "/")).stem
    stem = re.sub(r"[^A-Za-z0-9-]+", "_", called)[:60]
    places = [folder / f"{stem}-{digest}.npz" for folder in upload_folders()]
    path = next((place for place in places if place.exists()), places[0])
    if title.strip():
        _check_title(title, path, owner)
    with KEEPING:
        if not path.exists():
            _check_room(file.seek(0, os.SEEK_END), path)
            if owner:
                _write_beside(path, ".owner", owner)
            _copy(file, path)
    if title.strip() or (title := _free_title(_given(path) or _printable(called), path, owner)) != _title(path):
        rename_upload(path, title, owner)
    return path


def uploads(owner: str | None = None) -> list[Upload]:
    """What was uploaded, in this session or an earlier one, by title; of one owner, or all."""
    paths = [path for folder in dict.fromkeys(upload_folders()) if folder.is_dir() for path in folder.glob("*.npz")]
    own = (path for path in paths if path.is_file() and (owner is None or owner_of(path) == owner))
    found = [Upload(path, _title(path), path.stat().st_size) for path in own]
    return sorted(found, key=lambda upload: (upload.title.lower(), upload.path))


def upload_title(name: str | Path) -> str | None:
    """What an upload is called; None for any other file."""
    path = Path(name)
    return _title(path) if path.parent in upload_folders() else None


def rename_upload(path: Path, title: str, owner: str | None = None) -> None:
    """Call an upload something else; its path stays, so that its runs are found and repeated.

    Raises:
        DataError: it is no title, another upload has it, it is another owner's, or the folder cannot be written to.
    """
    _check_owner(path, owner)
    _write_beside(path, ".txt", _check_title(title, path, owner))


def remove_upload(path: Path, owner: str | None = None) -> None:
    """Delete an upload. Runs on it keep their numbers; to repeat one, upload the file again.

    Raises:
        DataError: it is no upload, it is another owner's, or cannot be deleted.
    """
    if upload_title(path) is None:
        raise DataError("no-upload", path=path)
    _check_owner(path, owner)
    try:
        for suffix in (".npz", ".txt", ".owner"):
            path.with_suffix(suffix).unlink(missing_ok=True)
    except OSError as error:
        raise DataError("upload-not-deleted", path=path, why=error.strerror) from error


def upload_folders() -> tuple[Path, Path]:
    """Where uploads are kept, and where those of earlier versions are."""
    return cache.data_home() / "uploads", cache.home() / "uploads"


def _title(path: Path) -> str:
    """As it was given; else the file's name without what a path may not have."""
    return _given(path) or HASH.sub("", path.stem) or path.stem


def _given(path: Path) -> str:
    try:
        return path.with_suffix(".txt").read_text(encoding="utf-8").strip()[:MAX_TITLE_CHARACTERS]
    except (OSError, UnicodeDecodeError):
        return ""


def owner_of(path: Path) -> str | None:
    """The mark of who brought it, where one is known."""
    try:
        return path.with_suffix(".owner").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None


def _check_owner(path: Path, owner: str | None) -> None:
    """None is the user of this machine, whose all uploads are."""
    if owner is not None and owner_of(path) != owner:
        raise DataError("not-your-upload", path=path.name)


def _check_room(num_bytes: int, path: Path) -> None:
    limits = in_force()
    kept = sum(upload.num_bytes for upload in uploads())
    most = in_bytes(limits.max_uploads_mb)
    if most is not None and kept + num_bytes > most:
        raise DataError("uploads-too-many", kept=kept / MB, size=num_bytes / MB, most=limits.max_uploads_mb)
    if (free := lacks_room(path.parent, num_bytes)) is not None:
        raise DataError("no-room-for-upload", size=num_bytes / MB, free=free / MB, least=limits.min_free_mb)


def _free_title(wanted: str, path: Path, owner: str | None) -> str:
    """An upload's title, told apart by a number where another one has it."""
    taken = {upload.title for upload in uploads(owner) if upload.path != path}
    own = wanted[:MAX_TITLE_CHARACTERS] or _title(path)
    numbered = (f"{own[: MAX_TITLE_CHARACTERS - 5]} ({number})" for number in range(2, 1000))
    return own if own not in taken else next(title for title in numbered if title not in taken)


def _check_title(title: str, path: Path, owner: str | None) -> str:
    title = _printable(title)
    if not 0 < len(title) <= MAX_TITLE_CHARACTERS:
        raise DataError("upload-title-length", most=MAX_TITLE_CHARACTERS, number=len(title))
    if any(upload.title == title and upload.path != path for upload in uploads(owner)):
        raise DataError("upload-title-taken", title=title)
    return title


def _printable(title: str) -> str:
    return " ".join("".join(character if character.isprintable() else " " for character in title).split())


def _write_beside(path: Path, suffix: str, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path.with_suffix(suffix)) as file:
            file.write(text.encode())
    except OSError as error:
        raise DataError("upload-not-kept", folder=path.parent, why=error.strerror) from error


def _copy(file: BinaryIO, path: Path) -> None:
    file.seek(0)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as kept:
            shutil.copyfileobj(file, kept)
    except OSError as error:
        raise DataError("upload-not-kept", folder=path.parent, why=error.strerror) from error
