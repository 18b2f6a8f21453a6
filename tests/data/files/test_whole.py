"""Files appear whole or not at all, and leftovers of killed processes are swept."""

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fedsim.data.files.whole import AT_REST_SECONDS, sweep, whole_file

ROOT = Path(__file__).parents[3]
HALF = (
    "import os, sys; from pathlib import Path; from fedsim.data.files.whole import whole_file\n"
    "with whole_file(Path(sys.argv[1])) as file:\n    file.write(b'half'); file.flush(); "
)


def rested(folder: Path) -> list[Path]:
    """What stands half written in a folder, as if nobody had written to it for long."""
    found = list(folder.glob(".*.tmp"))
    for path in found:
        os.utime(path, (0, path.stat().st_mtime - 2 * AT_REST_SECONDS))
    return found


def test_failed_write_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    path.write_bytes(b"old")

    def write_half() -> None:
        with whole_file(path) as file:
            file.write(b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_killed_process_leaves_no_half_file(tmp_path: Path) -> None:
    script = [sys.executable, "-c", f"{HALF}os._exit(9)", str(tmp_path / "x.npz")]
    assert subprocess.run(script, cwd=ROOT).returncode == 9
    assert not (tmp_path / "x.npz").exists()
    assert sweep(tmp_path) == 0, "it may still be written to"
    (orphan,) = rested(tmp_path)
    assert sweep(tmp_path) == 4
    assert not orphan.exists()


def test_two_writers_leave_one_whole_file(tmp_path: Path) -> None:
    path, both, written = tmp_path / "x.npz", threading.Barrier(2), []

    def write(byte: bytes) -> None:
        with whole_file(path) as file:
            file.write(byte * 1000)
            both.wait(10)
            file.write(byte * 1000)
        written.append(byte)

    threads = [threading.Thread(target=write, args=(byte,)) for byte in (b"a", b"b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(written) == [b"a", b"b"]
    assert path.read_bytes() in (b"a" * 2000, b"b" * 2000)
    assert list(tmp_path.iterdir()) == [path]


def test_what_somebody_still_writes_is_not_swept(tmp_path: Path) -> None:
    script = [sys.executable, "-c", f"{HALF}print(flush=True); sys.stdin.read()", str(tmp_path / "x.npz")]
    with subprocess.Popen(script, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        writer.stdout.readline()
        (half,) = rested(tmp_path)
        assert sweep(tmp_path) == 0
        assert half.exists()
        writer.stdin.close()
    assert (tmp_path / "x.npz").read_bytes() == b"half"


def test_only_our_own_leftovers_are_swept(tmp_path: Path) -> None:
    for name in ("mine.tmp", ".hidden", "fedsim.sqlite-wal", ".x-1.part"):
        (tmp_path / name).write_text("mine")
        os.utime(tmp_path / name, (0, 0))
    assert sweep(tmp_path) == sweep(tmp_path / "nowhere") == 0
    assert len(list(tmp_path.iterdir())) == 4


def test_a_full_disk_leaves_the_older_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.json"
    path.write_text("old")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"), whole_file(path) as file:
        file.write(b"new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_one_and_rights_stay_as_they_were(tmp_path: Path) -> None:
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    with whole_file(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert (target.read_text(), target.stat().st_mode & 0o777) == ("new", 0o640)


def test_new_files_have_the_rights_that_new_files_have(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    with whole_file(tmp_path / "whole"):
        pass
    assert (tmp_path / "whole").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_what_is_no_file_is_written_to_as_it_is(tmp_path: Path) -> None:
    fifo, read = tmp_path / "fifo", []
    os.mkfifo(fifo)
    reader = threading.Thread(target=lambda: read.append(fifo.read_bytes()))
    reader.start()
    with whole_file(fifo) as file:
        file.write(b"new")
    reader.join()
    assert read == [b"new"]
    assert fifo.is_fifo()
