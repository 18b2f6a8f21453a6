"""What MLflow and TensorBoard are told of a run is what it was; and what fails there does not touch it."""

import json
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tiny import attacked, baseline, finished, reached, started

from fedsim.cli.main import main
from fedsim.errors import FedsimError
from fedsim.events import RoundFinished
from fedsim.export import tracking
from fedsim.export.tracking import Following, Target, Telling, log_kept, of_round, plain_names
from fedsim.hospitals.identity import code_digest
from fedsim.runs.state import Status
from fedsim.runs.store import Store, open_store
from fedsim.settings.config import Hospital, SimulationConfig

NAMES = ("A/../B <b>", "A/../B <i>", "Köln 🏥" + "x" * 80)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("FEDSIM_DATABASE_URL", f"sqlite:///{tmp_path}/fedsim.sqlite")
    monkeypatch.setenv("FEDSIM_HOME", str(tmp_path / "home"))
    return open_store()


@pytest.fixture
def run(tiny: str) -> list[str]:
    command = ["run", "--dataset", tiny, "--rounds", "2", "--device", "cpu", "--samples-per-hospital", "all"]
    return [*command, "--seed", "3", "--lr", "0.01"]


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that MLflow has made: that takes it seconds."""
    pytest.importorskip("mlflow")
    from mlflow import MlflowClient

    file = tmp_path_factory.mktemp("mlflow") / "ml.db"
    MlflowClient(f"sqlite:///{file}").search_experiments()
    return file


@pytest.fixture
def client(empty: Path, tmp_path: Path) -> Any:
    from mlflow import MlflowClient

    shutil.copy(empty, tmp_path / "ml.db")
    return MlflowClient(f"sqlite:///{tmp_path}/ml.db")


def logged(client: Any) -> list[Any]:
    return client.search_runs([client.get_experiment_by_name("fedsim").experiment_id])


def scalars(folder: Path) -> Any:
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    told = EventAccumulator(str(folder), size_guidance={"scalars": 0, "tensors": 0})
    told.Reload()
    return told


def test_mlflow_has_a_run_as_it_went(run: list[str], store: Store, tmp_path: Path) -> None:
    pytest.importorskip("mlflow")
    assert main([*run, "--baselines", "--log-to", f"mlflow:sqlite:///{tmp_path}/ml.db"]) == 0
    from mlflow import MlflowClient

    client = MlflowClient(f"sqlite:///{tmp_path}/ml.db")
    (state,), (there,) = open_store().latest(), logged(client)
    assert there.data.params == state.config.to_query()
    assert there.info.status == "FINISHED"
    assert there.data.tags["fedsim.run"] == state.id
    assert there.data.tags["fedsim.version.torch"].startswith("2.")
    assert there.data.tags["fedsim.code"] == code_digest()
    for name in ("accuracy", "loss", "auc", "seconds", "bytes_up"):
        history = client.get_metric_history(there.info.run_id, name)
        assert [(each.step, each.value) for each in history] == [
            (each.round, getattr(each, name)) for each in state.rounds
        ]
    own = client.get_metric_history(there.info.run_id, "hospitals/B/global_accuracy_on_own_classes")
    assert [each.value for each in own] == [each.hospitals[1].global_accuracy_on_own_classes for each in state.rounds]
    assert there.data.metrics["alone/A/balanced_accuracy"] == state.alone[0].balanced_accuracy
    assert there.data.metrics["pooled/accuracy"] == state.pooled.accuracy
    folder = tmp_path / "ml-artifacts"
    (results,) = folder.rglob(f"fedsim-{state.id}.json")
    assert [each["accuracy"] for each in json.loads(results.read_text())["rounds"]] == [
        each.accuracy for each in state.rounds
    ]
    assert len(list(folder.rglob(f"fedsim-{state.id}-model.zip"))) == 1


def test_tensorboard_has_a_run_as_it_went(run: list[str], store: Store, tmp_path: Path) -> None:
    pytest.importorskip("tensorboard")
    assert main([*run, "--log-to", f"tensorboard:{tmp_path}/board"]) == 0
    (state,) = open_store().latest()
    told = scalars(tmp_path / "board" / state.id)
    accuracy = [(each.step, each.value) for each in told.Scalars("accuracy")]
    assert accuracy == [(each.round, pytest.approx(each.accuracy)) for each in state.rounds]
    assert [each.step for each in told.Scalars("hospitals/A/global_accuracy_on_own_classes")] == [0, 1, 2]
    assert "_hparams_/session_start_info" in told.summary_metadata
    assert b"finished" in told.Tensors("status")[0].tensor_proto.string_val[0]


def a_run(store: Store, status: Status = Status.FINISHED) -> str:
    hospitals = tuple(Hospital(name, ("b",)) for name in ("A", "B"))
    run_id = store.create(SimulationConfig(dataset="toy", hospitals=hospitals, rounds=2))
    store.turn(run_id, Status.RUNNING, only_from=[Status.QUEUED])
    told = (started(), finished(0), finished(1, loss=float("nan")), finished(2), attacked(), baseline("A"))
    for event in told:
        store.append(run_id, event)
    store.turn(run_id, status, only_from=[Status.RUNNING])
    return run_id


@pytest.mark.parametrize(("status", "called"), [(Status.FAILED, "FAILED"), (Status.STOPPED, "KILLED")])
def test_a_kept_run_is_logged_once_with_what_is_said_of_it(
    client: Any, store: Store, tmp_path: Path, capsys, status: Status, called: str
) -> None:
    run_id = a_run(store, status)
    store.say([run_id], name="<b>Monday</b>" + "x" * 8000, tags=("a", "b"), note="for the lecture")
    command = ["runs", "log", run_id, "--log-to", f"mlflow:sqlite:///{tmp_path}/ml.db"]
    assert main(command) == 0
    assert capsys.readouterr().out == f"Run {run_id} is logged to mlflow:sqlite:///{tmp_path}/ml.db.\n"
    (there,) = logged(client)
    assert there.info.run_name.startswith("<b>Monday</b>x")
    assert (there.info.status, there.data.tags["fedsim.tags"]) == (called, "a, b")
    assert there.data.tags["mlflow.note.content"] == "for the lecture"
    assert there.data.metrics["attacks/update/A/auc"] == 0.75
    state = store.get(run_id)
    times = [each.timestamp for each in client.get_metric_history(there.info.run_id, "accuracy")]
    assert times == [round(at * 1000) for at in state.round_times]
    assert main(command) == 1
    assert f"run {run_id} is there already" in capsys.readouterr().err
    assert len(logged(client)) == 1


def test_tensorboard_takes_a_kept_run_once(store: Store, tmp_path: Path, capsys) -> None:
    pytest.importorskip("tensorboard")
    run_id = a_run(store)
    store.say([run_id], note="**bold**\n<script>")
    command = ["runs", "log", run_id, "--log-to", f"tensorboard:{tmp_path}/board"]
    assert main(command) == 0
    told = scalars(tmp_path / "board" / run_id)
    assert [each.wall_time for each in told.Scalars("accuracy")] == list(store.get(run_id).round_times)
    assert told.Tensors("note")[0].tensor_proto.string_val[0] == b"    **bold**\n    <script>"
    assert main(command) == 1
    assert f"run {run_id} is there already" in capsys.readouterr().err


def test_names_of_hospitals_become_names_of_metrics(client: Any, store: Store, tmp_path: Path) -> None:
    config = SimulationConfig(hospitals=tuple(Hospital(name) for name in NAMES))
    names = plain_names(config)
    assert names == {
        NAMES[0]: "A____B _b_ 1",
        NAMES[1]: "A____B _i_ 2",
        NAMES[2]: "Köln _" + "x" * 54 + " 3",
    }
    run_id = store.create(config)
    rows = tuple(each.__class__(**{**vars(each), "name": name}) for name in NAMES for each in finished(1).hospitals[:1])
    store.append(run_id, started())
    store.append(run_id, RoundFinished(**{**vars(finished(1)), "hospitals": rows, "attack_success": reached()}))
    store.turn(run_id, Status.FINISHED, only_from=[Status.QUEUED])
    log_kept(Target("mlflow", f"sqlite:///{tmp_path}/ml.db"), store, store.get(run_id))
    (there,) = logged(client)
    assert {f"hospitals/{name}/train_loss" for name in names.values()} <= set(there.data.metrics)
    assert there.data.metrics["attack_success/label-flip 1/share"] == 0.25


def test_of_many_hospitals_a_sample_is_logged() -> None:
    config = SimulationConfig(hospitals=tuple(Hospital(f"H{place}") for place in range(300)))
    assert len(plain_names(config)) == 20


def test_what_a_round_says_has_the_results_files_names() -> None:
    numbers = dict(of_round(finished(1), {"A": "A"}))
    assert numbers["accuracy"] == 0.5
    assert numbers["hospitals/A/participated"] == 1.0
    assert "epsilon" not in numbers  # no promise
    assert not any(name.startswith("hospitals/B") for name in numbers)


class Failing:
    """A log that fails in one of its methods."""

    def __init__(self, where: str) -> None:
        self._where = where

    def __getattr__(self, name: str) -> Any:
        def called(*arguments: Any) -> None:
            if name == self._where:
                raise RuntimeError(f"no room at postgresql://me:secret@host\nin {name}")

        return called


@pytest.mark.parametrize("where", ["begin", "add", "end", "open"])
def test_a_log_that_fails_is_told_of_once_and_the_run_goes_on(
    run: list[str], store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys, where: str
) -> None:
    def opened(target: Target) -> Failing:
        if where == "open":
            raise OSError("no room at all")
        return Failing(where)

    monkeypatch.setitem(sys.modules, "mlflow", SimpleNamespace())
    monkeypatch.setattr(Target, "open", opened)
    out = tmp_path / "out.json"
    assert main([*run, "--log-to", "mlflow:http://me:secret@host", "--json", str(out)]) == 0
    printed = capsys.readouterr()
    (line,) = printed.err.splitlines()
    assert line.startswith("fedsim: The run cannot be logged to mlflow:http://host: no room at")
    assert "secret" not in printed.err
    assert printed.out.count("\nround") == 3
    assert json.loads(out.read_text())["status"] == "finished"


def test_a_log_that_hangs_is_not_waited_for_without_end(
    run: list[str], store: Store, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    import threading

    released = threading.Event()
    monkeypatch.setitem(sys.modules, "mlflow", SimpleNamespace())
    monkeypatch.setattr(Target, "open", lambda target: released.wait())
    monkeypatch.setattr(tracking, "WAIT_SECONDS", 0.01)
    assert main([*run, "--log-to", "mlflow:sqlite:///x.db"]) == 0
    assert "has not taken all of the run within 0 s" in capsys.readouterr().err
    released.set()


@pytest.mark.parametrize("kind", ["mlflow", "tensorboard"])
def test_a_package_that_is_missing_is_named_with_the_remedy(
    run: list[str], store: Store, monkeypatch: pytest.MonkeyPatch, capsys, kind: str
) -> None:
    monkeypatch.setitem(sys.modules, kind, None)
    assert main([*run, "--log-to", f"{kind}:sqlite:///x.db"]) == 1
    assert "`pip install -r requirements-tracking.txt`" in capsys.readouterr().err
    assert open_store().latest() == []


@pytest.mark.parametrize("text", ["wandb:x", "mlflow", "mlflow:", "", "sqlite:///runs.db", "x" * 1000])
def test_what_is_nothing_to_log_to_is_told(text: str) -> None:
    with pytest.raises(FedsimError, match="is nothing to log to"):
        Target.read(text)


@pytest.mark.parametrize("kind", ["mlflow", "tensorboard"])
@pytest.mark.parametrize("logged_before", [True, False])
def test_a_run_that_goes_on_is_logged_on_and_each_number_once(
    client: Any, store: Store, tmp_path: Path, kind: str, logged_before: bool
) -> None:
    pytest.importorskip(kind)
    place = {"mlflow": f"sqlite:///{tmp_path}/ml.db", "tensorboard": f"{tmp_path}/board"}[kind]
    target, run_id = Target(kind, place), a_run(store, Status.STOPPED)
    if logged_before:  # it was killed in the middle: nothing says that it ended
        telling = Telling(target.open(), store, store.get(run_id))
        for at, event in store.get(run_id).events():
            if not isinstance(event, RoundFinished) or event.round < 2:
                telling.tell(event, at)
    following = Following(target, store, run_id, goes_on=True)
    for again in (2, 3):  # the last round that is kept is trained again where its model was not
        following.tell(finished(again))
    following.end()
    if kind == "mlflow":
        (there,) = logged(client)
        history = [each.step for each in client.get_metric_history(there.info.run_id, "accuracy")]
        alone = len(client.get_metric_history(there.info.run_id, "alone/A/balanced_accuracy"))
    else:
        told = scalars(tmp_path / "board" / run_id)
        history = [each.step for each in told.Scalars("accuracy")]
        alone = len(told.Scalars("alone/A/balanced_accuracy"))
    assert (history, alone) == ([0, 1, 2, 3], 1)
