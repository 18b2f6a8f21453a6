"""A database of the first version is brought over: `first_version.sql` was made by it."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny import attacked, baseline, finished, started

from fedsim.events import BaselineEpoch, Epoch
from fedsim.runs.state import Status
from fedsim.runs.store import Store, open_store
from fedsim.settings.config import SimulationConfig

CONFIG = SimulationConfig(dataset="digits")
SQL = Path(__file__).with_name("first_version.sql")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "cache" / "runs.sqlite"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as database:
        database.executescript(SQL.read_text(encoding="utf-8"))
    return path


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return tmp_path / "data" / "fedsim.sqlite"


def test_nothing_is_lost_and_the_old_file_stays_as_it_was(old: Path, new: Path) -> None:
    before = old.read_bytes()
    Store(new, old)
    assert old.read_bytes() == before
    store = Store(new)  # without the old one
    assert [state.id for state in store.latest()] == ["liveatit", "failedid", "finished"]
    state = store.get("finished")
    assert state.status is Status.FINISHED
    assert [(each.round, each.loss, each.accuracy) for each in state.rounds] == [(n, 1.0, 0.5) for n in range(3)]
    assert state.rounds[1] == finished(1)  # in the others, what nobody measured was written as 0 then
    then = replace(attacked(), found_low=None, found_high=None)  # nobody worked that interval out
    assert (state.info, state.attacks, state.alone) == (started(), (then,), (baseline("A"),))
    assert state.baselines[1].epochs == (BaselineEpoch("B", Epoch(1, 0.9, None, 0.5)).epoch,)
    assert state.queued_at < state.started_at < state.round_times[0] < state.round_times[2] < state.ended_at
    assert (state.config.dataset, state.config.lr, state.config.hospitals[0].excluded) == ("digits", 0.02, ("1", "2"))
    assert np.array_equal(store.answers("finished")["together", None], np.full((4, 2), 0.25))
    kept, probabilities = store.baseline("a-key")
    assert (kept, probabilities[0, 0]) == (baseline("A"), 0.5)
    failed = store.get("failedid")
    assert (failed.status, str(failed.error), failed.config.dp) == (Status.FAILED, "The power went out.", "central")
    assert (store.problem, store.unreadable) == (None, ())


def test_a_run_that_was_live_then_was_interrupted(old: Path, new: Path) -> None:
    state = Store(new, old).get("liveatit")
    assert (state.status, len(state.rounds)) == (Status.INTERRUPTED, 2)


def test_it_is_brought_over_once(old: Path, new: Path) -> None:
    Store(new, old)
    with closing(sqlite3.connect(new)) as database, database:
        database.execute("DELETE FROM event WHERE run = 'failedid'")
        database.execute("DELETE FROM run WHERE id = 'failedid'")
    store = Store(new, old)
    assert [state.id for state in store.latest()] == ["liveatit", "finished"]
    assert len(store.get("finished").rounds) == 3


def test_runs_that_are_there_stay(old: Path, new: Path) -> None:
    mine = Store(new).create(CONFIG)
    store = Store(new, old)
    assert {state.id for state in store.latest()} == {mine, "liveatit", "failedid", "finished"}


def test_an_old_database_that_cannot_be_read_is_named_and_left(old: Path, new: Path) -> None:
    content = bytearray(old.read_bytes())
    content[4096:] = b"x" * (len(content) - 4096)
    old.write_bytes(content)
    store = Store(new, old)
    assert str(store.problem).startswith(f"The runs of earlier versions are not shown: {old} is damaged")
    run_id = store.create(CONFIG)
    assert Store(new).get(run_id) is not None
    assert old.read_bytes() == bytes(content)


def test_the_users_old_database_is_found_in_the_cache_folder(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FEDSIM_DATABASE_URL", raising=False)
    monkeypatch.setenv("FEDSIM_HOME", str(old.parent))
    assert open_store().get("finished").status is Status.FINISHED
    assert (old.parent / "fedsim.sqlite").exists()
