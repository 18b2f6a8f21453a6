"""Kept runs from the command line."""

import json
from dataclasses import replace

import pytest

from fedsim.cli.main import main
from fedsim.events import LeftOut
from fedsim.runs.state import Baseline, RunState, Status
from fedsim.runs.store import open_store


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDSIM_HOME", str(tmp_path))


@pytest.fixture
def run_id(tiny: str, capsys) -> str:
    command = ["run", "--dataset", tiny, "--rounds", "2", "--device", "cpu", "--samples-per-hospital", "all"]
    assert main([*command, "--baselines", "after"]) == 0
    capsys.readouterr()
    return open_store().latest()[0].id


def without_keys(state: RunState) -> tuple[Baseline, ...]:
    """Baselines as a results file has them: it names no weights, which stay where they were trained."""
    finished = [(each, each.finished) for each in state.baselines if each.finished]
    assert all(told.key for _, told in finished)
    return tuple(replace(each, finished=replace(told, key=None)) for each, told in finished)


def test_a_runs_csv_is_its_table_and_not_its_pictures_numbers(run_id: str, tmp_path, capsys) -> None:
    assert main(["runs", "export", run_id, "--format", "csv", "--out", str(tmp_path / "whole.csv")]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'whole.csv'}\n"
    rows = (tmp_path / "whole.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0].startswith("run,seed,round,hospital,")
    assert len(rows) == 1 + 3 * 3  # a row a round and hospital


def test_runs_are_listed_and_shown(run_id: str, capsys) -> None:
    open_store().say([run_id], name="Monday", tags=("a", "b"), note="for the lecture", starred=True)
    assert main(["runs", "list"]) == 0
    line = capsys.readouterr().out
    assert line.startswith(run_id)
    assert "Monday, finished" in line
    assert " * " in line
    assert main(["runs", "list", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["id"], row["name"], row["tags"], row["status"]) == (run_id, "Monday", ["a", "b"], "finished")
    assert main(["runs", "show", run_id]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert "2 rounds" in shown[0]
    assert shown[1] == "finished"
    assert shown[2:5] == ["Name: Monday", "Tags: a, b", "Note: for the lecture"]
    assert len(shown) > 5  # its verdict
    assert main(["runs", "show", run_id, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["rounds"]) == 3


def test_a_run_is_played_again(run_id: str, capsys) -> None:
    store = open_store()
    store._own[run_id] = store.get(run_id)
    store.append(run_id, LeftOut(2, "A", out=True))
    store.leave()
    assert main(["replay", run_id, "--speed", "1000"]) == 0
    printed = capsys.readouterr().out
    order = ("round   0 ", "round   1 ", "A is left out from round 2 on", "round   2 ", "pooled: ")
    found = [printed.index(said) for said in order]
    assert found == sorted(found)
    assert printed.splitlines()[-1] == "finished"
    assert main(["replay", run_id, "--speed", "0"]) == 1
    assert "0.1 to 1000.0 rounds a second" in capsys.readouterr().err


def test_a_deletion_is_taken_back(run_id: str, capsys) -> None:
    assert main(["runs", "delete", run_id]) == 0
    assert main(["runs", "list"]) == 0
    assert capsys.readouterr().out.startswith("1 run is deleted.\nNo run is kept yet")
    assert main(["runs", "show", run_id]) == 1
    assert f"There is no run {run_id}" in capsys.readouterr().err
    assert main(["runs", "restore", run_id]) == 0
    assert main(["runs", "list"]) == 0
    assert run_id in capsys.readouterr().out


def test_one_that_was_interrupted_goes_on(run_id: str, tiny: str, capsys) -> None:
    store = open_store()
    state = store.get(run_id)
    assert main(["runs", "resume", run_id]) == 1
    assert "cannot go on" in capsys.readouterr().err
    from fedsim.runs.runner import carry_out

    stopped = store.create(state.config)
    carry_out(store, stopped, lambda: store.get(stopped).rounds_done >= 1)
    assert store.get(stopped).status is Status.STOPPED
    assert main(["runs", "resume", stopped]) == 0
    printed = capsys.readouterr().out
    assert "round   2" in printed
    assert "round   1" not in printed
    ended = open_store().get(stopped)
    assert (ended.status, ended.rounds[-1].loss) == (Status.FINISHED, state.rounds[-1].loss)


@pytest.mark.parametrize("command", ["show", "resume", "delete", "restore"])
def test_an_unknown_run_is_named(command: str, capsys) -> None:
    assert main(["runs", command, "../etc"]) == 1
    assert "There is no run ../etc" in capsys.readouterr().err


def test_runs_are_compared(run_id: str, tiny: str, capsys) -> None:
    command = ["run", "--dataset", tiny, "--device", "cpu", "--samples-per-hospital", "all", "--seed", "0"]
    assert main([*command, "--rounds", "1"]) == 0
    other = next(state.id for state in open_store().latest() if state.id != run_id)
    capsys.readouterr()
    assert main(["runs", "compare", run_id, other]) == 0
    head, _, first, second, *rest = capsys.readouterr().out.splitlines()
    assert head.startswith("| Rounds | ")
    assert (first[:5], second[:5]) == ("| 2 |", "| 1 |")
    assert "rounds 1" in rest[-3]
    assert "Test accuracy. More is better." in rest[-1]
    assert main(["runs", "compare", run_id, other, "--metric", "loss", "--value", "mean", "--last", "2"]) == 0
    *_, said, _, read = capsys.readouterr().out.splitlines()
    assert "one seed alone does not say how sure that is" in said
    assert "Test loss, mean of the last 2. Less is better." in read
    assert main(["runs", "compare", run_id, other, "--last", "0"]) == 1
    assert "--last must be >= 1, got 0" in capsys.readouterr().err
    assert main(["runs", "compare", run_id, other, "--format", "latex"]) == 0
    assert capsys.readouterr().out.startswith("\\begin{tabular}")
    assert main(["runs", "compare", "abc", other]) == 1


def test_of_a_damaged_database_it_is_not_said_that_no_run_is_kept(tmp_path, capsys) -> None:
    assert main(["runs", "list"]) == 0
    assert "No run is kept yet" in capsys.readouterr().out
    for file in tmp_path.glob("fedsim.sqlite*"):
        file.write_bytes(b"something else" * 100)
    assert main(["runs", "list"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "is damaged" in said.err


def test_a_results_file_is_taken_in_elsewhere_and_written_again_as_it_was(
    run_id: str, tmp_path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    open_store().say([run_id], name="Monday", tags=("a", "b"))
    then = open_store().get(run_id)
    assert main(["runs", "export", run_id, "--out", str(tmp_path / "out.json")]) == 0
    capsys.readouterr()
    monkeypatch.setenv("FEDSIM_DATABASE_URL", f"sqlite:///{tmp_path}/elsewhere.sqlite")
    assert main(["runs", "import", str(tmp_path / "out.json")]) == 0
    assert capsys.readouterr().out.startswith(f"Run {run_id} is taken in: tiny")
    assert main(["runs", "export", run_id, "--out", str(tmp_path / "again.json")]) == 0
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "out.json").read_bytes()
    now = open_store().get(run_id)
    assert replace(now, purpose=then.purpose, version=then.version) == replace(then, baselines=without_keys(then))
    capsys.readouterr()
    assert main(["runs", "import", str(tmp_path / "out.json")]) == 1
    assert capsys.readouterr().err == f"fedsim: That run is kept already: it is {run_id}.\n"
    (tmp_path / "out.json").write_bytes(b"\xff\x00")
    assert main(["runs", "import", str(tmp_path / "out.json")]) == 1
    assert "is no results file" in capsys.readouterr().err
    assert [state.id for state in open_store().latest()] == [run_id]


def test_what_run_writes_is_taken_in_too(tiny: str, tmp_path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    out = str(tmp_path / "out.json")
    assert main(["run", "--dataset", tiny, "--rounds", "1", "--device", "cpu", "--json", out]) == 0
    assert main(["runs", "import", out]) == 1
    assert "kept already" in capsys.readouterr().err
    monkeypatch.setenv("FEDSIM_DATABASE_URL", f"sqlite:///{tmp_path}/elsewhere.sqlite")
    assert main(["runs", "import", out]) == 0
    assert open_store().latest()[0].rounds_done == 1
