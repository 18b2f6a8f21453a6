"""Checkpoints as files: what they hold, and that alike ones are alike to the last byte."""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save

from fedsim.events import Checkpoint
from fedsim.runs.checkpoints import Checkpoints

RUN = "abc"
KEPT = Checkpoint(3, {"model/weight": np.arange(6.0).reshape(2, 3)}, {"strategy": {"steps": 4}, "seen": [1, 2]})


def in_file(folder: Path) -> bytes:
    return (folder / RUN / "0003.safetensors").read_bytes()


def test_alike_checkpoints_are_the_same_bytes_however_often_they_are_written(tmp_path: Path) -> None:
    kept, found = Checkpoints(tmp_path), set()
    for _ in range(20):
        kept.keep(RUN, KEPT)
        found.add(in_file(tmp_path))
    assert len(found) == 1


def test_what_is_kept_is_read_back(tmp_path: Path) -> None:
    kept = Checkpoints(tmp_path)
    kept.keep(RUN, KEPT)
    found = kept.latest(RUN)
    assert (found.round, found.memory) == (3, KEPT.memory)
    np.testing.assert_array_equal(found.arrays["model/weight"], KEPT.arrays["model/weight"])


def test_what_earlier_versions_kept_is_read(tmp_path: Path) -> None:
    (tmp_path / RUN).mkdir()
    about = {"format": "1", "round": "3", "memory": json.dumps(KEPT.memory)}
    (tmp_path / RUN / "0003.safetensors").write_bytes(save(dict(KEPT.arrays), about))
    assert Checkpoints(tmp_path).load(RUN, 3).memory == KEPT.memory


def test_a_file_of_another_round_is_none_of_this_one(tmp_path: Path) -> None:
    kept = Checkpoints(tmp_path)
    kept.keep(RUN, KEPT)
    (tmp_path / RUN / "0004.safetensors").write_bytes(in_file(tmp_path))
    assert kept.load(RUN, 4) is None
    assert kept.latest(RUN).round == 3
