"""Weights of baselines: kept by key, bounded, and never another file's."""

import os
from pathlib import Path

import numpy as np
import pytest

from fedsim.runs.kept_models import KeptModels

WEIGHTS = {"head.weight": np.arange(6, dtype=np.float32).reshape(2, 3), "steps": np.array(3)}


def keep(models: KeptModels, folder: Path, keys: str) -> None:
    """Each a second older than the next."""
    for age, key in enumerate(reversed(keys)):
        models.keep(key, WEIGHTS)
        os.utime(folder / f"{key}.safetensors", (1000 - age, 1000 - age))


def test_what_is_kept_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    KeptModels(tmp_path / "new", 5).keep("ab12", WEIGHTS)
    found = KeptModels(tmp_path / "new", 5).load("ab12")
    assert found is not None
    assert {name: (each.dtype, each.tolist()) for name, each in found.items()} == {
        name: (each.dtype, each.tolist()) for name, each in WEIGHTS.items()
    }


def test_the_oldest_make_room(tmp_path: Path) -> None:
    models = KeptModels(tmp_path, 3)
    keep(models, tmp_path, "abc")
    models.keep("d", WEIGHTS)
    assert [models.has(key) for key in "abcd"] == [False, True, True, True]
    one = models.num_bytes() // 3
    assert models.make_room(one + 1) == 2 * one
    assert [models.has(key) for key in "abcd"] == [False, False, False, True]
    assert models.make_room(10**9) == one


@pytest.mark.parametrize("key", ["../ab", "ab/cd", "AB", "", None, "ab.safetensors", "0" * 65])
def test_a_key_that_is_none_of_ours_names_no_file(tmp_path: Path, key: str | None) -> None:
    models = KeptModels(tmp_path / "models", 3)
    models.keep(key, WEIGHTS)  # type: ignore[arg-type]
    assert not models.has(key)
    assert models.load(key) is None
    assert [*tmp_path.rglob("*")] == []


def test_a_damaged_file_is_none_and_a_folder_that_cannot_be_made_ends_nothing(tmp_path: Path) -> None:
    models = KeptModels(tmp_path, 3)
    (tmp_path / "ab.safetensors").write_bytes(b"no tensors")
    assert models.load("ab") is None
    (tmp_path / "file").write_bytes(b"")
    KeptModels(tmp_path / "file" / "folder", 3).keep("cd", WEIGHTS)
    nowhere = KeptModels(None, 3)
    nowhere.keep("ab", WEIGHTS)
    assert (nowhere.has("ab"), nowhere.load("ab"), nowhere.num_bytes()) == (False, None, 0)


def test_files_that_cannot_be_removed_end_no_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models = KeptModels(tmp_path, 1)
    keep(models, tmp_path, "ab")

    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(path)

    monkeypatch.setattr(Path, "unlink", refuse)
    models.keep("c", WEIGHTS)
    assert models.has("c")
    assert models.make_room(1) == 0
