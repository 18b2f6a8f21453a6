"""Runs that go on where they were left: killed at any moment, they end in the very same model."""

import multiprocessing
import random
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fedsim.errors import FedsimError, Problem
from fedsim.runs.checkpoints import Checkpoints
from fedsim.runs.registry import Registry
from fedsim.runs.resuming import can_go_on, resume, why_not
from fedsim.runs.runner import carry_out
from fedsim.runs.state import Status
from fedsim.runs.store import Store
from fedsim.settings.config import SimulationConfig
from fedsim.settings.strategy import FedAdam, Scaffold
from tests.keeping import plain
from tests.runs.killed import go_on, open_kept

PRELOADED = ["tests.runs.killed", "fedsim.federation.engines.inprocess", "fedsim.runs.experiment"]
KILLS = 15
"""Of each of two runs."""
REMEMBERING = {
    "scaffold": {"strategy": Scaffold(), "dropout": 0.2},
    "private": {"strategy": FedAdam(), "dp": "local", "noise_multiplier": 5.0, "target_epsilon": 60.0, "delta": 1e-5},
}


def final(store: Store, run_id: str) -> dict[str, np.ndarray]:
    checkpoint = store.checkpoints.latest(run_id)
    assert checkpoint is not None
    return {"round": np.array(checkpoint.round), **checkpoint.arrays}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", REMEMBERING)
def test_killed_at_any_moments_it_ends_in_the_same_model(config, kind: str, tmp_path: Path) -> None:
    long = replace(config, rounds=40, baselines="beside", **REMEMBERING[kind])
    whole = Store(tmp_path / "whole.sqlite", models=tmp_path / "whole")
    outcome = carry_out(whole, there := whole.create(long), lambda: False)

    run_id = Store(tmp_path / "runs.sqlite", models=tmp_path / "models").create(long)
    context, rng, kills = multiprocessing.get_context("forkserver"), random.Random(0), 0
    context.set_forkserver_preload(PRELOADED)
    while kills < KILLS and not open_kept(tmp_path).get(run_id).is_trained:
        child = context.Process(target=go_on, args=(tmp_path, run_id))
        child.start()
        child.join(rng.uniform(0.3, 1.2))
        kills += child.is_alive()
        child.kill()
        child.join()
    assert kills >= 5, "hardly anything was killed"
    if (state := open_kept(tmp_path).get(run_id)).status not in (Status.FINISHED, Status.STOPPED):
        assert state.status is Status.INTERRUPTED
        go_on(tmp_path, run_id)
    ended = open_kept(tmp_path)
    assert (ended.get(run_id).status, ended.get(run_id).error) == (outcome.status, outcome.problem)
    assert plain(ended.get(run_id)) == plain(whole.get(there))
    expected = final(whole, there)
    assert expected.keys() == final(ended, run_id).keys()
    for name, values in final(ended, run_id).items():
        np.testing.assert_array_equal(values, expected[name], err_msg=name)


@pytest.fixture
def stopped(config: SimulationConfig, tmp_path: Path) -> tuple[Store, str]:
    """A run that was stopped after two of three rounds, and made by today's code."""
    store = Store(tmp_path / "runs.sqlite", models=tmp_path / "models")
    run_id = store.create(replace(config, rounds=3))
    carry_out(store, run_id, lambda: store.get(run_id).rounds_done >= 2)
    assert (store.get(run_id).status, store.get(run_id).rounds_done) == (Status.STOPPED, 2)
    return store, run_id


def test_one_that_was_stopped_is_resumed_from_the_queue(stopped: tuple[Store, str], config) -> None:
    store, run_id = stopped
    registry = Registry(store)
    registry.resume(run_id)
    deadline = time.monotonic() + 60
    while registry.live() and time.monotonic() < deadline:
        time.sleep(0.05)
    state = store.get(run_id)
    assert (state.status, [each.round for each in state.rounds]) == (Status.FINISHED, [0, 1, 2, 3])
    assert state.error is None
    with pytest.raises(FedsimError, match="cannot go on"):
        registry.resume(run_id)


def test_a_damaged_newest_model_gives_way_to_the_one_before(config, tmp_path: Path) -> None:
    store = Store(tmp_path / "runs.sqlite", models=tmp_path / "models")
    run_id = store.create(replace(config, rounds=3, checkpoint_every=1))
    carry_out(store, run_id, lambda: store.get(run_id).rounds_done >= 2)
    assert store.checkpoints.rounds(run_id) == [1, 2]
    (tmp_path / "models" / run_id / "0002.safetensors").write_bytes(b"damaged")
    assert store.checkpoints.latest(run_id).round == 1
    resume(store, run_id)
    carry_out(store, run_id, lambda: False)
    assert [each.round for each in store.get(run_id).rounds] == [0, 1, 2, 3]


def test_what_may_not_go_on_says_why(stopped: tuple[Store, str], monkeypatch: pytest.MonkeyPatch) -> None:
    store, run_id = stopped
    state = store.get(run_id)
    assert why_not(state) is None
    over = Problem.of("several", problems=(Problem.of("budget-spent", done=2, rounds=3, epsilon=1.0, delta=1e-5),))
    assert not can_go_on(replace(state, error=over))
    assert not can_go_on(replace(state, status=Status.RUNNING))
    assert why_not(replace(state, made_by="another")).code == "resume-of-others"
    with pytest.raises(FedsimError, match="no run abc"):
        resume(store, "abc")
    monkeypatch.setattr("fedsim.runs.resuming.data_changed", lambda state: True)
    assert why_not(state).code == "data-changed"


def test_a_full_disk_is_said_and_ends_no_run(config, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("no folder")
    store = Store(tmp_path / "runs.sqlite", models=tmp_path / "models")
    run_id = store.create(replace(config, rounds=1))
    assert carry_out(store, run_id, lambda: False).status is Status.FINISHED
    assert store.problem.code == "checkpoint-not-kept"


def test_no_other_files_are_reached_by_a_runs_name(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    files = Checkpoints(tmp_path / "models")
    files.delete("../x")
    assert (tmp_path / "x").is_dir()
    assert (files.rounds(".."), files.latest("../x"), list(files.runs())) == ([], None, [])
