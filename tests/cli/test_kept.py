"""Runs from the command line are kept, and nothing that is only told of one destroys it."""

import importlib.metadata
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from results_schema import misfits

from fedsim.cli import report
from fedsim.cli.main import main
from fedsim.hospitals import identity
from fedsim.runs.state import Status
from fedsim.runs.store import Store

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def command(tiny: str) -> list[str]:
    return ["run", "--dataset", tiny, "--rounds", "2", "--samples-per-hospital", "all", "--device", "cpu"]


def test_a_run_of_the_command_line_is_kept_like_the_pages(command, database: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert main([*command, "--json", str(out)]) == 0
    (state,) = Store(database).latest()
    results = json.loads(out.read_text(encoding="utf-8"))
    assert (state.status, state.rounds_done, state.config.rounds) == (Status.FINISHED, 2, 2)
    assert [each.accuracy for each in state.rounds] == [each["accuracy"] for each in results["rounds"]]
    assert set(Store(database).answers(state.id)) == {("together", None)}


def test_hospitals_that_trained_alone_before_are_not_trained_again(command, capsys) -> None:
    assert main([*command, "--baselines"]) == 0
    assert "trained before" not in capsys.readouterr().out
    assert main([*command, "--baselines"]) == 0
    assert capsys.readouterr().out.count("trained before") == 4


def test_without_a_database_the_run_goes_on_and_says_so_in_a_line(
    command, monkeypatch: pytest.MonkeyPatch, capsys, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("FEDSIM_DATABASE_URL", f"sqlite:///{tmp_path}/file/runs.sqlite")
    assert main(command) == 0
    printed = capsys.readouterr()
    (line,) = printed.err.splitlines()
    assert line.startswith("fedsim: FEDSIM_DATABASE_URL cannot be used (")
    assert "new ones are kept in memory" in line
    assert printed.out.count("\nround") == 3


@pytest.fixture
def versions_anew() -> Iterator[None]:
    """They are looked up once in a process."""
    identity.installed.cache_clear()
    yield
    identity.installed.cache_clear()


def test_a_package_that_is_not_installed_costs_its_version_and_no_more(
    command, versions_anew: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def missing(name: str) -> str:
        if name == "opacus":
            raise importlib.metadata.PackageNotFoundError(name)
        return "1.0"

    monkeypatch.setattr("fedsim.hospitals.identity.version", missing)
    out = tmp_path / "out.json"
    assert main([*command, "--json", str(out)]) == 0
    results = json.loads(out.read_text(encoding="utf-8"))
    for versions in (results["versions"], results["made_by"]["packages"]):
        assert (versions["opacus"], versions["torch"]) == (None, "1.0")
    assert misfits(results) == []


@pytest.mark.parametrize(
    "error", [BrokenPipeError("closed"), UnicodeEncodeError("ascii", "ε", 0, 1, "no"), KeyError(1)]
)
def test_a_terminal_that_takes_no_more_ends_no_training(
    command, monkeypatch: pytest.MonkeyPatch, database: Path, tmp_path: Path, error: Exception
) -> None:
    def fail(bar: report.Bar, line: str) -> None:
        raise error

    monkeypatch.setattr(report.Bar, "print", fail)
    out = tmp_path / "out.json"
    main([*command, "--baselines", "--json", str(out)])
    results = json.loads(out.read_text(encoding="utf-8"))
    assert (results["status"], len(results["rounds"]), len(results["baselines"]["alone"])) == ("finished", 3, 3)
    assert [state.status for state in Store(database).latest()] == [Status.FINISHED]


def test_a_reader_that_goes_away_ends_no_training(command, database: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    with subprocess.Popen(
        [sys.executable, "-m", "fedsim", *command, "--json", str(out)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ),
    ) as running:  # fmt: skip
        running.stdout.readline()
        running.stdout.close()
        errors = running.stderr.read()
    assert "Traceback" not in errors
    assert json.loads(out.read_text(encoding="utf-8"))["status"] == "finished"


def test_a_terminal_that_lacks_a_letter_shows_another(tmp_path: Path) -> None:
    """In a process of its own: what a test prints has every letter."""
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "fedsim", "privacy", "--noise-multiplier", "1", "--hospitals", "3"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    refused = [sys.executable, "-m", "fedsim", "data", "info", "Zürich"]
    done = subprocess.run(refused, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.stderr.startswith("fedsim: There is no data set 'Z?rich'")
