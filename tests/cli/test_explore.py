"""A sweep from the command line: its table, its sentence, what it finds again, and how it ends."""

import json
from pathlib import Path

import pytest

from fedsim.cli import explore
from fedsim.cli.main import main
from fedsim.errors import Problem
from fedsim.runs.runner import Outcome
from fedsim.runs.state import Status
from fedsim.runs.store import Store
from tests.tiny import CLASSES


@pytest.fixture
def options(tiny: str) -> list[str]:
    return ["explore", "--dataset", tiny, "--hospitals", "3", "--samples-per-hospital", "all", "--rounds", "1",
            "--device", "cpu", "--exclude", "none"]  # fmt: skip


def test_it_prints_a_row_a_value_and_the_sentence_and_finds_its_runs_again(options, tmp_path: Path, capsys) -> None:
    place = tmp_path / "out.json"
    command = [*options, "--over", "alpha=100,0.1", "--strategies", "fedavg,fedprox", "--json", str(place)]
    assert main(command) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("0 of 4 runs are done.")
    head, first, second, _, sentence = printed.splitlines()[-5:]
    assert head.split() == ["alpha", "FedAvg", "FedProx"]
    assert (first.split()[0], second.split()[0]) == ("0.1", "100")
    assert sentence.startswith("FedAvg is right on")
    written = json.loads(place.read_text())
    assert written["sentence"] == sentence
    assert {(each["value"], each["strategy"]) for each in written["points"]} == {
        (value, kind) for value in (0.1, 100.0) for kind in ("fedavg", "fedprox")
    }
    assert all(each["sd"] is None and each["heterogeneity"] is not None for each in written["points"])

    assert main([*command, "--seeds", "1"]) == 0
    again = capsys.readouterr().out
    assert again.startswith("4 of 4 runs are done.")
    assert again.splitlines()[1:] == printed.splitlines()[-5:]


def test_it_says_what_a_target_took(options, tmp_path: Path, capsys) -> None:
    place = tmp_path / "out.json"
    command = [*options, "--over", "alpha=100,0.1", "--json", str(place)]
    assert main([*command, "--target-accuracy", "0.001"]) == 0
    printed = capsys.readouterr().out.splitlines()
    under = next(place for place, line in enumerate(printed) if line.startswith("Until 0.1"))
    assert [line.split()[:3] for line in printed[under + 2 : under + 4]] == [[a, "1", "round,"] for a in ("0.1", "100")]
    points = json.loads(place.read_text())["points"]
    assert [(each["to_target"]["rounds"], each["to_target"]["reached"]) for each in points] == [(1.0, 1)] * 2
    assert main([*command, "--target-accuracy", "1"]) == 0
    again = capsys.readouterr().out
    assert again.startswith("2 of 2 runs are done.")  # it is not trained again for another target
    assert again.count("not reached") == sum(each["accuracy"] < 1 for each in points) > 0


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ("colour=1", "'colour' cannot be moved from run to run"),
        ("alpha=0", "alpha must be from 0.001"),
        ("alpha", "alpha is moved to no value: write them behind it, as alpha=0."),
        ("alpha=,", "alpha is moved to no value"),
        ("alpha=0.1,x", "alpha must be a number, got 'x'."),
        ("samples_per_hospital=100,all", "moved from number to number, and all is none: leave it out."),
    ],
)
def test_what_cannot_be_moved_is_one_line_and_code_1(options, over: str, said: str, capsys) -> None:
    assert main([*options, "--over", over]) == 1
    assert said in capsys.readouterr().err


def test_a_strategy_or_number_of_seeds_that_is_none_is_one_line_and_code_1(options, capsys) -> None:
    assert main([*options, "--over", "alpha=1", "--strategies", "best"]) == 1
    assert "strategy must be one of fedavg" in capsys.readouterr().err
    assert main([*options, "--over", "alpha=1", "--seeds", "0"]) == 1
    assert "seeds must be from 1 to 100, got 0." in capsys.readouterr().err


def test_a_run_that_fails_ends_no_other(options, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    """What is missing of it is a dash, and the others are there."""
    carry_out = explore.carry_out

    def fail_with_fedavg(store: Store, run_id: str, *rest: object) -> Outcome:
        if store.get(run_id).config.strategy.kind == "fedavg":
            return Outcome(Status.FAILED, Problem.of("no-update"))
        return carry_out(store, run_id, *rest)

    monkeypatch.setattr(explore, "carry_out", fail_with_fedavg)
    assert main([*options, "--over", "dropout=0,0.5", "--strategies", "fedavg,fedprox"]) == 1
    out, err = capsys.readouterr()
    assert "failed: The hospital sent no update in this round." in out
    assert "FedProx" in out
    assert "The hospital sent no update in this round." in err


def test_what_a_skew_overrides_is_said(options, capsys) -> None:
    options = [each if each != "none" else f"A={CLASSES[0]}" for each in options]
    assert main([*options, "--deal", "shared", "--over", "alpha=100"]) == 0
    assert capsys.readouterr().out.startswith(
        "Other than in the settings, no image is dealt to two hospitals and every hospital may see every class."
    )
    assert main([*options, "--over", "rounds=1"]) == 0
    assert "Other than in the settings" not in capsys.readouterr().out
