"""A run that is killed loses none of the rounds that it had finished; `python -m benchmarks.kills` kills many."""

from pathlib import Path

import pytest

from benchmarks.kills import is_lost, is_lost_to_others, kill_one


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_run_keeps_its_rounds(tmp_path: Path, tiny: str, seed: int) -> None:
    printed = kill_one(tmp_path, seed, "--dataset", tiny, "--samples-per-hospital", "all")
    assert max(printed) > 0, "no round was trained, so that none could be lost"
    assert is_lost_to_others(tmp_path, seed, printed) == ""
    assert is_lost(tmp_path, seed, {*printed, 499}) == "rounds [499]"  # one that is missing would be found
    (tmp_path / "half.part").touch()
    assert is_lost(tmp_path, seed, printed) == "and left ['half.part']"  # and so would a file that stays


def test_a_run_that_cannot_start_is_no_kill(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="ended by itself"):
        kill_one(tmp_path, 0, "--dataset", "no-such-set")
