"""Uploads are kept under a path that `load` takes, or refused."""

import io
from pathlib import Path

import pytest
from medmnist_files import npz_bytes, small_arrays

import fedsim.data
from fedsim.data import DataError, keep_upload, remove_upload, rename_upload, upload_title, uploads
from fedsim.data.files import cache


def test_upload_is_kept_and_loaded(own_home: Path) -> None:
    path = keep_upload(io.BytesIO(npz_bytes(small_arrays())), "../../my scans.npz")
    assert path.parent == own_home / "fedsim" / "uploads"
    assert path.name.startswith("my_scans-")
    assert fedsim.data.load(str(path)).num_classes == 3


def test_same_bytes_are_kept_once_and_others_beside_them() -> None:
    first = keep_upload(io.BytesIO(npz_bytes(small_arrays())), "a.npz")
    assert keep_upload(io.BytesIO(npz_bytes(small_arrays())), "a.npz") == first
    assert keep_upload(io.BytesIO(npz_bytes(small_arrays(4))), "a.npz") != first
    assert len(list(first.parent.glob("*.npz"))) == 2
    assert [upload.title for upload in uploads()] == ["a", "a (2)"]
    assert keep_upload(io.BytesIO(npz_bytes(small_arrays(4))), "a.npz") != first
    assert [upload.title for upload in uploads()] == ["a", "a (2)"]


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


def keep(arrays: dict | None = None, name: str = "scans.npz", title: str = "") -> Path:
    return keep_upload(io.BytesIO(npz_bytes(arrays or small_arrays())), name, title)


def listed() -> list[tuple[str, Path]]:
    return [(upload.title, upload.path) for upload in uploads()]


def test_uploads_are_listed_by_name_without_their_hash() -> None:
    assert listed() == []
    second, first = keep(name="my scans.npz"), keep(small_arrays(4), "b.npz", "Berlin 2024")
    assert listed() == [("Berlin 2024", first), ("my scans", second)]
    assert uploads()[0].num_bytes == first.stat().st_size
    assert upload_title("/data/scans.npz") is None


def test_a_name_is_given_and_changed_while_the_path_stays() -> None:
    path = keep(title="  Berlin\n2024 ")
    assert fedsim.data.load(str(path)).title == fedsim.data.info(str(path)).title == "Berlin 2024"
    rename_upload(path, "Rome, ε")
    assert listed() == [("Rome, ε", path)]
    assert fedsim.data.load(str(path)).title == "Rome, ε"
    assert keep() == path  # the same bytes keep their name
    assert listed() == [("Rome, ε", path)]


@pytest.mark.parametrize("title", ["", " \n", "x" * 61])
def test_what_is_no_name_is_refused(title: str) -> None:
    path = keep(title="Berlin")
    with pytest.raises(DataError, match="from 1 to 60 characters"):
        rename_upload(path, title)
    assert listed() == [("Berlin", path)]


def test_two_uploads_have_two_names() -> None:
    first = keep(title="Berlin")
    with pytest.raises(DataError, match="called 'Berlin' already"):
        keep(small_arrays(4), "other.npz", "Berlin")
    assert listed() == [("Berlin", first)]
    rename_upload(first, "Berlin")


def test_what_is_removed_is_gone_and_nothing_else() -> None:
    first, second = keep(title="Berlin"), keep(small_arrays(4), "other.npz")
    remove_upload(first)
    assert listed() == [("other", second)]
    assert [path.name for path in second.parent.iterdir()] == [second.name]
    remove_upload(first)


def test_only_uploads_are_removed(tmp_path: Path) -> None:
    (tmp_path / "mine.npz").write_bytes(npz_bytes(small_arrays()))
    with pytest.raises(DataError, match="is no upload"):
        remove_upload(tmp_path / "mine.npz")
    assert (tmp_path / "mine.npz").exists()


def test_uploads_of_earlier_versions_are_found_in_the_cache_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "home", lambda: tmp_path / "cache" / "fedsim")
    monkeypatch.setattr(cache, "data_home", lambda: tmp_path / "data" / "fedsim")
    old = tmp_path / "cache" / "fedsim" / "uploads" / keep().name
    old.parent.mkdir(parents=True)
    uploads()[0].path.rename(old)
    assert listed() == [("scans", old)]
    assert keep() == old
    new = keep(small_arrays(4), "new.npz")
    assert new.parent == tmp_path / "data" / "fedsim" / "uploads"
    rename_upload(old, "Old one")
    assert listed() == [("new", new), ("Old one", old)]
    remove_upload(old)
    assert listed() == [("new", new)]


def test_what_is_the_users_own_is_not_kept_in_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FEDSIM_HOME")
    assert cache.data_home() != cache.home()
    assert cache.data_home().is_absolute()
    monkeypatch.setenv("FEDSIM_HOME", "/somewhere")
    assert cache.data_home() == cache.home() == Path("/somewhere")


def test_an_upload_is_called_as_its_file_in_any_script() -> None:
    path = keep_upload(io.BytesIO(npz_bytes(small_arrays())), "眼底 2024.npz")
    assert path.name.isascii()
    assert upload_title(path) == "眼底 2024"
    assert keep_upload(io.BytesIO(npz_bytes(small_arrays())), "眼底 2024.npz") == path
    other = keep_upload(io.BytesIO(npz_bytes(small_arrays(4))), "眼底 2024.npz")
    assert upload_title(other) == "眼底 2024 (2)"
