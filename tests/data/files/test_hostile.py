"""What means harm is refused in a sentence through every door, in little memory, and nothing of it is executed."""

import io
import tracemalloc
from pathlib import Path

import pytest
from hostile_npz import PICKLED, hostile_files

import fedsim.data
from fedsim.cli.main import main
from fedsim.data import DataError, keep_upload, load_npz, uploads

MEGABYTE = 2**20


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def files(folder: Path) -> dict[str, bytes]:
    return hostile_files(folder)


def is_a_sentence(said: str) -> bool:
    return 20 < len(said) < 400 and said.endswith(".") and said.isprintable()


def test_there_are_many(files: dict[str, bytes]) -> None:
    assert len(files) >= 173


def by_path(content: bytes, folder: Path) -> None:
    (folder / "a.npz").write_bytes(content)
    fedsim.data.load(str(folder / "a.npz"))


def as_upload(content: bytes, folder: Path) -> None:
    keep_upload(io.BytesIO(content), "a.npz")


@pytest.mark.parametrize("door", [by_path, as_upload])
def test_each_is_refused_in_a_sentence(files: dict[str, bytes], folder: Path, door) -> None:
    told = {}
    for name, content in files.items():
        with pytest.raises(DataError) as error:
            door(content, folder)
        told[name] = str(error.value)
    assert {name: said for name, said in told.items() if not is_a_sentence(said)} == {}
    assert uploads() == []
    assert not (folder / PICKLED).exists()


def test_none_takes_much_memory(files: dict[str, bytes]) -> None:
    peaks = {}
    tracemalloc.start()
    for name, content in files.items():
        tracemalloc.reset_peak()
        with pytest.raises(DataError):
            load_npz(io.BytesIO(content), "a.npz")
        peaks[name] = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    largest = max(peaks, key=peaks.get)
    assert peaks[largest] < 76 * MEGABYTE, f"{largest}: {peaks[largest] / MEGABYTE:.0f} MB"


def test_the_command_line_says_it_in_a_line(files: dict[str, bytes], folder: Path, capsys) -> None:
    for name in list(files)[::12]:
        (folder / "a.npz").write_bytes(files[name])
        assert main(["run", "--dataset", str(folder / "a.npz")]) != 0
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith("fedsim: ")
        assert is_a_sentence(line), name
