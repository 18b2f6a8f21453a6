"""Processes take turns at a baseline; one that hangs, or a folder that takes no lock, holds nobody up for good."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from fedsim.errors import RunStopped
from fedsim.runs import turns
from fedsim.runs.turns import only_one

ROOT = Path(__file__).resolve().parents[2]
KEY = "ab" * 32
HOLDS = """
import sys, time
from pathlib import Path
from fedsim.runs.turns import only_one

with only_one(Path(sys.argv[1]), sys.argv[2], lambda: False) as ask:
    print("held", flush=True)
    while True:
        ask()
        time.sleep(0.05)
"""


@pytest.fixture
def holder(tmp_path: Path):
    process = subprocess.Popen([sys.executable, "-c", HOLDS, str(tmp_path), KEY], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.communicate()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LOOK_SECONDS", 0.1)


def in_turn(folder: Path, began: threading.Event) -> threading.Thread:
    def work() -> None:
        with only_one(folder, KEY, lambda: False):
            began.set()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_who_comes_second_waits_until_the_first_is_gone(tmp_path: Path, holder, monkeypatch) -> None:
    monkeypatch.setattr(turns, "VALID_SECONDS", 2.5)
    began = threading.Event()
    thread = in_turn(tmp_path, began)
    assert not began.wait(4)  # longer than that: the first shows that it goes on
    holder.kill()
    assert began.wait(30)
    thread.join()


def test_one_that_hangs_is_not_waited_for(tmp_path: Path, holder, monkeypatch) -> None:
    monkeypatch.setattr(turns, "VALID_SECONDS", 0.5)
    os.kill(holder.pid, signal.SIGSTOP)
    began = threading.Event()
    thread = in_turn(tmp_path, began)
    assert began.wait(30)
    thread.join()


def test_who_is_asked_to_stop_waits_no_longer(tmp_path: Path, holder) -> None:
    with pytest.raises(RunStopped), only_one(tmp_path, KEY, lambda: True):
        pass


def test_other_keys_and_folders_that_take_no_lock_are_not_waited_for(tmp_path: Path, holder) -> None:
    with only_one(tmp_path, "cd" * 32, lambda: False) as ask:
        assert not ask()
    (tmp_path / "file").write_text("")
    with only_one(tmp_path / "file" / "turns", KEY, lambda: False) as ask:
        assert not ask()


def test_a_turn_ends_with_what_was_done_in_it(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), only_one(tmp_path, KEY, lambda: False):
            raise ZeroDivisionError


def test_nobodys_training_fails_where_the_folder_is_emptied_meanwhile(tmp_path: Path, monkeypatch) -> None:
    folder = tmp_path / "turns"
    with only_one(folder, "ab", lambda: False) as should_stop:
        shutil.rmtree(folder)
        later = time.monotonic() + 60
        monkeypatch.setattr(turns, "time", SimpleNamespace(monotonic=lambda: later))
        assert not should_stop()
