"""What people say of runs, and what becomes of runs that are deleted."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fedsim.errors import FedsimError
from fedsim.events import Checkpoint
from fedsim.runs.about import MOST_TAGS, MOST_TEXT, About
from fedsim.runs.lease import VALID_SECONDS, Leases
from fedsim.runs.state import Status
from fedsim.runs.store import Store
from fedsim.settings.config import SimulationConfig
from tests.tiny import finished, started

HOSTILE = "<b>\\textbf{x}</b> *a* ../ 🏥 '; DROP TABLE run --"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "runs.sqlite", models=tmp_path / "models")


def over(store: Store, seed: int = 0, size: int = 0) -> str:
    """A run that is finished, with a model of so many numbers."""
    run_id = store.create(SimulationConfig(rounds=1, seed=seed))
    store.append(run_id, started())
    store.append(run_id, finished(0))
    if size:
        store.append(run_id, Checkpoint(1, {"model/w": np.zeros(size, np.uint8)}, {"hospitals": {"dict": []}}))
    store.turn(run_id, Status.FINISHED, only_from=[Status.QUEUED])
    return run_id


def again(tmp_path: Path) -> Store:
    """Another process's."""
    later = [0.0]
    store = Store(tmp_path / "runs.sqlite", leases=Leases(stopwatch=lambda: later[0]), models=tmp_path / "models")
    later[0] += VALID_SECONDS + 1
    return store


def test_what_is_said_is_kept_whole_and_by_run(store: Store, tmp_path: Path) -> None:
    one, other = over(store), over(store, 1)
    store.say([one], name=HOSTILE, tags=("a b", HOSTILE), note="two\nlines")
    store.say([one, other], starred=True)
    assert again(tmp_path).about() == {
        one: About(HOSTILE, True, ("a b", HOSTILE), "two\nlines"),
        other: About(starred=True),
    }


def test_too_much_is_refused_and_what_was_said_stays(store: Store) -> None:
    run_id = over(store)
    store.say([run_id], name="short")
    with pytest.raises(FedsimError, match="10,001 characters is too long: it may have 10,000"):
        store.say([run_id], name="x" * (MOST_TEXT + 1))
    with pytest.raises(FedsimError, match="51 tags are too many"):
        store.say([run_id], tags=tuple(map(str, range(MOST_TAGS + 1))))
    assert store.about()[run_id].name == "short"


def test_a_deleted_run_is_nowhere_until_it_is_taken_back(store: Store, tmp_path: Path) -> None:
    run_id, live = over(store, size=10), store.create(SimulationConfig(seed=5))
    assert store.delete([run_id, live]) == [run_id]  # one that is under way stays
    assert [state.id for state in store.latest()] == [live]
    assert store.matching(lambda config: config.seed == 0) == []
    assert [state.id for state in again(tmp_path).latest()] == [live]
    store.restore([run_id])
    assert {state.id for state in store.latest()} == {run_id, live}
    assert store.checkpoints.rounds(run_id) == [1]


def test_what_was_deleted_long_ago_is_cleared_away_for_good(store: Store, tmp_path: Path) -> None:
    old, new, kept = (over(store, seed, size=10) for seed in range(3))
    store.delete([old])
    between = time.time()
    store.say([new], deleted_at=between + 10)
    assert store.clear_away(between + 1) == [old]
    assert store.get(old) is None
    assert store.checkpoints.rounds(old) == []
    found = again(tmp_path)
    assert found.get(old) is None
    assert {new, kept} == set(found.checkpoints.runs())


def test_models_make_room_and_those_with_a_star_last(store: Store) -> None:
    first, second, third, deleted = (over(store, seed, size=10_000) for seed in range(4))
    store.say([first], starred=True)
    store.delete([deleted])
    each = store.checkpoints.num_bytes(first)
    store.make_room(None)
    assert len(list(store.checkpoints.runs())) == 4
    store.make_room(3 * each)
    assert set(store.checkpoints.runs()) == {first, second, third}
    store.make_room(2 * each)
    assert set(store.checkpoints.runs()) == {first, third}
    store.make_room(each)
    assert set(store.checkpoints.runs()) == {first}
    assert {state.id for state in store.latest()} == {first, second, third}  # the runs themselves stay


def test_what_is_said_while_the_database_is_locked_is_not_lost(store: Store, tmp_path: Path) -> None:
    run_id = over(store)
    store.say([run_id], name="before")
    (tmp_path / "runs.sqlite").chmod(0o444)
    store.say([run_id], name="after")
    assert store.about()[run_id].name == "after"
    assert replace(store.about()[run_id], name=None) == About()
