"""A database in trouble: what still works goes on, it is said in a line, and it is tried again by itself."""

import os
import random
import sqlite3
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import event as listening
from tiny import attacked, baseline, finished, started

from fedsim.errors import Problem
from fedsim.events import Answers, BaselineEpoch, Epoch
from fedsim.runs import access
from fedsim.runs import database as database_module
from fedsim.runs.rows import new_run
from fedsim.runs.state import RunState, Status
from fedsim.runs.store import Store
from fedsim.settings.config import SimulationConfig

CONFIG = SimulationConfig(dataset="digits")
ANSWERS = np.full((4, 2), 0.5, dtype=np.float32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "fedsim.sqlite"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0.05)
    monkeypatch.setattr(access, "RETRY_SECONDS", 0.0)


def a_run(store: Store) -> str:
    """A run with something of everything."""
    run_id = store.create(CONFIG)
    store.turn(run_id, Status.RUNNING, only_from=[Status.QUEUED])
    for happened in (started(), finished(0), finished(1), Answers("together", None, ANSWERS)):
        store.append(run_id, happened)
    store.keep_baseline("key", baseline("A"), ANSWERS)
    store.turn(run_id, Status.FINISHED, only_from=[Status.RUNNING])
    return run_id


def kept(path: Path) -> str:
    """A run of a process that is over."""
    store = Store(path)
    run_id = a_run(store)
    store._database.engine().dispose()
    return run_id


def is_whole(store: Store, run_id: str) -> bool:
    state = store.get(run_id)
    return state is not None and (state.status, state.rounds) == (Status.FINISHED, (finished(0), finished(1)))


def told(store: Store) -> str:
    assert "\n" not in str(store.problem)
    return str(store.problem)


def passes(store: Store) -> None:
    """The time in which trouble is looked at again by itself."""
    store.look_again()
    store._renew_once()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program has the whole file for itself."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode=DELETE")
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.rollback()


def moved_away(path: Path) -> None:
    for file in path.parent.glob("fedsim.sqlite*"):
        file.rename(file.with_name(f"old-{file.name}"))


def test_a_locked_database_is_waited_for_and_loses_nothing(path: Path) -> None:
    before = kept(path)
    with locked(path):
        store = Store(path)
        assert told(store).startswith(f"{path} is locked by another program (database is locked): end that one.")
        during = a_run(store)
        assert (is_whole(store, during), store.get(before)) == (True, None)
        assert store.answers(during)["together", None].tolist() == ANSWERS.tolist()
        assert store.baseline("key")[0] == baseline("A")
    passes(store)
    assert store.problem is None
    for each in (store, Store(path)):
        assert is_whole(each, before)
        assert is_whole(each, during)
        assert each.answers(during)["together", None].tolist() == ANSWERS.tolist()


def test_while_a_database_is_locked_only_the_first_to_ask_waits(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(path)
    with locked(path):
        store = Store(path)
        monkeypatch.setattr(access, "RETRY_SECONDS", 1000.0)
        store.latest()
        store.create(CONFIG)
        monkeypatch.setattr(access, "open_database", None)  # who tries it again fails
        assert len(store.latest()) == 1
        a_run(store)
        assert (store.get("unknown"), store.answers("unknown")) == (None, {})


@pytest.mark.parametrize("garbage", [b"", b"something else" * 100, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_damaged_database_is_left_as_it_is_and_a_new_one_begun_once_it_is_moved_away(
    path: Path, garbage: bytes
) -> None:
    path.parent.mkdir()
    path.write_bytes(garbage)
    store = Store(path)
    if garbage:
        assert f"{path} is damaged (" in told(store)
        assert "move it away and a new one is begun" in told(store)
        assert path.read_bytes() == garbage
    during = a_run(store)
    moved_away(path)
    passes(store)
    assert store.problem is None
    assert is_whole(Store(path), during)


def make_read_only(path: Path) -> None:
    """A write version that SQLite does not know: such a file can be read only, by root as well."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    content = bytearray(path.read_bytes())
    content[18] = 3
    path.write_bytes(content)


def test_a_database_that_can_be_read_only_still_shows_its_runs(path: Path) -> None:
    before = kept(path)
    make_read_only(path)
    content = path.read_bytes()
    store = Store(path)
    assert told(store).startswith(f"{path} can be read only (attempt to write a readonly database): make it")
    assert "Earlier runs are shown; new ones are kept in memory" in told(store)
    during = a_run(store)
    assert is_whole(store, before)
    assert is_whole(store, during)
    assert path.read_bytes() == content


def as_another_user(work: Callable[[], None]) -> bool:
    """Do something without root's rights, in a process of its own; tell whether it succeeded."""
    child = os.fork()
    if child == 0:
        if os.getuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def test_a_database_in_a_folder_that_can_be_read_only_still_shows_its_runs(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    path = folder / "fedsim.sqlite"
    before = a_run(store := Store(path))
    store._database.engine().dispose()
    for above in (tmp_path, *tmp_path.parents):
        if (mode := above.stat().st_mode) & 0o555 != 0o555:
            above.chmod(mode | 0o555)
    folder.chmod(0o555)
    path.chmod(0o444)

    def look() -> None:
        found = Store(path)
        assert is_whole(found, before)
        assert "new ones are kept in memory" in told(found)
        assert is_whole(found, a_run(found))

    try:
        assert as_another_user(look)
    finally:
        folder.chmod(0o755)


def test_a_full_disk_is_named_and_what_is_new_is_written_once_there_is_room(path: Path) -> None:
    before = kept(path)
    store, engine = Store(path), None

    def hold_full(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA max_page_count=1")  # the file may not grow

    engine = store._database.engine()
    listening.listen(engine, "connect", hold_full)
    engine.dispose()
    during = store.create(CONFIG)
    for number in range(100):
        store.append(during, finished(number))
    assert told(store).startswith(f"There is no room left for {path} (database or disk is full):")
    assert len(store.get(during).rounds) == 100
    assert is_whole(store, before)
    listening.remove(engine, "connect", hold_full)
    engine.dispose()
    passes(store)
    assert store.problem is None
    assert Store(path).get(during).rounds == tuple(finished(number) for number in range(100))


def test_runs_of_a_file_that_is_deleted_meanwhile_go_into_the_new_one(path: Path) -> None:
    store = Store(path)
    over, live = a_run(store), store.create(CONFIG)
    store.sign(live, "this")
    store.append(live, finished(0))
    moved_away(path)
    store.append(live, finished(1))
    assert store.problem is None
    again = Store(path)
    assert is_whole(again, over)
    assert again.get(live).rounds == (finished(0), finished(1))
    assert again.get(live).made_by == "this"
    store.append(live, finished(2))
    assert len(Store(path).get(live).rounds) == 3


def test_a_runs_events_give_the_same_run_again() -> None:
    state = RunState("id", CONFIG, queued_at=1.0).turned(Status.RUNNING, 2.0)
    happened = [started(), finished(0), BaselineEpoch("B", Epoch(1, 0.9, None, 0.5)), finished(1), baseline("A"),
                baseline(None), attacked(), attacked("global", "B", None)]  # fmt: skip
    for at, event in enumerate(happened):
        state = state.after(event, 3.0 + at)
    again = RunState("id", CONFIG, queued_at=1.0).turned(Status.RUNNING, 2.0)
    for at, event in state.events():
        again = again.after(event, at)
    alike = ("info", "rounds", "round_times", "attacks", "alone", "pooled")
    assert [getattr(again, name) for name in alike] == [getattr(state, name) for name in alike]
    assert set(again.baselines) == set(state.baselines)


def test_what_the_database_refuses_for_good_keeps_nothing_else_from_it(path: Path) -> None:
    store = Store(path)
    run_id = store.create(CONFIG)
    twin = Store(path)
    twin._own = dict(store._own)
    twin._writer.write([new_run(store.get(run_id), twin._lease())])  # there is such a run already
    assert is_whole(Store(path), a_run(twin))
    assert twin.problem is None


@pytest.mark.parametrize("seed", range(40))
def test_a_file_with_damaged_pages_raises_nothing(path: Path, seed: int) -> None:
    first = Store(path)
    for _ in range(5):
        a_run(first)
    first._database.engine().dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    rng, content = random.Random(seed), bytearray(path.read_bytes())
    for _ in range(rng.randint(1, 40)):
        at, length = rng.randrange(len(content)), rng.choice([1, 8, 200])
        content[at : at + length] = rng.randbytes(length)
    path.write_bytes(content)
    store = Store(path)
    store.latest()
    store.matching(lambda config: True)
    during = a_run(store)
    store.repeats(during)
    store.answers(during)
    store.baseline("key")
    passes(store)
    assert is_whole(store, during)
    assert all("\n" not in str(problem) for problem in (store.problem, *store.unreadable) if problem)
    assert isinstance(store.problem, Problem | None)
