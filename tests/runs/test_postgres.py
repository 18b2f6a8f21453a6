"""Runs in a real PostgreSQL server, by the one setting that names it."""

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import create_engine, text

from fedsim.events import Answers
from fedsim.runs import access
from fedsim.runs.about import About
from fedsim.runs.lease import VALID_SECONDS, Leases
from fedsim.runs.resuming import resume
from fedsim.runs.runner import carry_out
from fedsim.runs.state import Status
from fedsim.runs.store import Store, open_store
from fedsim.settings.config import Hospital, SimulationConfig
from tests.runs.postgres import Postgres, find_postgres, serve
from tests.tiny import baseline, finished, started

pytestmark = pytest.mark.skipif(
    find_postgres() is None and not os.environ.get("CI"),
    reason="no PostgreSQL on this machine; in CI that is a failure",
)
HOSTILE = "'; DROP TABLE run; -- \0 🏥 \ud83d"


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with serve() as server:
        yield server


@pytest.fixture
def url(server: Postgres) -> str:
    """Of an empty database."""
    with create_engine(server.url, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    return server.url


def test_a_run_is_kept_whole_and_read_by_another_process(url: str) -> None:
    store = Store(url)
    config = SimulationConfig(rounds=2, hospitals=(Hospital(HOSTILE[:-1]), Hospital("B")))
    run_id = store.create(config)
    for event in (started(), finished(0), finished(1), baseline("B"), Answers("together", None, np.eye(3))):
        store.append(run_id, event)
    store.turn(run_id, Status.FINISHED, only_from=[Status.QUEUED])
    assert store.problem is None
    other = Store(url)
    kept = other.get(run_id)
    assert kept == replace(store.get(run_id), version=kept.version)
    np.testing.assert_array_equal(other.answers(run_id)[("together", None)], np.eye(3, dtype=np.float32))
    assert [state.id for state in other.matching(lambda each: each.rounds == 2)] == [run_id]


def test_what_is_said_of_a_run_whatever_it_is(url: str) -> None:
    store = Store(url)
    run_id = store.create(SimulationConfig())
    store.say([run_id], name=HOSTILE, tags=(HOSTILE,), note=HOSTILE, starred=True)
    assert store.problem is None
    said = Store(url).about()[run_id]
    assert said.starred
    assert said.name == said.note == said.tags[0]
    assert said.name.startswith("'; DROP TABLE run; --")
    assert Store(url).get(run_id) is not None


def test_processes_that_start_at_once_make_the_tables_once(url: str) -> None:
    stores: list[Store] = []
    threads = [threading.Thread(target=lambda: stores.append(Store(url))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [store.problem for store in stores] == [None] * 8
    ids = [store.create(SimulationConfig(seed=place)) for place, store in enumerate(stores)]
    assert {state.id for state in Store(url).latest()} == set(ids)


def test_an_interrupted_run_goes_on_to_the_same_end(url: str, config: SimulationConfig, tmp_path: Path) -> None:
    config = replace(config, rounds=3)
    whole, later = Store(None, models=tmp_path / "whole"), [0.0]
    carry_out(whole, there := whole.create(config), lambda: False)
    store = Store(url, models=tmp_path / "models", leases=Leases(stopwatch=lambda: later[0]))
    run_id = store.create(config)
    carry_out(store, run_id, lambda: store.get(run_id).rounds_done >= 2)
    other = Store(url, models=tmp_path / "models")
    later[0] += VALID_SECONDS + 1
    resume(other, run_id)
    assert carry_out(other, run_id, lambda: False).status is Status.FINISHED
    one, two = whole.checkpoints.latest(there), other.checkpoints.latest(run_id)
    assert all(np.array_equal(values, two.arrays[name]) for name, values in one.arrays.items())


def test_while_the_server_is_away_the_run_goes_on_and_nothing_is_lost(
    url: str, server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "RETRY_SECONDS", 0.0)
    store = Store(url)
    run_id = store.create(SimulationConfig(rounds=3))
    store.append(run_id, started())
    server.stop()
    try:
        for number in range(3):
            store.append(run_id, finished(number))
        assert store.problem is not None
        assert "FEDSIM_DATABASE_URL" in str(store.problem)
        assert len(store.get(run_id).rounds) == 3
    finally:
        server.start()
    store.append(run_id, finished(3))
    store.look_again()
    assert store.problem is None
    assert [each.round for each in Store(url).get(run_id).rounds] == [0, 1, 2, 3]


def test_one_of_a_newer_schema_is_left_as_it_is(url: str) -> None:
    Store(url)
    with create_engine(url).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "newer fedsim (schema 9999" in str(Store(url).problem)


def test_the_one_setting_names_it(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDSIM_DATABASE_URL", url)
    monkeypatch.setenv("FEDSIM_HOME", str(tmp_path))
    run_id = open_store().create(SimulationConfig())
    assert not (tmp_path / "fedsim.sqlite").exists()
    assert Store(url).get(run_id) is not None
    assert Store(url).about() == {} != {run_id: About()}
