"""Two processes on one home: Stop reaches the other one's run, and no baseline is trained twice."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fedsim.runs.lease import Leases
from fedsim.runs.registry import Registry
from fedsim.runs.state import RunState, Status
from fedsim.runs.store import Store
from fedsim.text.progress import where

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120


@pytest.fixture
def run(tmp_path: Path, tiny: str) -> Iterator[Callable[..., subprocess.Popen]]:
    """Starts `python -m fedsim run` on one home."""
    started: list[subprocess.Popen] = []

    def start(*options: str) -> subprocess.Popen:
        environment = os.environ | {"FEDSIM_HOME": str(tmp_path)}
        command = [sys.executable, "-um", "fedsim", "run", "--dataset", tiny, "--samples-per-hospital", "all"]
        command += ["--device", "cpu", *options]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def until(process: subprocess.Popen, line: str) -> None:
    for read in process.stdout:
        if line in read:
            return
    raise AssertionError(line)


def wait_for(look: Callable[[], bool]) -> None:
    for _ in range(10 * PATIENCE_SECONDS):
        if look():
            return
        time.sleep(0.1)
    raise AssertionError("it never came")


def only_run(store: Store) -> RunState:
    (state,) = store.latest()
    return state


def test_stop_reaches_another_processs_run(run, tmp_path: Path) -> None:
    process = run("--rounds", "500")
    until(process, "round   1")
    registry = Registry(Store(tmp_path / "fedsim.sqlite"))
    state = only_run(registry.store)
    assert (state.status, state.is_stopping) == (Status.RUNNING, False)
    registry.stop(state.id)
    asked = registry.store.get(state.id)
    assert asked.is_stopping
    if asked.status is Status.RUNNING:
        assert where(asked, 0, registry.store.now()) == "The program that runs it was asked to stop it."
    process.communicate(timeout=PATIENCE_SECONDS)
    ended = only_run(registry.store)
    assert ended.status is Status.STOPPED
    assert 2 <= len(ended.rounds) < 501


def test_one_that_does_not_answer_is_said_so_and_is_interrupted_once_its_lease_is_over(run, tmp_path: Path) -> None:
    process = run("--rounds", "500")
    until(process, "round   1")
    os.kill(process.pid, signal.SIGSTOP)
    now = [0.0]
    registry = Registry(Store(tmp_path / "fedsim.sqlite", leases=Leases(lambda: 0.0, lambda: now[0])))
    state = only_run(registry.store)
    registry.stop(state.id)
    asked = registry.store.get(state.id)
    assert (asked.status, asked.is_stopping) == (Status.RUNNING, True)
    assert "has not answered: it may hang" in where(asked, 0, asked.stop_asked_at + 20)
    now[0] += 30
    assert registry.store.get(state.id).status is Status.INTERRUPTED


def test_two_processes_do_not_train_the_same_baseline(run, tmp_path: Path) -> None:
    both = [run("--rounds", "1", "--baselines", "--baseline-epochs", "3", "--json", str(tmp_path / f"{n}.json"))
            for n in range(2)]  # fmt: skip
    for process in both:
        process.communicate(timeout=PATIENCE_SECONDS)
    results = [json.loads((tmp_path / f"{number}.json").read_text(encoding="utf-8")) for number in range(2)]
    trained = [
        baseline["cached"]
        for each in results
        for baseline in (*each["baselines"]["alone"], each["baselines"]["pooled"])
    ]
    assert trained.count(False) == len(trained) / 2
