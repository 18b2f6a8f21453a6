"""Every test has a database of its own: no baseline of another test is found in it."""

import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from fedsim.cli.interrupt import interruptible


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "fedsim.sqlite"
    monkeypatch.setenv("FEDSIM_DATABASE_URL", f"sqlite:///{path}")
    return path


@pytest.fixture
def interrupt(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Sends this process Ctrl-C, once, from within a command's work, and comes back when it has been heard."""
    tokens: list[threading.Event] = []

    def heard_by(work: Callable[[], object], token: threading.Event) -> object:
        tokens.append(token)
        return interruptible(work, token)

    def send() -> None:
        if not tokens[-1].is_set():
            signal.raise_signal(signal.SIGINT)
            assert tokens[-1].wait(30)

    monkeypatch.setattr("fedsim.cli.report.interruptible", heard_by)
    return send
