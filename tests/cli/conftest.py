"""Every test has a database of its own: no baseline of another test is found in it."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "fedsim.sqlite"
    monkeypatch.setenv("FEDSIM_DATABASE_URL", f"sqlite:///{path}")
    return path
