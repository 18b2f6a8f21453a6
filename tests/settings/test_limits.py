"""What a server allows: by its address, and by what its operator sets in the environment."""

from pathlib import Path

import pytest

from fedsim.settings import limits
from fedsim.settings.limits import ON_A_SHARED_SERVER, OWN, LimitsError, in_force, open_to, read_limits


@pytest.fixture(autouse=True)
def as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_in_force", OWN)


@pytest.mark.parametrize(("others", "said", "shared"), [
    (False, "", False), (True, "", True), (True, "auto", True), (False, "auto", False),
    (True, "no", False), (False, "yes", True), (False, " Yes ", True),
])  # fmt: skip
def test_shared_goes_by_the_address_where_the_operator_says_nothing(others: bool, said: str, shared: bool) -> None:
    assert read_limits(others, {"FEDSIM_SHARED": said}) == (ON_A_SHARED_SERVER if shared else OWN)


def test_the_environment_moves_each_limit(tmp_path: Path) -> None:
    environment = {"FEDSIM_MAX_UPLOAD_MB": "50", "FEDSIM_MIN_FREE_MB": "7", "FEDSIM_SETS_FOLDER": str(tmp_path)}
    found = open_to(True, environment)
    assert in_force() is found
    assert (found.max_upload_mb, found.min_free_mb, found.sets_folder) == (50, 7, tmp_path)
    assert found.max_runs_waiting == ON_A_SHARED_SERVER.max_runs_waiting


@pytest.mark.parametrize(("variable", "text"), [
    ("FEDSIM_SHARED", "perhaps"), ("FEDSIM_MAX_UPLOAD_MB", "a lot"), ("FEDSIM_MAX_RUNS_WAITING", "0"),
    ("FEDSIM_MAX_RUN_MINUTES", "-3"), ("FEDSIM_MAX_SETS_MB", "²"), ("FEDSIM_SETS_FOLDER", "/nowhere/at/all"),
])  # fmt: skip
def test_a_limit_that_is_none_is_named(variable: str, text: str) -> None:
    with pytest.raises(LimitsError, match=f"{variable}.*{text}"):
        open_to(True, {variable: text})
    assert in_force() is OWN
