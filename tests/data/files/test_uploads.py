"""Uploads are kept under a path that `load` takes, or refused."""

import io
from pathlib import Path

import pytest
from medmnist_files import npz_bytes, small_arrays

import fedsim.data
from fedsim.data import DataError, keep_upload


def test_upload_is_kept_and_loaded(own_home: Path) -> None:
    path = keep_upload(io.BytesIO(npz_bytes(small_arrays())), "../../my scans.npz")
    assert path.parent == own_home / "fedsim" / "uploads"
    assert path.name.startswith("my_scans-")
    assert fedsim.data.load(str(path)).num_classes == 3


def test_same_bytes_are_kept_once_and_others_beside_them() -> None:
    first = keep_upload(io.BytesIO(npz_bytes(small_arrays())), "a.npz")
    assert keep_upload(io.BytesIO(npz_bytes(small_arrays())), "a.npz") == first
    assert keep_upload(io.BytesIO(npz_bytes(small_arrays(4))), "a.npz") != first
    assert len(list(first.parent.iterdir())) == 2


def test_name_of_a_known_set_survives() -> None:
    path = keep_upload(io.BytesIO(npz_bytes(small_arrays(4))), "octmnist_64.npz")
    assert fedsim.data.load(str(path)).classes == ("CNV", "DME", "DRUSEN", "NORMAL")


def test_open_file_is_kept_whole(tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_bytes(npz_bytes(small_arrays()))
    with (tmp_path / "a.npz").open("rb") as file:
        path = keep_upload(file, "a.npz")
    assert path.read_bytes() == (tmp_path / "a.npz").read_bytes()


def test_bad_upload_is_not_kept(own_home: Path) -> None:
    with pytest.raises(DataError, match=r"bad\.npz is not an .npz file"):
        keep_upload(io.BytesIO(b"hello"), "bad.npz")
    assert not (own_home / "fedsim").exists()


def test_folder_that_cannot_be_written_to_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("FEDSIM_HOME", str(tmp_path / "file"))
    with pytest.raises(DataError, match="set FEDSIM_HOME"):
        keep_upload(io.BytesIO(npz_bytes(small_arrays())), "a.npz")
