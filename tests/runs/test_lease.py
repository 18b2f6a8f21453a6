"""Whether another process's run goes on is told by its beat, not by a process number."""

import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import text
from tiny import finished

from fedsim.runs.lease import VALID_SECONDS, Leases
from fedsim.runs.state import Status
from fedsim.runs.store import Store
from fedsim.settings.config import SimulationConfig

ROOT = Path(__file__).resolve().parents[2]
CONFIG = SimulationConfig(dataset="digits", rounds=1)
KILLED = """
import os, signal, sys
from pathlib import Path
from fedsim.settings.config import SimulationConfig
from fedsim.runs.state import Status
from fedsim.runs.store import Store

store = Store(Path(sys.argv[1]))
run_id = store.create(SimulationConfig())
store.turn(run_id, Status.RUNNING, only_from=[Status.QUEUED])
print(run_id, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


class Time:
    """Two clocks that are set by hand."""

    def __init__(self) -> None:
        self.clock, self.stopwatch = 1000.0, 50.0

    def leases(self) -> Leases:
        return Leases(lambda: self.clock, lambda: self.stopwatch)

    def passes(self, seconds: float) -> None:
        self.clock += seconds
        self.stopwatch += seconds


def test_a_beat_that_moves_is_alive_whatever_the_clocks_say() -> None:
    time = Time()
    leases = time.leases()
    assert not leases.valid("run", 1, beat_at=0.0)
    for beat in range(2, 9):
        time.passes(VALID_SECONDS - 1)
        assert leases.valid("run", beat, beat_at=0.0)


def test_a_beat_that_stays_is_dead_once_its_time_is_over() -> None:
    time = Time()
    leases = time.leases()
    assert leases.valid("run", 1, beat_at=1000.0)
    time.passes(VALID_SECONDS)
    assert leases.valid("run", 1, beat_at=1000.0)
    time.passes(1)
    assert not leases.valid("run", 1, beat_at=1000.0)


def test_a_clock_that_is_set_back_or_forth_changes_nothing_for_who_watches() -> None:
    time = Time()
    leases = time.leases()
    assert leases.valid("run", 1, beat_at=1000.0)
    time.clock = 9e9
    assert leases.valid("run", 1, beat_at=1000.0)
    time.clock = 0.0
    time.passes(VALID_SECONDS + 1)
    assert not leases.valid("run", 1, beat_at=1000.0)


def test_a_beat_of_the_future_is_as_good_as_one_of_now() -> None:
    time = Time()
    leases = time.leases()
    assert leases.valid("run", 1, beat_at=5000.0)
    time.passes(VALID_SECONDS + 1)
    assert not leases.valid("run", 1, beat_at=5000.0)


def test_another_processs_beat_of_the_same_number_is_a_new_one(tmp_path: Path) -> None:
    """A run that was left and gets its baselines from another process, which counts its own beats."""
    path, time = tmp_path / "fedsim.sqlite", Time()
    first, watching = Store(path), Store(path, leases=time.leases())
    run_id = first.create(CONFIG)
    with first._database.engine().begin() as connection:
        connection.execute(text("UPDATE run SET beat = 7, beat_at = 1000.0"))
    assert watching.get(run_id).status is Status.QUEUED
    time.passes(VALID_SECONDS + 1)
    assert watching.get(run_id).status is Status.INTERRUPTED
    with first._database.engine().begin() as connection:
        connection.execute(text("UPDATE run SET owner = 'another', beat = 7, beat_at = 1021.0"))
    assert watching.get(run_id).status is Status.QUEUED


def killed_run(path: Path) -> str:
    command = [sys.executable, "-c", KILLED, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL
    return done.stdout.strip()


def test_a_killed_run_was_interrupted_whoever_has_its_process_number_now(tmp_path: Path) -> None:
    path, time = tmp_path / "fedsim.sqlite", Time()
    run_id = killed_run(path)
    store = Store(path, leases=time.leases())
    with store._database.engine().begin() as connection:
        connection.execute(text("UPDATE run SET beat_at = 1000.0"))
    assert store.get(run_id).status is Status.RUNNING  # it may still be there
    time.passes(VALID_SECONDS + 1)
    assert store.get(run_id).status is Status.INTERRUPTED
    assert [state.status for state in store.latest()] == [Status.INTERRUPTED]


def test_a_live_run_renews_its_lease_until_it_is_over(tmp_path: Path) -> None:
    path, time = tmp_path / "fedsim.sqlite", Time()
    mine, watching = Store(path), Store(path, leases=time.leases())
    run_id = mine.create(CONFIG)
    for _ in range(5):
        assert mine._renew_once()
        assert watching.get(run_id).status is Status.QUEUED
        time.passes(VALID_SECONDS - 1)
    mine.turn(run_id, Status.STOPPED, only_from=[Status.QUEUED])
    assert not mine._renew_once()
    assert watching.get(run_id).status is Status.STOPPED


def test_a_lease_is_kept_from_the_start_and_again_where_a_run_goes_on(tmp_path: Path) -> None:
    store = Store(tmp_path / "fedsim.sqlite")
    run_id = store.create(CONFIG)
    assert store._renewing.is_alive()
    store.turn(run_id, Status.FINISHED, only_from=[Status.QUEUED])
    assert not store._renew_once()
    assert store._renewing is None
    store.turn(run_id, Status.QUEUED, only_from=[Status.FINISHED])
    assert store._renewing.is_alive()


def test_a_federation_that_was_over_stays_so_when_what_was_added_is_interrupted(tmp_path: Path) -> None:
    path = tmp_path / "fedsim.sqlite"
    store = Store(path)
    whole, half = store.create(CONFIG), store.create(CONFIG)
    for run_id, rounds, end in ((whole, 2, Status.FINISHED), (half, 1, Status.STOPPED)):
        for number in range(rounds):
            store.append(run_id, finished(number))
        store.turn(run_id, end, only_from=[Status.QUEUED])
        store.turn(run_id, Status.QUEUED, only_from=[end])
    with store._database.engine().begin() as connection:
        connection.execute(text("UPDATE run SET beat_at = 0"))
    watching = Store(path)
    assert [watching.get(run_id).status for run_id in (whole, half)] == [Status.FINISHED, Status.STOPPED]


def test_who_leaves_says_so(tmp_path: Path) -> None:
    path = tmp_path / "fedsim.sqlite"
    store = Store(path)
    run_id = store.create(CONFIG)
    store.leave()
    assert Store(path).get(run_id).status is Status.INTERRUPTED
