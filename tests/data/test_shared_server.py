"""Data on a shared server: nobody opens others' files, and nobody fills its memory or its disk."""

import io
import shutil
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from medmnist_files import npz_bytes, small_arrays

from fedsim import data
from fedsim.data import DataError, is_for, keep_upload, load, remove_upload, rename_upload, uploads
from fedsim.data.catalog import MEMORY
from fedsim.data.files.memory import Memory, num_bytes
from fedsim.settings import limits
from fedsim.settings.limits import ON_A_SHARED_SERVER

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch):
    """Puts limits in force."""

    def allow(**given: object) -> None:
        monkeypatch.setattr(limits, "_in_force", replace(ON_A_SHARED_SERVER, **{"min_free_mb": 0} | given))

    allow()
    return allow


def write(path: Path, arrays: dict | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(npz_bytes(arrays or small_arrays()))
    return path


def keep(name: str = "scans.npz", title: str = "", owner: str | None = None, arrays: dict | None = None) -> Path:
    return keep_upload(io.BytesIO(npz_bytes(arrays or small_arrays())), name, title, owner)


def test_a_path_opens_uploads_and_the_operators_files_alone(server, tmp_path: Path) -> None:
    sets, elsewhere = write(tmp_path / "sets" / "ours.npz"), write(tmp_path / "elsewhere" / "theirs.npz")
    server(sets_folder=sets.parent)
    assert load(str(sets)).num_classes == 3
    assert load(str(keep())).num_classes == 3
    (sets.parent / "link.npz").symlink_to(elsewhere)
    refused = [elsewhere, tmp_path / "nothing.npz", sets.parent / "link.npz",
               sets.parent / ".." / "elsewhere" / "theirs.npz", Path("~nobody-is-called-so/a.npz")]  # fmt: skip
    told = set()
    for path in refused:
        for ask in (load, data.info):
            with pytest.raises(DataError) as error:
                ask(str(path))
            told.add(str(error.value))
    assert len(told) == 1  # whether there is a file, and what is in it, is not told
    assert "only in the folder that its operator names" in told.pop()


def test_a_file_that_another_had_opened_before_is_closed_too(server, tmp_path: Path, monkeypatch) -> None:
    path = write(tmp_path / "theirs.npz")
    monkeypatch.setattr(limits, "_in_force", limits.OWN)
    load(str(path))
    server()
    with pytest.raises(DataError, match="only in the folder"):
        load(str(path))


def test_the_operators_files_are_offered(server, tmp_path: Path) -> None:
    assert data.offered() == []
    sets = write(tmp_path / "sets" / "ours.npz")
    server(sets_folder=sets.parent)
    assert data.offered() == [str(sets)]


def test_a_small_file_does_not_unpack_to_a_large_one(server) -> None:
    server(max_unpacked_mb=1)
    arrays = small_arrays()
    arrays["train_images"] = np.zeros((20_000, 8, 8), dtype=np.uint8)
    arrays["train_labels"] = np.arange(20_000).reshape(-1, 1) % 3
    with pytest.raises(DataError, match=r"unpacks to 0\.0 GiB, more than the 0\.00093\d* GiB allowed") as error:
        keep(arrays=arrays)
    assert "save fewer or smaller images" in str(error.value)
    assert uploads() == []


def test_sets_in_memory_make_room_for_each_other_the_least_used_first(server) -> None:
    made = {name: data.load_npz(io.BytesIO(npz_bytes(small_arrays(4)))) for name in "abc"}
    memory = Memory()

    def get(name: str) -> object:
        return memory.get(name, lambda: made[name], lambda share, step: None)

    small = num_bytes(made["a"])
    server(max_sets_mb=1)
    assert small < 1e6
    for name in "abc":
        get(name)
    assert len(memory._sets) == 3
    get("a")  # b is the one that was used least lately
    images = np.zeros((1, 1000, 1000 - 3 * small // 2000), np.uint8)
    big = replace(made["c"], train=replace(made["c"].train, images=images))
    memory.get("big", lambda: big, lambda share, step: None)
    assert "b" not in memory._sets
    assert list(memory._sets)[-1] == "big"
    assert sum(map(num_bytes, memory._sets.values())) <= 1e6


def test_on_ones_own_machine_the_set_that_was_used_last_stays() -> None:
    memory, made = Memory(num_kept=2), data.load_npz(io.BytesIO(npz_bytes(small_arrays())))
    for name in ("a", "b", "a", "c"):
        memory.get(name, lambda: made, lambda share, step: None)
    assert list(memory._sets) == ["a", "c"]


def test_uploads_are_seen_and_changed_by_their_owner_alone(server) -> None:
    anns, bobs = keep(title="Mine", owner="ann"), keep(title="Mine", owner="bob")
    assert anns != bobs
    assert [upload.path for upload in uploads("ann")] == [anns]
    for change in (lambda: rename_upload(anns, "Stolen", "bob"), lambda: remove_upload(anns, "bob")):
        with pytest.raises(DataError, match="is another visitor's upload"):
            change()
    rename_upload(anns, "Other", "ann")
    assert [(upload.title, upload.path) for upload in uploads("bob")] == [("Mine", bobs)]
    assert len(uploads()) == 2  # whoever owns the machine sees all
    remove_upload(anns, "ann")
    assert [file for file in anns.parent.iterdir() if file.stem == anns.stem] == []


def test_what_was_uploaded_before_the_server_was_shared_is_its_operators_alone(server) -> None:
    before, anns = keep(title="Before"), keep(title="Before", owner="ann")
    assert [upload.path for upload in uploads("ann")] == [anns]
    assert data.is_for(str(before), None)
    assert not data.is_for(str(before), "ann")
    with pytest.raises(DataError, match="is another visitor's upload"):
        remove_upload(before, "ann")
    assert before in [upload.path for upload in uploads()]


def test_uploads_together_have_a_bound(server) -> None:
    keep(owner="ann")
    server(max_uploads_mb=1)
    arrays = small_arrays()
    arrays["train_images"] = np.random.default_rng(0).integers(0, 256, (20_000, 8, 8)).astype(np.uint8)
    arrays["train_labels"] = np.arange(20_000).reshape(-1, 1) % 3
    with pytest.raises(DataError, match=r"this server keeps 1 MB in all\. Remove an upload"):
        keep(owner="ann", arrays=arrays)
    assert len(uploads()) == 1


def test_the_disk_keeps_some_room(server, monkeypatch: pytest.MonkeyPatch) -> None:
    server(min_free_mb=100)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: Usage(10**9, 0, 100 * 10**6 + 10))
    with pytest.raises(DataError, match="the disk 100 MB left, and this server keeps 100 MB free"):
        keep()
    monkeypatch.setattr(shutil, "disk_usage", lambda place: Usage(10**9, 0, 200 * 10**6))
    keep()


def test_a_run_loads_the_upload_of_its_owner_whoever_watches(server) -> None:
    path = keep(owner="ann")
    MEMORY.clear()
    assert load(str(path)).num_classes == 3


def test_an_uploads_images_are_for_who_brought_it_however_its_path_is_written(server) -> None:
    path = keep(owner="ann")
    for name in (str(path), str(path.parent / "x" / ".." / path.name)):
        assert is_for(name, "ann")
        assert is_for(name, None)  # one's own machine
        assert not is_for(name, "bob")
    assert not is_for(str(keep()), "bob")  # brought when nobody was told apart
    assert is_for("digits", "bob")


def test_a_file_that_the_operator_offers_is_for_everybody(server, tmp_path) -> None:
    offered = shutil.copy(keep(owner="ann"), tmp_path / "offered.npz")
    assert is_for(str(offered), "bob")
