"""An empty home for every test, and a server on this machine to download from."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from bad_server import Server

from fedsim.data.catalog import MEMORY


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes the user's own folders, uses a proxy, or sees another test's sets."""
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("FEDSIM_HOME", str(home / "fedsim"))
    monkeypatch.delenv("MEDMNIST_ROOT", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    MEMORY.clear()
    return home


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()
