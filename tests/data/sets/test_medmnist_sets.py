"""MedMNIST's sets are downloaded once, found where medmnist puts them, and read under their own names."""

import hashlib
from pathlib import Path

import pytest
from bad_server import Server
from medmnist_files import npz_bytes, small_arrays

import fedsim.data
from fedsim.data import DataError
from fedsim.data.files.transfer import Remote
from fedsim.data.sets import medmnist_sets
from fedsim.data.sets.medmnist_info import class_shorts, class_titles

CONTENT = npz_bytes(small_arrays(num_classes=4))


@pytest.fixture
def served(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """OCTMNIST, twelve images a split, from this machine."""
    server.body = CONTENT
    remote = Remote(server.url, hashlib.md5(CONTENT).hexdigest())
    monkeypatch.setattr(medmnist_sets, "remote_for", lambda name, size: remote)
    return server


def test_remote_is_medmnists_own() -> None:
    remote = medmnist_sets.remote_for("octmnist", 28)
    assert remote.url == "https://zenodo.org/records/10519652/files/octmnist.npz?download=1"
    assert remote.md5 == "c68d92d5b585d8d81f7112f81e2d0842"
    assert "octmnist_224.npz" in medmnist_sets.remote_for("octmnist", 224).url
    assert str(medmnist_sets.folders()[0] / "octmnist.npz") in str(remote.remedy)
    remotes = [medmnist_sets.remote_for(name, size) for name in medmnist_sets.table() for size in medmnist_sets.SIZES]
    assert len({remote.url for remote in remotes}) == len({remote.md5 for remote in remotes}) == 40


def test_set_is_downloaded_once_and_named(served: Server) -> None:
    data = fedsim.data.load("octmnist")
    assert data.classes == ("CNV", "DME", "DRUSEN", "NORMAL")
    assert (data.name, data.title, data.licence) == ("octmnist", "OCTMNIST", "CC BY 4.0")
    assert fedsim.data.info("octmnist").sizes_on_disk == (28,)
    assert fedsim.data.info("octmnist").download_bytes(28) == 0
    fedsim.data.catalog.MEMORY.clear()
    fedsim.data.load("octmnist")
    assert len(served.ranges) == 1


@pytest.mark.parametrize("where", ["MEDMNIST_ROOT", "FEDSIM_HOME", "medmnist"])
def test_file_that_is_there_is_used(
    served: Server, own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    places = {
        "MEDMNIST_ROOT": tmp_path / "root",
        "FEDSIM_HOME": own_home / "fedsim" / "medmnist",
        "medmnist": own_home / ".medmnist",
    }
    monkeypatch.setenv("MEDMNIST_ROOT", str(tmp_path / "root"))
    places[where].mkdir(parents=True)
    (places[where] / "octmnist.npz").write_bytes(CONTENT)
    assert fedsim.data.download("octmnist") == places[where] / "octmnist.npz"
    assert served.ranges == []


def test_half_file_in_medmnists_folder_is_not_used(served: Server, own_home: Path) -> None:
    (own_home / ".medmnist").mkdir(parents=True)
    (own_home / ".medmnist" / "octmnist.npz").write_bytes(CONTENT[:500])
    path = fedsim.data.download("octmnist")
    assert path.read_bytes() == CONTENT
    assert len(served.ranges) == 1


@pytest.mark.parametrize(
    ("variables", "folder"),
    [({}, ".medmnist"), ({"FEDSIM_HOME": "~/f"}, "f/medmnist"), ({"MEDMNIST_ROOT": "~/m", "FEDSIM_HOME": "~/f"}, "m")],
)
def test_download_folder(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], folder: str
) -> None:
    monkeypatch.delenv("FEDSIM_HOME")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert medmnist_sets.folders()[0] == own_home / folder


@pytest.mark.parametrize(
    ("name", "size", "why"),
    [
        ("octmnist", 32, "There is no octmnist of 32 px"),
        ("nomnist", 28, "There is no nomnist of 28 px"),
        ("chestmnist", 28, "chestmnist cannot be used: .*multi-label"),
        ("organmnist3d", 28, "organmnist3d cannot be used: .*volumes"),
    ],
)
def test_what_is_not_offered_is_not_downloaded(name: str, size: int, why: str) -> None:
    with pytest.raises(DataError, match=why):
        fedsim.data.download(name, size)


def test_of_a_damaged_file_that_cannot_be_replaced_one_is_told(served: Server, own_home: Path) -> None:
    (own_home / ".medmnist").mkdir(parents=True)
    (own_home / ".medmnist" / "octmnist.npz").write_bytes(CONTENT[:500])
    served.statuses = [404]
    with pytest.raises(DataError, match=r"octmnist\.npz is not MedMNIST's file .* put the whole file in its place"):
        fedsim.data.load("octmnist")


def test_without_a_network_the_way_out_is_named(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    remedy = medmnist_sets.remote_for("octmnist", 28).remedy
    server.statuses = [404]
    monkeypatch.setattr(medmnist_sets, "remote_for", lambda name, size: Remote(server.url, "0", remedy))
    with pytest.raises(DataError, match=r"connect .* put the file at .*octmnist\.npz, or choose synthetic-oct"):
        fedsim.data.load("octmnist")


def test_a_full_name_in_the_words_of_the_short_one_is_not_another_name() -> None:
    assert class_titles("breastmnist") == class_shorts("breastmnist") == ("malignant", "normal/benign")
    assert class_titles("octmnist")[2:] == ("drusen", "normal")  # spelt as its makers do
