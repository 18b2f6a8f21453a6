"""The results file holds the names that were fixed, and is JSON for anyone."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from results_schema import ADDED, TEMPLATE, misfits
from tiny import attacked, baseline, finished, reached, read, started

from fedsim.analysis.heterogeneity import heterogeneity_of
from fedsim.errors import FedsimError, Problem
from fedsim.events import Newcomer
from fedsim.export.results_file import to_results, write_results
from fedsim.hospitals import identity
from fedsim.runs.state import RunState, Status
from fedsim.settings.config import SimulationConfig


@pytest.fixture
def state() -> RunState:
    state = RunState("id", SimulationConfig(dataset="toy"), queued_at=90.0).turned(Status.RUNNING, 100.0)
    for at, event in ((101.0, started()), (102.0, finished(0)), (105.0, finished(1)), (109.0, finished(2))):
        state = state.after(event, at)
    return state.turned(Status.FINISHED, 110.0)


def test_a_finished_run_has_every_name(state: RunState) -> None:
    results = to_results(state)
    assert misfits(results) == []
    assert results["schema"] == TEMPLATE["schema"]
    assert [each["round"] for each in results["rounds"]] == [0, 1, 2]
    hospital = TEMPLATE["rounds"][0]["hospitals"][0]
    assert None not in [results["rounds"][1]["hospitals"][0][key] for key in hospital if hospital[key] is not None]


@pytest.mark.parametrize("status", [Status.QUEUED, Status.FAILED, Status.STOPPED, Status.INTERRUPTED])
def test_a_run_that_never_began_has_every_name_too(status: Status) -> None:
    results = to_results(RunState("id", SimulationConfig(), status=status, error=Problem.of("as-told", words="why")))
    assert misfits(results) == []
    assert (results["status"], results["error"], results["error_code"]) == (str(status), "why", "as-told")
    assert results["dataset"]["name"] == "synthetic-oct"
    assert results["rounds"] == results["hospitals"] == []
    assert results["timing"]["first_round_s"] is results["timing"]["total_s"] is None


def test_the_numbers_are_the_runs(state: RunState) -> None:
    results = to_results(state)
    assert results["dataset"]["classes"] == ["a", "b"]
    assert [results["dataset"][f"num_{split}"] for split in ("train", "val", "test")] == [10, 2, 4]
    assert results["partition"]["heterogeneity"] == heterogeneity_of(state.info)
    assert results["hospitals"][1] == {
        "name": "B", "excluded": ["b"], "num_examples": 5, "class_counts": [5, 0], "takes_part": True,
    }  # fmt: skip
    hospital = results["rounds"][1]["hospitals"][0]
    assert (hospital["name"], hospital["participated"], hospital["update_norm"]) == ("A", True, 1.5)
    assert hospital["local_confusion_matrix"] == [[2, 0], [2, 0]]
    assert results["rounds"][2]["hospitals"][1]["status"] == "failed"
    assert results["timing"]["first_round_s"] == 5.0
    assert results["timing"]["total_s"] == 10.0
    assert SimulationConfig.from_dict(results["config"]) == state.config


def test_what_made_the_run_is_named_and_not_what_writes_the_file(
    state: RunState, monkeypatch: pytest.MonkeyPatch
) -> None:
    then = identity.identity("cpu")
    monkeypatch.setattr(identity, "code_digest", lambda: "another")
    results = to_results(replace(state, made_by=then))
    assert results["made_by"] == json.loads(then)
    assert misfits(results) == []
    for unknown in (None, "{damaged"):
        assert to_results(replace(state, made_by=unknown))["made_by"] is None


def test_a_file_of_an_earlier_version_fits_too(state: RunState) -> None:
    results = to_results(state)
    assert set(ADDED) <= set(results)
    assert misfits({name: part for name, part in results.items() if name not in ADDED}) == []


def test_versions_are_the_installed_ones(state: RunState) -> None:
    import flwr
    import torch

    versions = to_results(state)["versions"]
    assert (versions["flwr"], versions["torch"].split("+")[0]) == (flwr.__version__, torch.__version__.split("+")[0])


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_becomes_null(state: RunState, value: float) -> None:
    results = to_results(state.after(finished(3, loss=value, auc=value), 111.0))
    assert results["rounds"][3]["loss"] is results["rounds"][3]["auc"] is None
    assert results["rounds"][2]["loss"] == 1.0
    assert json.loads(json.dumps(results, allow_nan=False)) == results
    assert misfits(results) == []


def test_the_file_is_what_the_results_are(state: RunState, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    write_results(state, path)
    assert json.loads(path.read_text(encoding="utf-8")) == to_results(state)


def test_a_file_that_cannot_be_written_is_named(state: RunState, tmp_path: Path) -> None:
    with pytest.raises(FedsimError, match=r"Cannot write the results to .*nowhere"):
        write_results(state, tmp_path / "nowhere" / "out.json")


def test_the_schema_check_finds_what_is_missing_or_of_another_type() -> None:
    results = json.loads(json.dumps(TEMPLATE))
    assert misfits(results) == []
    del results["rounds"][0]["hospitals"][0]["update_norm"]
    results["dataset"]["classes"] = "CNV"
    assert misfits(results) == [
        "results.dataset.classes is no list: 'CNV'",
        "results.rounds[0].hospitals[0].update_norm is missing",
    ]


def test_baselines_stand_in_the_results_by_their_fixed_names(state: RunState) -> None:
    for event in (baseline("A", 0.25), baseline(None, 0.75)):
        state = state.after(event, 111.0)
    results = to_results(state)
    assert misfits(results) == []
    (alone,), pooled = results["baselines"]["alone"], results["baselines"]["pooled"]
    assert (alone["name"], alone["accuracy"], alone["confusion_matrix"]) == ("A", 0.25, [[2, 0], [2, 0]])
    assert alone["epochs"][1] == {
        "epoch": 2, "train_accuracy": 0.9, "val_accuracy": 0.8, "accuracy": 0.25,
        "there": None, "there_on_own_classes": None,
    }  # fmt: skip
    assert (pooled["accuracy"], pooled["num_examples"]) == (0.75, 5)


def test_attacks_stand_in_the_results_with_their_curves_or_the_reason(state: RunState) -> None:
    for event in (attacked("update", "A", 0.75), attacked("global", "B", None)):
        state = state.after(event, 111.0)
    results = json.loads(json.dumps(to_results(state)))
    assert misfits(results) == []
    done, not_done = results["attacks"]
    assert (done["target"], done["hospital"], done["auc"], done["reason"]) == ("update", "A", 0.75, None)
    assert (done["fpr"], done["tpr"]) == ([0.0, 0.5, 1.0], [0.0, 1.0, 1.0])
    assert (not_done["auc"], not_done["fpr"], not_done["reason"]) == (None, [], "Too few images.")


def test_what_hospitals_that_cheat_reached_stands_in_the_results_by_round(state: RunState) -> None:
    results = json.loads(json.dumps(to_results(state.after(replace(finished(3), attack_success=reached()), 111.0))))
    assert misfits(results) == []
    assert [each["attack_success"] for each in results["rounds"][:3]] == [[], [], []]
    flip, backdoor = results["rounds"][3]["attack_success"]
    assert flip == {
        "kind": "label-flip", "hospitals": ["A"], "source": "CNV", "target": "DRUSEN", "share": 0.25, "num_images": 4
    }  # fmt: skip
    assert (backdoor["kind"], backdoor["hospitals"], backdoor["source"]) == ("backdoor", ["B"], None)
    assert results["attacks"] == []


def test_newcomers_stand_in_their_round_with_the_sentence_of_what_went_wrong(state: RunState) -> None:
    tried = Newcomer("C", 5, 1, 0.5, 0.75, error=Problem.of("not-finite"))
    results = to_results(state.after(replace(finished(3), newcomers=(tried,)), 111.0))
    (told,) = results["rounds"][3]["newcomers"]
    assert (told["accuracy"], told["accuracy_on_own_classes"], told["tuned_accuracy"]) == (0.5, 0.75, None)
    assert (told["error"], told["error_code"]) == (str(tried.error), "not-finite")
    assert results["rounds"][2]["newcomers"] == []
    assert misfits(results) == []


def test_who_reads_a_mark_stands_in_the_results_of_rounds_and_baselines(state: RunState) -> None:
    for event in (replace(finished(3), shortcut=read()), replace(baseline("A"), shortcut=read())):
        state = state.after(event, 111.0)
    results = json.loads(json.dumps(to_results(state)))
    assert misfits(results) == []
    told = [{"disease": "b", "accuracy_with": 0.9, "accuracy_without": 0.75, "accuracy_wrong": 0.25}]
    assert results["rounds"][3]["shortcut"] == told
    assert results["rounds"][0]["shortcut"] == []
    assert [each["shortcut"] for each in results["baselines"]["alone"] if each["name"] == "A"][-1] == told
