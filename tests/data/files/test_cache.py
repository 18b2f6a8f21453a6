"""Drawn sets are read back whole, and no damage to the cache folder is ever noticed but by its slowness."""

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
