"""Runs are kept: in memory for who watches, in a database for afterwards."""

import json
import math
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny import attacked, baseline, finished, started

from fedsim.errors import Problem
from fedsim.events import Answers, BaselineEpoch, BaselineProgress, Epoch, Progress, RoundFinished
from fedsim.export.results_file import to_results
from fedsim.runs import store as store_module
from fedsim.runs.codec import decode, encode
from fedsim.runs.state import Status
from fedsim.runs.store import Store
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.text.errors import earlier

POWER = Problem.of("federation-failed", why=Problem.of("as-told", words="The power went out."))
CONFIG = SimulationConfig(
    dataset="digits", hospitals=(Hospital("Oslo", ("1", "2")), Hospital("Rome")), samples_per_hospital=None, lr=0.02
)
PROGRESS = Progress(1, "Oslo", 3, 9)

ROOT = Path(__file__).resolve().parents[2]
OTHER_PROCESS = """
import sys
from pathlib import Path
from fedsim.settings.config import SimulationConfig
from fedsim.runs.state import Status
from fedsim.runs.store import Store

store = Store(Path(sys.argv[1]))
run_id = store.create(SimulationConfig())
store.turn(run_id, Status.RUNNING, only_from=[Status.QUEUED])
print(run_id, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "runs.sqlite"


def full_run(store: Store) -> str:
    run_id = store.create(CONFIG)
    store.turn(run_id, Status.RUNNING, only_from=[Status.QUEUED])
    for event in (started(), finished(0), PROGRESS, finished(1), finished(2)):
        store.append(run_id, event)
    store.turn(run_id, Status.FAILED, POWER, only_from=[Status.RUNNING])
    return run_id


EVENTS = [
    started(), finished(0), finished(1), finished(2), baseline("A"), baseline(None),
    BaselineEpoch("A", Epoch(1, 0.9, None, 0.5)), attacked(), attacked("global", "B", None),
]  # fmt: skip


@pytest.mark.parametrize("event", EVENTS, ids=lambda e: type(e).__name__)
def test_an_event_survives_being_written_down(event) -> None:
    assert decode(encode(event)) == event
    assert hash(decode(encode(event))) == hash(event)


NEW = {"delta", "clip_norm", "noise_std", "signal_to_noise", "clipped", "epsilon", "noise_multiplier", "weighting"}


@pytest.mark.parametrize("event", [started(), finished(1)], ids=lambda event: type(event).__name__)
def test_an_event_from_before_privacy_was_told_is_read(event) -> None:
    def old(values):
        if isinstance(values, list):
            return [old(value) for value in values]
        return {k: old(v) for k, v in values.items() if k not in NEW} if isinstance(values, dict) else values

    body = old(json.loads(encode(event))) | ({"epsilon": None} if isinstance(event, RoundFinished) else {})
    assert decode(json.dumps(body)) == event


def test_a_run_from_before_dp_was_a_setting_had_central_noise(path: Path) -> None:
    store = Store(path)
    run_id = store.create(SimulationConfig(dp="central", noise_multiplier=0.5))
    values = SimulationConfig(noise_multiplier=0.5).to_dict()
    for name in ("dp", "target_epsilon", "delta"):
        values.pop(name)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE run SET config = ?, status = 'finished'", (json.dumps(values),))
    assert Store(path).get(run_id).config == SimulationConfig(dp="central", noise_multiplier=0.5)


def test_numbers_that_are_not_finite_survive_too() -> None:
    back = decode(encode(finished(1, loss=math.inf, auc=math.nan)))
    assert back.loss == math.inf
    assert math.isnan(back.auc)


def test_the_sentences_that_earlier_versions_kept_are_told_as_they_are() -> None:
    kept = json.loads(encode(finished(2)))
    kept["hospitals"][1]["error"] = "ValueError: no {power}"
    assert str(decode(json.dumps(kept)).hospitals[1].error) == "ValueError: no {power}"


@pytest.mark.parametrize("kept", [True, False], ids=["database", "memory"])
def test_a_run_is_what_happened_to_it(path: Path, kept: bool) -> None:
    store = Store(path if kept else None)
    state = store.get(full_run(store))
    assert (state.config, state.status, state.error) == (CONFIG, Status.FAILED, POWER)
    assert state.info == started()
    assert state.rounds == (finished(0), finished(1), finished(2))
    assert state.queued_at <= state.started_at <= state.round_times[0] <= state.round_times[2] <= state.ended_at


def test_events_rebuild_the_same_state_after_reopening(path: Path) -> None:
    store = Store(path)
    run_id = full_run(store)
    again = Store(path).get(run_id)
    assert replace(again, version=0) == replace(store.get(run_id), version=0)


def test_progress_is_shown_and_not_kept(path: Path) -> None:
    store = Store(path)
    run_id = store.create(CONFIG)
    store.append(run_id, started())
    store.append(run_id, PROGRESS)
    assert store.get(run_id).progress == PROGRESS
    again = Store(path).get(run_id)
    assert (again.info, again.progress) == (started(), None)


def test_a_snapshot_never_changes(path: Path) -> None:
    store = Store(path)
    run_id = store.create(CONFIG)
    before = store.get(run_id)
    store.append(run_id, finished(0))
    assert before.rounds == ()
    assert store.get(run_id).version > before.version


def test_a_status_turns_only_from_where_it_may(path: Path) -> None:
    store = Store(path)
    run_id = store.create(CONFIG)
    assert not store.turn(run_id, Status.STOPPING, only_from=[Status.RUNNING])
    assert store.get(run_id).status is Status.QUEUED
    assert store.turn(run_id, Status.STOPPED, only_from=[Status.QUEUED, Status.RUNNING])
    assert not store.turn(run_id, Status.RUNNING, only_from=[Status.QUEUED])
    assert Store(path).get(run_id).status is Status.STOPPED


def test_an_unknown_run_is_none(path: Path) -> None:
    assert Store(path).get("nobody") is None


def test_the_newest_runs_come_first_those_of_earlier_times_too(path: Path) -> None:
    ids = [full_run(Store(path)) for _ in range(3)]
    store = Store(path)
    ids.append(full_run(store))
    assert [state.id for state in store.latest()] == ids[::-1]
    assert [state.id for state in store.latest(limit=2)] == ids[:1:-1]


@pytest.fixture
def others_run(path: Path) -> Iterator[tuple[subprocess.Popen, str]]:
    """A process that has a running run, and the run's id; it ends when its input does."""
    command = [sys.executable, "-c", OTHER_PROCESS, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        yield other, other.stdout.readline().strip()


def test_a_live_run_of_a_dead_process_was_interrupted(path: Path, others_run: tuple) -> None:
    other, run_id = others_run
    assert Store(path).get(run_id).status is Status.RUNNING
    other.communicate()
    state = Store(path).get(run_id)
    assert state.status is Status.INTERRUPTED
    assert not state.status.live


def test_who_watched_another_processs_run_learns_that_it_was_interrupted(path: Path, others_run: tuple) -> None:
    other, run_id = others_run
    store = Store(path)
    assert store.get(run_id).status is Status.RUNNING
    other.communicate()
    assert store.get(run_id).status is Status.INTERRUPTED


def test_a_run_that_was_over_stays_what_it_was_when_its_process_is_gone(path: Path) -> None:
    run_id = full_run(Store(path))
    with sqlite3.connect(path) as database:
        database.execute("UPDATE run SET owner = 'nobody', beat_at = 0")
    assert Store(path).get(run_id).status is Status.FAILED


def test_threads_that_append_at_once_lose_nothing(path: Path) -> None:
    store = Store(path)
    ids = [store.create(CONFIG), store.create(CONFIG)]
    begin = threading.Barrier(8)

    def write(first: int) -> None:
        begin.wait()
        for round in range(first, first + 25):
            for run_id in ids:
                store.append(run_id, finished(round))

    threads = [threading.Thread(target=write, args=(1000 * number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wanted = {1000 * number + round for number in range(8) for round in range(25)}
    for run_id in ids:
        for state in (store.get(run_id), Store(path).get(run_id)):
            assert len(state.rounds) == len(state.round_times) == 200
            assert {each.round for each in state.rounds} == wanted


def unwritable(path: Path, kind: str) -> Path:
    path.parent.mkdir(parents=True)
    if kind == "a file in the way":
        (path.parent / "file").write_text("")
        return path.parent / "file" / "runs.sqlite"
    if kind == "a folder":
        path.mkdir()
    elif kind == "no database":
        path.write_bytes(b"something else" * 100)
    else:
        Store(path)._database.engine().dispose()
        content = bytearray(path.read_bytes())
        content[18] = 3  # a write version that SQLite does not know makes the file read-only, for root as well
        path.write_bytes(content)
    return path


@pytest.mark.parametrize("kind", ["a file in the way", "a folder", "no database", "a read-only database"])
def test_a_place_that_cannot_be_written_keeps_runs_while_the_process_lives(path: Path, kind: str) -> None:
    store = Store(unwritable(path, kind))
    assert "kept in memory" in str(store.problem)
    assert "\n" not in str(store.problem)
    run_id = full_run(store)
    assert store.get(run_id).rounds == (finished(0), finished(1), finished(2))
    assert [state.id for state in store.latest()] == [run_id]


def answers(model: str = "alone", hospital: str | None = "Oslo", value: float = 0.25) -> Answers:
    return Answers(model, hospital, np.full((4, 2), value, dtype=np.float32))


def test_baselines_are_there_after_the_app_was_closed(path: Path) -> None:
    store = Store(path)
    run_id = store.create(CONFIG)
    epochs = baseline("Oslo").epochs
    for event in (started(), BaselineProgress("Oslo", 1, 4), *(BaselineEpoch("Oslo", epoch) for epoch in epochs)):
        store.append(run_id, event)
    half = store.get(run_id)
    assert (half.alone, half.baselines[0].epochs, half.baseline_progress.done) == ((), epochs, 1)
    store.append(run_id, baseline("Oslo"))
    store.append(run_id, baseline(None))
    store.turn(run_id, Status.FINISHED, only_from=[Status.QUEUED])
    again = Store(path).get(run_id)
    assert again.baselines == store.get(run_id).baselines
    assert (again.alone, again.pooled, again.baseline_progress) == ((baseline("Oslo"),), baseline(None), None)


def test_attacks_are_there_after_the_app_was_closed(path: Path) -> None:
    store = Store(path)
    run_id = store.create(CONFIG)
    for event in (started(), attacked(), finished(1), attacked("global", "B", None)):
        store.append(run_id, event)
    assert Store(path).get(run_id).attacks == store.get(run_id).attacks == (attacked(), attacked("global", "B", None))


def test_the_last_answers_of_each_model_are_kept_beside_the_run(path: Path) -> None:
    store = Store(path)
    run_id, other = store.create(CONFIG), store.create(CONFIG)
    for event in (answers("together", None), answers("together", None, 0.75), answers(), answers("pooled", None)):
        store.append(run_id, event)
    kept = Store(path).answers(run_id)
    assert set(kept) == {("together", None), ("alone", "Oslo"), ("pooled", None)}
    assert np.array_equal(kept["together", None], answers(value=0.75).probabilities)
    assert store.answers(other) == {}
    assert store.get(run_id).version == 0


def test_answers_make_room_and_runs_stay(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "MAX_ANSWERED_RUNS", 2)
    store = Store(path)
    ids = []
    for _ in range(3):
        ids.append(store.create(CONFIG))
        store.append(ids[-1], answers())
    assert [bool(store.answers(run_id)) for run_id in ids] == [False, True, True]
    assert len(store.latest()) == 3


def test_a_baseline_is_found_by_its_key_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "MAX_BASELINES", 2)
    store = Store(path)
    for key, accuracy in (("one", 0.1), ("two", 0.2), ("three", 0.3)):
        store.keep_baseline(key, baseline("A", accuracy), answers().probabilities)
    assert store.baseline("one") is None
    finished, probabilities = Store(path).baseline("three")
    assert finished == baseline("A", 0.3)
    assert np.array_equal(probabilities, answers().probabilities)


def finish(store: Store, config: SimulationConfig, status: Status = Status.FINISHED) -> str:
    run_id = store.create(config)
    store.turn(run_id, status, only_from=[Status.QUEUED])
    return run_id


def test_repeats_are_finished_runs_that_differ_in_the_seed_alone(path: Path) -> None:
    store = Store(path)
    shown = finish(store, CONFIG)
    old, new = finish(store, replace(CONFIG, seed=1)), finish(store, replace(CONFIG, seed=1, baselines="before"))
    other = finish(store, replace(CONFIG, seed=2, baselines="beside"))
    finish(store, replace(CONFIG, seed=3), Status.STOPPED)
    finish(store, replace(CONFIG, seed=4, rounds=3))
    finish(store, CONFIG)
    assert [state.id for state in Store(path).repeats(shown)] == [shown, other, new]
    assert old not in [state.id for state in store.repeats(shown)]
    assert store.repeats("nobody") == []


def test_of_two_repeats_the_whole_one_counts_and_not_the_newer_one_whose_baselines_failed(path: Path) -> None:
    store = Store(path)
    shown = finish(store, CONFIG)
    whole = finish(store, replace(CONFIG, seed=1))
    for name in (*CONFIG.hospital_names, None):
        store.append(whole, baseline(name))
    half = finish(store, replace(CONFIG, seed=1))
    store.append(half, baseline("A"))
    assert [state.id for state in store.repeats(shown)] == [shown, whole]
    assert [state.id for state in Store(path).repeats(shown)] == [shown, whole]


def test_of_two_repeats_the_one_that_was_made_like_the_run_counts(path: Path) -> None:
    store = Store(path)
    shown, like, other = (finish(store, replace(CONFIG, seed=seed)) for seed in (0, 1, 1))
    for run_id, made_by in ((shown, "this"), (like, "this"), (other, "another")):
        store.sign(run_id, made_by)
    store.append(other, baseline("A"))
    assert [state.id for state in store.repeats(shown)] == [shown, like]
    assert [state.made_by for state in Store(path).repeats(other)] == ["another", "this"]


def test_matching_runs_are_asked_for_by_their_settings_and_come_newest_first(path: Path) -> None:
    store = Store(path)
    one, two = finish(store, CONFIG), finish(store, replace(CONFIG, seed=1), Status.FAILED)
    finish(store, replace(CONFIG, lr=0.5))
    live = store.create(CONFIG)
    assert [state.id for state in store.matching(lambda config: config.lr == CONFIG.lr)] == [live, two, one]
    assert [state.id for state in Store(path).matching(lambda config: config.seed == 1)] == [two]


OF_EARLIER_VERSIONS = [
    (
        '{"code": "no-image", "arguments": [["hospital", "D"], ["images", 1], ["classes", ["x", "y"]], '
        '["hospitals", 3], ["ways", [{"code": "see-classes", "arguments": [["classes", ["z"]]]}, '
        '{"code": "fewer-hospitals", "arguments": []}]]]}',
        "Hospital D gets no image: there is 1 training image of x and y for 3 hospitals. Let it see z, or choose "
        "fewer hospitals.",
    ),
    (
        '{"code": "single-image", "arguments": [["hospital", "A"], '
        '["ways", [{"code": "small-cnn", "arguments": []}]]]}',
        "Hospital A has 1 image, and ResNet-18's BatchNorm needs 2 or more. Choose the small CNN.",
    ),
    (
        '{"code": "hospital-name-too-long", "arguments": [["hospital", "Oslo"], ["length", 61], ["most", 60]]}',
        "The hospital's name Oslo… has 61 characters; give it one of at most 60.",
    ),
    (
        '{"code": "unknown-class", "arguments": [["hospital", "A"], ["value", "X, Y"], ["classes", "CNV, DME"]]}',
        "Hospital A excludes X, Y, but the classes are CNV, DME.",
    ),
    (
        '{"code": "no-class-left", "arguments": [["hospital", "A"]]}',
        "Hospital A has no class left to learn from; give it at least one.",
    ),
    (
        '{"code": "rounds-unreadable", "arguments": [["hospital", "A"], ["value", "4 to 6"], ["most", 500]]}',
        "Hospital A is not there in rounds '4 to 6', which is no list of rounds from 1 to 500: write single rounds and "
        "spans, such as 4-6, 9.",
    ),
    (
        '{"code": "leaves-before-it-joins", "arguments": [["hospitals", ["A", "B"]], ["first", 9], ["last", 2]]}',
        "Hospitals A and B are never there: their first round comes after their last round (9 > 2). Let first be at "
        "most last.",
    ),
    (
        '{"code": "joins-after-the-end", "arguments": [["hospitals", ["A"]], ["first", 12], ["rounds", 10]]}',
        "Hospital A joins in round 12, and the run ends with round 10. Set first to at most 10, or rounds to at least "
        "12; one that takes no part has the presence never.",
    ),
    (
        '{"code": "no-such-class", "arguments": [["name", "adversary"], ["hospitals", ["A"]], ["cls", "q"], '
        '["classes", ["x", "y"]]]}',
        "adversary of hospital A names the class 'q', but the classes are x, y.",
    ),
]
"""What was kept of problems that each hospital, or each value, had for itself, by every code that is given no more."""


@pytest.mark.parametrize(
    ("kept", "sentence"), OF_EARLIER_VERSIONS, ids=[it[0].split('"')[3] for it in OF_EARLIER_VERSIONS]
)
def test_a_row_with_a_code_of_an_earlier_version_is_told_in_a_sentence(path: Path, kept: str, sentence: str) -> None:
    run_id = full_run(Store(path))
    with closing(sqlite3.connect(path)) as database, database:
        within = json.dumps({"code": "federation-failed", "arguments": [["why", json.loads(kept)]]})
        database.execute("UPDATE run SET error = ? WHERE id = ?", (within, run_id))
    state = Store(path).get(run_id)
    assert str(state.error) == f"The federation failed: {sentence}"
    assert to_results(state)["error"] == str(state.error)


def test_every_code_of_earlier_versions_is_read_in_a_row() -> None:
    assert {json.loads(kept)["code"] for kept, _ in OF_EARLIER_VERSIONS} == set(earlier.WORDS)
