"""The database: its tables, its versions, and what is said where it cannot be used."""

import json
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable
from tiny import attacked, baseline, finished, started

from fedsim.runs import access, tables
from fedsim.runs import database as database_module
from fedsim.runs.codec import encode
from fedsim.runs.database import MIGRATIONS, open_database
from fedsim.runs.state import Purpose, Status
from fedsim.runs.store import Store, open_store
from fedsim.settings.config import SimulationConfig

CONFIG = SimulationConfig(dataset="digits")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "fedsim.sqlite"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for a lock, and what waits is tried again at once."""
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(access, "RETRY_SECONDS", 0.0)


def ask(path: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(query).fetchall()


def contents(path: Path) -> list[str]:
    """All tables and rows. Not the file's bytes: SQLite moves them about whenever a connection is let go of."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_the_migrations_make_the_tables_that_the_code_knows(path: Path) -> None:
    with open_database(path).engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == tables.VERSION
    assert ask(path, "SELECT version_num FROM alembic_version") == [(tables.VERSION,)]


def test_a_database_that_is_up_to_date_waits_for_no_migration(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(path)
    monkeypatch.setattr(database_module, "migrate", None)
    assert Store(path).problem is None


def test_the_tables_are_no_matter_of_sqlite() -> None:
    for table in tables.metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=postgresql.dialect()))


def test_a_database_of_a_newer_schema_is_not_touched_and_said_so(path: Path) -> None:
    kept = Store(path).create(CONFIG)
    ask(path, "UPDATE alembic_version SET version_num = '9999'")
    before = contents(path)
    store = Store(path)
    assert f"{path} was written by a newer fedsim (schema 9999" in str(store.problem)
    store.create(CONFIG)
    assert store.get(kept) is None
    assert contents(path) == before


def test_a_database_of_the_first_schema_keeps_its_runs(path: Path) -> None:
    """`schema_0001.sql` was written by that version."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(Path(__file__).with_name("schema_0001.sql").read_text(encoding="utf-8"))
    store = Store(path)
    assert (store.problem, store.unreadable) == (None, ())
    assert [state.id for state in store.latest()] == ["failedid", "finished"]
    whole, failed = store.get("finished"), store.get("failedid")
    assert (whole.info, whole.rounds, whole.attacks) == (started(), tuple(map(finished, range(3))), (attacked(),))
    assert (whole.alone, whole.pooled) == ((baseline("A"), baseline("B")), baseline(None))
    assert (whole.status, failed.status) == (Status.FINISHED, Status.FAILED)
    assert (str(failed.error), failed.purpose, failed.batch) == ("The power went out.", Purpose.SWEEP, "batchone")
    assert store.answers("finished")["together", None].tolist() == [[0.25, 0.25]] * 4
    assert store.baseline("a-key")[0] == baseline("A")
    assert (whole.made_by, failed.made_by) == (None, None)
    store.sign(store.create(CONFIG), "this")
    assert [state.made_by for state in Store(path).latest()] == ["this", None, None]


@pytest.mark.parametrize("url", ["nonsense", "nosuchbase://somewhere", "sqlite:////proc/no/such/folder/runs.sqlite"])
def test_a_database_that_cannot_be_had_is_named_and_runs_are_kept_in_memory(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("FEDSIM_DATABASE_URL", url)
    store = open_store()
    assert "FEDSIM_DATABASE_URL cannot be used (" in str(store.problem)
    assert "\n" not in str(store.problem)
    assert store.get(store.create(CONFIG)).config == CONFIG


def test_another_database_is_one_setting(monkeypatch: pytest.MonkeyPatch, path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    monkeypatch.setenv("FEDSIM_DATABASE_URL", f"sqlite:///{path}")
    run_id = open_store().create(CONFIG)
    assert Store(path).get(run_id).config == CONFIG


def test_the_users_own_is_a_file_of_the_home_that_was_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FEDSIM_DATABASE_URL", raising=False)
    monkeypatch.setenv("FEDSIM_HOME", str(tmp_path))
    run_id = open_store().create(CONFIG)
    assert Store(tmp_path / "fedsim.sqlite").get(run_id).config == CONFIG


def test_what_a_locked_database_does_not_take_is_kept_in_memory_and_written_later(path: Path, impatient: None) -> None:
    store = Store(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        run_id = store.create(CONFIG)
        store.turn(run_id, Status.RUNNING, only_from=[Status.QUEUED])
        store.append(run_id, started())
        store.append(run_id, finished(0))
        assert f"{path} is locked by another program" in str(store.problem)
        assert store.get(run_id).rounds == (finished(0),)
        assert [state.id for state in store.latest()] == [run_id]
        assert Store(path).get(run_id) is None
        other.rollback()
    store.append(run_id, finished(1))
    assert store.problem is None
    again = Store(path).get(run_id)
    assert (again.info, again.rounds, again.status) == (started(), (finished(0), finished(1)), Status.RUNNING)


def test_reads_do_not_wait_for_a_writer(path: Path, impatient: None) -> None:
    earlier = Store(path)
    kept = earlier.create(CONFIG)
    earlier.turn(kept, Status.STOPPED, only_from=[Status.QUEUED])
    store = Store(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM event")
        assert store.get(kept).status is Status.STOPPED
        assert [state.id for state in store.latest()] == [kept]
        assert store.problem is None


def test_what_is_in_memory_is_read_while_a_write_waits_for_the_database(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(path)
    run_id = store.create(CONFIG)
    waiting, go = threading.Event(), threading.Event()

    def wait(steps) -> None:
        waiting.set()
        go.wait(30)

    monkeypatch.setattr(store._writer, "write", wait)
    thread = threading.Thread(target=store.append, args=[run_id, finished(0)])
    thread.start()
    assert waiting.wait(30)
    assert store.get(run_id).rounds == (finished(0),)
    assert [state.id for state in store.latest()] == [run_id]
    go.set()
    thread.join()


def test_a_database_that_breaks_while_it_is_open_leaves_this_processs_runs_alone(path: Path, impatient: None) -> None:
    old = Store(path).create(CONFIG)
    store = Store(path)
    run_id = store.create(CONFIG)
    store._database.engine().dispose()
    for file in path.parent.glob("fedsim.sqlite*"):
        file.write_bytes(b"something else" * 100)
    store.append(run_id, finished(0))
    assert store.get(run_id).rounds == (finished(0),)
    assert (store.get(old), store.answers(run_id), store.baseline("key")) == (None, {}, None)
    assert [state.id for state in store.latest()] == [run_id]
    assert "is damaged" in str(store.problem)


def seeds(store: Store) -> list[int]:
    return [state.config.seed for state in store.latest()]


def three_runs(path: Path) -> list[str]:
    store = Store(path)
    ids = [store.create(replace(CONFIG, seed=seed)) for seed in range(3)]
    for run_id in ids:
        store.append(run_id, finished(0))
        store.append(run_id, finished(1))
        store.turn(run_id, Status.FINISHED, only_from=[Status.QUEUED])
    return ids


@pytest.mark.parametrize(
    "damage",
    [
        "config = replace(config, '\"rounds\"', '\"no such setting\"')",
        "config = '{'",
        f"config = '{'[' * 100_000}'",
        "config = '[]'",
        "config = x'ff00'",
        "config = cast(x'7bff' AS TEXT)",
        "status = 'dreaming'",
        "purpose = 'unheard of'",
        "queued_at = 'yesterday'",
        "started_at = 'then'",
        "status = 'running', beat_at = 'never'",
        "error = x'ff'",
    ],
)
def test_a_run_that_cannot_be_read_hides_itself_alone(path: Path, damage: str) -> None:
    ids = three_runs(path)
    ask(path, f"UPDATE run SET {damage} WHERE id = '{ids[1]}'")
    store = Store(path)
    assert sorted(seeds(store)) == [0, 2]
    assert sorted(state.config.seed for state in store.matching(lambda config: True)) == [0, 2]
    assert [state.config.seed for state in store.repeats(ids[0])] == [0, 2]
    assert store.get(ids[1]) is None
    assert store.get(ids[2]).rounds == (finished(0), finished(1))
    assert store.problem is None
    assert str(store.unreadable[0]) == f"Run {ids[1]} of the database cannot be read, and is left out."
    assert store.is_unreadable(ids[1])
    assert not store.is_unreadable(ids[0])
    assert not store.is_unreadable("nobody")


def test_runs_that_cannot_be_read_take_no_place_among_the_newest(path: Path) -> None:
    ids = three_runs(path)
    ask(path, f"UPDATE run SET config = 'x' WHERE id IN ('{ids[1]}', '{ids[2]}')")
    assert [state.id for state in Store(path).latest(1)] == [ids[0]]


def test_what_is_added_between_two_looks_to_a_run_that_was_over_is_seen(path: Path) -> None:
    (run_id, *_), looking = three_runs(path), Store(path)
    before = looking.get(run_id)
    adding = Store(path)
    assert adding.turn(run_id, Status.QUEUED, only_from=[before.status])
    adding.append(run_id, finished(len(before.rounds)))
    assert adding.turn(run_id, before.status, only_from=[Status.QUEUED])
    assert len(looking.get(run_id).rounds) == len(before.rounds) + 1


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        "3",
        '{"kind": "Unheard"}',
        '{"kind": "Started", "new": 1}',
        "null",
        json.dumps({**json.loads(encode(finished(0))), "accuracy": "most"}),
        json.dumps({**json.loads(encode(finished(0))), "confusion_matrix": 3}),
        json.dumps({**json.loads(encode(finished(0))), "hospitals": [None]}),
        "[" * 100_000,
    ],
)
def test_an_event_that_cannot_be_read_hides_itself_alone(path: Path, body: str) -> None:
    ids = three_runs(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO event (run, at, body) VALUES (?, 0, ?)", (ids[1], body))
    store = Store(path)
    assert store.get(ids[1]).rounds == (finished(0), finished(1))
    assert sorted(seeds(store)) == [0, 1, 2]
    (told,) = store.unreadable
    assert str(told) == f"1 row of what happened in run {ids[1]} cannot be read, and is left out."


def test_an_unreadable_answer_or_baseline_is_none(path: Path) -> None:
    (run_id, *_) = three_runs(path)
    ask(path, f"INSERT INTO answers VALUES ('{run_id}', 'together', '', x'00')")
    ask(path, "INSERT INTO baseline (key, body, probabilities) VALUES ('key', '{}', x'00')")
    store = Store(path)
    assert (store.answers(run_id), store.baseline("key")) == ({}, None)
