"""Drawn sets are read back whole, and no damage to the cache folder is ever noticed but by its slowness."""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from medmnist_files import small_dataset

from fedsim.data.base import Dataset, Step
from fedsim.data.files import cache
from fedsim.data.sets import drawn, synthetic_oct


def quiet(share: float, step: Step) -> None:
    pass


class Drawing:
    """Stands in for the real drawing and counts how often it was asked."""

    def __init__(self) -> None:
        self.seeds: list[tuple[int, int]] = []

    def __call__(self, size: int, seed: int, progress: Callable) -> Dataset:
        self.seeds.append((size, seed))
        return small_dataset()


@pytest.fixture
def drawing(monkeypatch: pytest.MonkeyPatch) -> Drawing:
    stand_in = Drawing()
    monkeypatch.setattr(synthetic_oct, "make", stand_in)
    return stand_in


def cached_file() -> Path:
    (path,) = (cache.home() / "data").iterdir()
    return path


def test_drawn_once_and_read_back_the_same(drawing: Drawing) -> None:
    first, second = drawn.load(28, quiet), drawn.load(28, quiet)
    assert drawing.seeds == [(28, drawn.SEED)]
    for one, other in ((first.train, second.train), (first.val, second.val), (first.test, second.test)):
        np.testing.assert_array_equal(one.images, other.images)
        np.testing.assert_array_equal(one.labels, other.labels)
    assert (first.name, first.classes, first.drawn) == (second.name, second.classes, second.drawn)
    assert second.classes == ("CNV", "DME", "DRUSEN", "NORMAL")
    assert second.drawn


def test_other_size_or_version_is_drawn_anew(drawing: Drawing, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn.load(28, quiet)
    drawn.load(64, quiet)
    monkeypatch.setattr(synthetic_oct, "VERSION", synthetic_oct.VERSION + 1)
    drawn.load(28, quiet)
    assert [size for size, _ in drawing.seeds] == [28, 64, 28]


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "folder"])
def test_damaged_file_is_drawn_anew(drawing: Drawing, damage: str) -> None:
    drawn.load(28, quiet)
    path = cached_file()
    content = path.read_bytes()
    if damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        flipped = bytes([content[300] ^ 1])
        path.write_bytes(
            {"flip": content[:300] + flipped + content[301:], "cut": content[: len(content) // 2], "empty": b""}[damage]
        )
    again = drawn.load(28, quiet)
    np.testing.assert_array_equal(again.train.images, small_dataset().train.images)
    assert len(drawing.seeds) == 2
    if damage != "folder":
        assert path.read_bytes() == content


def test_folder_that_cannot_be_written_to_is_no_error(
    drawing: Drawing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("FEDSIM_HOME", str(tmp_path / "file" / "home"))
    assert len(drawn.load(28, quiet).train) == len(drawn.load(28, quiet).train) == 12
    assert len(drawing.seeds) == 2


def test_failed_write_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    path.write_bytes(b"old")

    def write_half() -> None:
        with cache.whole_file(path) as file:
            file.write(b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_killed_process_leaves_no_half_file(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from fedsim.data.files.cache import whole_file\n"
        "with whole_file(Path(sys.argv[1])) as file:\n    file.write(b'half'); file.flush(); os._exit(9)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path / "x.npz")], cwd=Path(__file__).parents[3])
    assert done.returncode == 9
    assert not (tmp_path / "x.npz").exists()


def test_two_writers_leave_one_whole_file(tmp_path: Path) -> None:
    path, both, written = tmp_path / "x.npz", threading.Barrier(2), []

    def write(byte: bytes) -> None:
        with cache.whole_file(path) as file:
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


@pytest.mark.parametrize(
    ("platform", "variables", "folder"),
    [
        ("linux", {}, "{home}/.cache/fedsim"),
        ("linux", {"XDG_CACHE_HOME": "/elsewhere"}, "/elsewhere/fedsim"),
        ("darwin", {"XDG_CACHE_HOME": "/elsewhere"}, "{home}/Library/Caches/fedsim"),
        ("linux", {"FEDSIM_HOME": "~/mine"}, "{home}/mine"),
    ],
)
def test_home(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], folder: str
) -> None:
    for name in ("FEDSIM_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(cache.sys, "platform", platform)
    assert str(cache.home()) == folder.format(home=own_home)
