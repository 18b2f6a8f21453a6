"""A grid from the command line."""

import json
from pathlib import Path

import pytest

from fedsim.cli.main import main
from fedsim.runs.store import open_store


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDSIM_HOME", str(tmp_path))


def test_a_grid_is_run_once_told_and_written(tiny: str, tmp_path: Path, capsys) -> None:
    command = ["sweep", "--dataset", tiny, "--rounds", "1", "--device", "cpu", "--samples-per-hospital", "all"]
    grid = ["--over", "strategy=fedavg,fedprox", "--over", "local_epochs=1,2", "--json", str(tmp_path / "grid.json")]
    assert main([*command, *grid]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("0 of 4 runs are done")
    assert "Strategy FedProx and Local epochs 2, seed 0" in printed
    assert printed.count("| FedAvg |") == 2
    written = json.loads((tmp_path / "grid.json").read_text())
    assert written["over"] == {"strategy": ["fedavg", "fedprox"], "local_epochs": [1, 2]}
    assert [point["at"] for point in written["points"]][-1] == {"strategy": "fedprox", "local_epochs": 2}
    assert main([*command, *grid[:2], "--over", "local_epochs=1,2,3"]) == 0
    assert capsys.readouterr().out.startswith("4 of 6 runs are done")
    assert len(open_store().latest()) == 6


@pytest.mark.parametrize(
    ("over", "said"),
    [
        (["nothing=1"], "nothing"),
        (["strategy=fedmagic"], "fedmagic"),
        (["strategy"], "as strategy=fedavg,fedprox."),
        (["rounds=1", "rounds=2"], "rounds was named twice"),
        (["rounds=" + ",".join(map(str, range(1, 501))), "local_epochs=1,2"], "1000 runs, and 500 is the most"),
    ],
)
def test_what_is_no_grid_is_one_sentence(tiny: str, over: list[str], said: str, capsys) -> None:
    options = [word for each in over for word in ("--over", each)]
    assert main(["sweep", "--dataset", tiny, *options]) != 0
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error
