"""What can be loaded by name, and what is said of it beforehand."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from medmnist_files import npz_bytes, small_arrays

import fedsim.data
from fedsim.data import DataError
from fedsim.data.catalog import names
from fedsim.data.sets import drawn, medmnist_info, synthetic_oct

MEDMNIST = [
    "octmnist",
    "bloodmnist",
    "breastmnist",
    "dermamnist",
    "organamnist",
    "organcmnist",
    "organsmnist",
    "pathmnist",
    "pneumoniamnist",
    "tissuemnist",
]


def test_names_are_the_phantoms_the_flat_sets_with_one_class_an_image_and_the_digits() -> None:
    assert names() == ["synthetic-oct", *MEDMNIST, "digits"]


def test_every_entry_is_complete() -> None:
    for entry in fedsim.data.entries():
        assert len(entry.classes) == len(entry.class_titles) == len(set(entry.classes)) >= 2
        assert max(map(len, entry.classes)) <= 14
        assert all([*entry.classes, *entry.class_titles, entry.title, entry.licence])
        assert entry.sizes == (28, 64, 128, 224)
        assert entry.channels in (1, 3)
        assert min(entry.num_train, entry.num_val, entry.num_test) > 0


def test_octmnist_is_told_as_its_authors_do() -> None:
    entry = fedsim.data.info("octmnist")
    assert entry.classes == ("CNV", "DME", "DRUSEN", "NORMAL")
    assert entry.class_titles == ("choroidal neovascularization", "diabetic macular edema", "drusen", "normal")
    assert (entry.num_train, entry.num_val, entry.num_test, entry.channels) == (97_477, 10_832, 1_000, 1)


def test_the_healthy_class_is_one_of_the_classes_where_a_set_has_one() -> None:
    healthy = {entry.name: entry.healthy for entry in fedsim.data.entries() if entry.healthy}
    assert healthy == {
        "synthetic-oct": "NORMAL",
        "octmnist": "NORMAL",
        "breastmnist": "normal/benign",
        "pneumoniamnist": "normal",
    }
    assert all(name in fedsim.data.info(dataset).classes for dataset, name in healthy.items())


def test_licences() -> None:
    licences = {entry.name: entry.licence for entry in fedsim.data.entries()}
    assert licences.pop("dermamnist") == "CC BY-NC 4.0"
    assert licences.pop("synthetic-oct") == "Apache-2.0"
    assert set(licences.values()) == {"CC BY 4.0"}


def test_only_what_needs_no_network_is_on_the_disk() -> None:
    assert [entry.name for entry in fedsim.data.entries() if entry.on_disk] == ["synthetic-oct", "digits"]
    assert fedsim.data.info("octmnist").download_bytes(28) == 54_900_000
    assert fedsim.data.info("octmnist").download_bytes(224) is None
    assert fedsim.data.info("digits").download_bytes(28) == 0


def test_catalogue_says_of_the_phantoms_what_their_drawing_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthetic_oct, "draw", lambda labels, *_, **__: np.zeros((len(labels), 28, 28), np.uint8))
    data, entry = synthetic_oct.make(28), drawn.ENTRY
    for field in ("name", "title", "classes", "class_titles", "licence", "drawn", "channels"):
        assert getattr(data, field) == getattr(entry, field), field
    assert entry.sizes == synthetic_oct.SIZES
    assert [len(s) for s in (data.train, data.val, data.test)] == [entry.num_train, entry.num_val, entry.num_test]


def test_catalogue_costs_no_heavy_import() -> None:
    script = (
        "import sys, fedsim.data; fedsim.data.entries(); "
        "print(sorted({'torch', 'flwr', 'streamlit', 'sklearn'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("name", "why"),
    [("ChestMNIST", "multi-label"), ("chestmnist", "multi-label"), ("retinamnist", "grades"), ("organmnist3d", "3D")],
)
def test_a_set_that_cannot_be_used_is_told_why(name: str, why: str) -> None:
    for ask in (fedsim.data.info, fedsim.data.load):
        with pytest.raises(DataError, match=rf"{name} cannot be used: .*{why}.* Choose one of synthetic-oct, octmnist"):
            ask(name)


def test_every_set_of_medmnist_is_offered_or_told_why_not() -> None:
    from medmnist import INFO

    assert {*medmnist_info.table(), *fedsim.data.unusable()} == set(INFO)
    assert not set(medmnist_info.table()) & set(fedsim.data.unusable())


@pytest.mark.parametrize(("name", "train"), [("breastmnist", 546), ("pneumoniamnist", 4_708)])
def test_two_classes_are_a_set_too(name: str, train: int) -> None:
    entry = fedsim.data.info(name)
    assert len(entry.classes) == 2
    assert entry.num_train == train


@pytest.mark.parametrize("name", ["", "/etc", "nomnist"])
def test_unknown_name_is_told_the_choices(name: str) -> None:
    with pytest.raises(DataError, match=rf"no data set '{name}'.*synthetic-oct, octmnist.*path of an \.npz file"):
        fedsim.data.load(name)


def test_unknown_name_is_told_the_nearest() -> None:
    with pytest.raises(DataError, match="did you mean octmnist"):
        fedsim.data.load("OctMINST")


def test_without_medmnist_the_other_sets_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(medmnist_info.importlib.util, "find_spec", lambda name: None)
    for cached in (medmnist_info.table, medmnist_info._everything):
        cached.cache_clear()
    try:
        assert names() == ["synthetic-oct", "digits"]
        with pytest.raises(DataError, match="medmnist, which is not installed"):
            fedsim.data.load("octmnist")
    finally:
        for cached in (medmnist_info.table, medmnist_info._everything):
            cached.cache_clear()


@pytest.mark.parametrize("name", ["synthetic-oct", "octmnist", "digits"])
def test_unknown_size_is_told_the_choices(name: str) -> None:
    with pytest.raises(DataError, match=f"{name} has no images of 32 px: choose 28, 64, 128 or 224"):
        fedsim.data.load(name, 32)


def test_set_is_loaded_once() -> None:
    assert fedsim.data.load("digits") is fedsim.data.load("digits", 28)
    assert fedsim.data.load("digits") is not fedsim.data.load("digits", 64)


def test_file_is_a_set_until_it_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "mine.NPZ"
    path.write_bytes(npz_bytes(small_arrays()))
    data = fedsim.data.load(str(path))
    assert data is fedsim.data.load(str(path), 64)
    assert data.name == str(path)
    path.write_bytes(npz_bytes(small_arrays(num_images=30)))
    assert len(fedsim.data.load(str(path)).train) == 30
    entry = fedsim.data.info(str(path))
    assert (entry.sizes, entry.num_test, entry.classes, entry.on_disk) == ((8,), 30, data.classes, True)


@pytest.mark.parametrize("name", ["none.npz", "\0.npz", "x" * 5000 + ".npz", "~nobody/none.npz"])
def test_file_that_is_not_there(name: str) -> None:
    with pytest.raises(DataError, match="There is no file"):
        fedsim.data.load(name)


def test_file_under_the_users_home(own_home: Path) -> None:
    own_home.mkdir()
    (own_home / "mine.npz").write_bytes(npz_bytes(small_arrays()))
    assert fedsim.data.load("~/mine.npz").num_classes == 3


def test_names_that_are_cut_stay_different() -> None:
    titles = ("a very long name one", "a very long name two", "a very long n…", "short")
    shorts = medmnist_info.shorten(titles)
    assert len(set(shorts)) == 4
    assert max(map(len, shorts)) <= 14
    assert shorts[3] == "short"
