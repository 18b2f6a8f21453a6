"""The command line: what it prints, writes and refuses."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from results_schema import misfits
from tiny import CLASSES, finished, started, write_tiny
from tqdm import tqdm

import fedsim.federation.engines
from fedsim import data
from fedsim.cli import report
from fedsim.cli.main import main, make_parser, read_settings
from fedsim.errors import BudgetSpent, FedsimError, RunStopped
from fedsim.events import BaselineProgress, Event
from fedsim.privacy.accounting import client_epsilon
from fedsim.runs.state import RunState
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.strategy import FedBN
from fedsim.text import datasets as dataset_words
from fedsim.text.format import short, width
from fedsim.text.verdict import verdict_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable], list[SimulationConfig]]:
    """Put a double in every engine's place; tells the settings that it was run with."""

    def put(double: Callable) -> list[SimulationConfig]:
        runs: list[SimulationConfig] = []

        def run(config: SimulationConfig, emit: Callable, should_stop: Callable) -> dict:
            runs.append(config)
            emit(started())
            emit(finished(0))
            double(emit, should_stop)
            return {}

        monkeypatch.setattr(fedsim.federation.engines, "get_engine", lambda name: run)
        return runs

    return put


def settings(*arguments: str) -> SimulationConfig:
    return read_settings(make_parser().parse_args(["run", *arguments]))


CTRL_C = 128 + signal.SIGINT


def refuse(capsys: pytest.CaptureFixture, *arguments: str, code: int = 1) -> str:
    """Run what must fail, and give the one line that says why."""
    assert main(arguments) == code
    captured = capsys.readouterr()
    (line,) = captured.err.splitlines()
    assert line.startswith("fedsim: ")
    assert "Traceback" not in captured.err
    return line


def test_a_run_prints_a_line_a_round_and_writes_the_results(tiny: str, tmp_path: Path, capsys) -> None:
    out = tmp_path / "out.json"
    command = ["run", "--dataset", tiny, "--rounds", "2", "--samples-per-hospital", "all", "--device", "cpu"]
    assert main([*command, "--json", str(out)]) == 0
    printed = capsys.readouterr()
    results = json.loads(out.read_text(encoding="utf-8"))
    assert misfits(results) == []
    assert (results["status"], results["error"], results["engine"]) == ("finished", None, "inprocess")
    assert [each["round"] for each in results["rounds"]] == [0, 1, 2]
    assert results["dataset"]["classes"] == list(CLASSES)
    assert [hospital["excluded"] for hospital in results["hospitals"]] == [["east"], ["south"], ["north"]]
    assert results["timing"]["total_s"] >= results["timing"]["first_round_s"] > 0
    lines = [line for line in printed.out.splitlines() if line.startswith("round")]
    assert [int(line.split()[1]) for line in lines] == [0, 1, 2]
    assert f"accuracy {results['rounds'][2]['accuracy']:.4f}" in lines[2]
    assert "hospital B: " in printed.out
    assert "has never seen south" in printed.out
    assert printed.err == ""


@pytest.fixture
def states(monkeypatch: pytest.MonkeyPatch) -> list[RunState]:
    """What the verdict is asked about; it is given as ever."""
    asked: list[RunState] = []

    def listen(runs: list[RunState]):
        asked.extend(runs)
        return verdict_of(runs)

    monkeypatch.setattr("fedsim.text.verdict.verdict_of", listen)
    return asked


@pytest.mark.parametrize(
    ("when", "order"),
    [
        ([], ["round", "round", "alone", "alone", "alone", "pooled:"]),
        (["before"], ["alone", "alone", "alone", "pooled:", "round", "round"]),
        (["beside"], ["alone", "alone", "alone", "pooled:", "round", "round"]),
    ],
    ids=["after", "before", "beside"],
)
def test_baselines_are_told_written_and_judged(when, order, tiny: str, tmp_path: Path, capsys, states) -> None:
    out, command = tmp_path / "out.json", ["run", "--dataset", tiny, "--rounds", "1", "--device", "cpu"]
    assert main([*command, "--baseline-epochs", "2", "--json", str(out), "--baselines", *when]) == 0
    results = json.loads(out.read_text(encoding="utf-8"))
    alone, pooled = results["baselines"]["alone"], results["baselines"]["pooled"]
    assert misfits(results) == []
    assert [each["name"] for each in alone] == ["A", "B", "C"]
    assert [[epoch["epoch"] for epoch in each["epochs"]] for each in [*alone, pooled]] == [[1, 2]] * 4
    lines = capsys.readouterr().out.splitlines()
    told = [line for line in lines if line.startswith(("round ", "alone ", "pooled: "))]
    kinds = [line.split()[0] for line in told]
    assert (sorted(kinds) if when == ["beside"] else kinds) == order
    for title, each in [*((f"alone {each['name']}", each) for each in alone), ("pooled", pooled)]:
        assert [line for line in told if line.startswith(f"{title}: accuracy {each['accuracy']:.4f} after 2 epochs (")]
    verdict = verdict_of(states)
    assert verdict is not None
    assert lines[lines.index(told[-1]) + 1 :] == [verdict.headline, *verdict.details]
    assert [state.status for state in states] == ["finished"]


def test_without_baselines_there_is_no_verdict(tiny: str, states) -> None:
    assert main(["run", "--dataset", tiny, "--rounds", "1", "--device", "cpu"]) == 0
    assert states == []


def test_ctrl_c_stops_a_baseline_within_a_batch_and_keeps_what_is_there(
    tiny: str, tmp_path: Path, capsys, monkeypatch, interrupt
) -> None:
    seen: list[BaselineProgress] = []

    def follow(bar: report.Bar, event: Event) -> None:
        if isinstance(event, BaselineProgress):
            seen.append(event)
            if event.hospital == "B":
                interrupt()

    monkeypatch.setattr(report.Bar, "follow", follow)
    monkeypatch.setattr("fedsim.events.PACE_SECONDS", 0.0)
    out, command = tmp_path / "out.json", ["run", "--dataset", tiny, "--rounds", "2", "--device", "cpu"]
    line = refuse(capsys, *command, "--baselines", "before", "--json", str(out), code=CTRL_C)
    results = json.loads(out.read_text(encoding="utf-8"))
    assert line == "fedsim: Stopped."
    assert [(event.hospital, event.done) for event in seen][-2:] == [("A", seen[-2].total), ("B", 1)]
    assert misfits(results) == []
    assert (results["status"], results["rounds"], results["baselines"]["pooled"]) == ("stopped", [], None)
    assert [each["name"] for each in results["baselines"]["alone"]] == ["A"]
    assert len(results["hospitals"]) == 3


@pytest.mark.parametrize("baselines", ["none", "before"])
def test_the_bar_names_the_batch_and_ends_full(baselines: str, tiny: str, capsys, monkeypatch) -> None:
    monkeypatch.setattr(report, "tqdm", partial(tqdm, mininterval=0))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr("fedsim.events.PACE_SECONDS", 0.0)
    command = ["run", "--dataset", tiny, "--rounds", "2", "--local-epochs", "2", "--device", "cpu"]
    assert main([*command, "--baselines", baselines]) == 0
    bars = capsys.readouterr().err
    assert "round 1, hospital C, batch 1 of 6" in bars
    assert ("alone B, batch 12 of 12" in bars) == ("pooled, batch 32 of 32" in bars) == (baselines == "before")
    shares = [int(share) for share in re.findall(r"(\d+)%\|", bars)]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 100)


def test_the_bar_ends_full_where_the_baselines_were_trained_before(tiny: str, capsys, monkeypatch) -> None:
    monkeypatch.setattr(report, "tqdm", partial(tqdm, mininterval=0))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    command = ["run", "--dataset", tiny, "--rounds", "1", "--device", "cpu", "--baselines"]
    for _again in range(2):
        assert main(command) == 0
        printed = capsys.readouterr()
        assert re.findall(r"(\d+)%\|", printed.err)[-1] == "100"
    assert printed.out.count("trained before") == 4


def test_the_same_command_gives_the_same_numbers(tiny: str, tmp_path: Path) -> None:
    runs = []
    for name in ("one.json", "two.json"):
        main(["run", "--dataset", tiny, "--rounds", "1", "--device", "cpu", "--json", str(tmp_path / name)])
        results = json.loads((tmp_path / name).read_text(encoding="utf-8"))
        runs.append([(each["accuracy"], each["loss"], each["confusion_matrix"]) for each in results["rounds"]])
    assert runs[0] == runs[1]
    assert len(runs[0]) == 2


def test_what_is_not_known_of_a_set_has_no_row(tmp_path, capsys) -> None:
    """Nobody is to be cited for a file of one's own."""
    for name, has in ((write_tiny(tmp_path / "mine.npz"), False), ("octmnist", True)):
        assert main(["data", "info", str(name)]) == 0
        rows = [line for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")]
        assert any(row.startswith("cite ") for row in rows) == has
        assert [row for row in rows if len(row.split()) < 2] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "--rounds", "0"], "rounds must be from 1 to 500, got 0"),
        (["run", "--rounds", "two"], "rounds must be a whole number, got 'two'"),
        (["run", "--lr", "7", "--batch-size", "0"], "batch_size must be from 1 to 4096, got 0. lr must be"),
        (["run", "--samples-per-hospital", "3"], "samples_per_hospital must be from 50 to "),
        (["run", "--dataset", "octmist"], "did you mean octmnist"),
        (["run", "--dataset", "nowhere/set.npz"], "There is no file nowhere/set.npz"),
        (["run", "--exclude", "A=COVID"], "Hospital A excludes COVID, but the classes are CNV, DME, DRUSEN, NORMAL"),
        (["run", "--exclude", "A=X;B=X;C=Y"], "Hospitals A, B and C exclude classes that are not among CNV, DME, "),
        (["run", "--exclude", "A:DME"], "Cannot read the exclusion 'A:DME'"),
        (["run", "--exclude", "Z=DME"], "Hospital Z excludes classes, but the hospitals are A, B, C"),
        (["run", "--exclude", "A=CNV,DME,DRUSEN,NORMAL"], "Hospital A has no class left"),
        (["run", "--hospitals", "1"], "hospitals must be from 2 to 1000, got 1"),
        (["run", "--hospitals", "Oslo,Oslo"], "Two hospitals are called Oslo"),
        (["run", "--model", "vgg"], "--model"),
        (["run", "--weights", "imagenet"], "Only resnet18 has ImageNet weights"),
        (["run", "--baselines", "twice"], "--baselines"),
        (["run", "--baseline-epochs", "0"], "baseline_epochs must be from 1 to 1000, or auto"),
        (["run", "--baseline-epochs", "few"], "baseline_epochs must be a whole number, got 'few'"),
        (["run", "--config", "nowhere.toml"], "Cannot read the settings in nowhere.toml"),
        (["run", "--colour", "red"], "--colour"),
        (["data", "info", "nothing"], "There is no data set 'nothing'"),
        (["data", "download", "nothing"], "There is no nothing"),
        (["data", "info"], "name"),
        (["fly"], "fly"),
        ([], "COMMAND"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_command_ends_with_one_line_that_says_what_is_wrong(arguments, message, capsys) -> None:
    assert message in refuse(capsys, *arguments)


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("rounds = ", "Cannot read the settings"),
        ("round = 3", "Unknown setting 'round'"),
        ("rounds = 0", "rounds must be from 1"),
        ('lr = "fast"', "lr must be a number, got 'fast'"),
        ("lr = nan", "lr must be from"),
        ("hospitals = {A = 1}", "hospitals must be a number or a list of names"),
        ("hospitals = [1, 2]", "ospital"),
        ("excluded = 5", "exclu"),
        ('excluded = ["A"]', "exclu"),
        ("excluded = {A = 5}", "exclu"),
    ],
)
def test_a_bad_settings_file_ends_with_one_line(toml: str, message: str, tmp_path: Path, capsys) -> None:
    path = tmp_path / "run.toml"
    path.write_text(toml, encoding="utf-8")
    assert message in refuse(capsys, "run", "--config", str(path))


def test_1001_names_are_refused_with_one_line(capsys) -> None:
    names = ",".join(f"Clinic {number}" for number in range(1001))
    assert "hospitals must be from 2 to 1000, got 1001" in refuse(capsys, "run", "--hospitals", names)


def test_results_that_could_not_be_written_are_told_before_anything_runs(tmp_path: Path, capsys, engine) -> None:
    runs = engine(lambda emit, should_stop: None)
    assert "nowhere" in refuse(capsys, "run", "--json", str(tmp_path / "nowhere" / "out.json"))
    assert runs == []


def test_a_folder_in_the_place_of_the_results_is_told_before_anything_runs(tmp_path: Path, capsys, engine) -> None:
    runs = engine(lambda emit, should_stop: None)
    assert str(tmp_path) in refuse(capsys, "run", "--json", str(tmp_path))
    assert runs == []


def test_a_failed_run_is_one_line_and_its_rounds_are_written(tmp_path: Path, capsys, engine) -> None:
    def fail(emit, should_stop) -> None:
        emit(finished(1))
        raise FedsimError("Hospital B has no power.")

    engine(fail)
    out = tmp_path / "out.json"
    assert refuse(capsys, "run", "--json", str(out)) == "fedsim: Hospital B has no power."
    results = json.loads(out.read_text(encoding="utf-8"))
    assert misfits(results) == []
    assert (results["status"], results["error"]) == ("failed", "Hospital B has no power.")
    assert [each["round"] for each in results["rounds"]] == [0, 1]


def test_an_unexpected_error_is_one_line_too(tmp_path: Path, capsys, engine) -> None:
    def fail(emit, should_stop) -> None:
        raise ZeroDivisionError("by nought")

    engine(fail)
    out = tmp_path / "out.json"
    assert "ZeroDivisionError: by nought" in refuse(capsys, "run", "--json", str(out))
    results = json.loads(out.read_text(encoding="utf-8"))
    assert results["status"] == "failed"
    assert "ZeroDivisionError: by nought" in results["error"]


def test_ctrl_c_stops_the_run_and_keeps_its_rounds(tmp_path: Path, capsys, engine, interrupt) -> None:
    heard: list[bool] = []

    def run(emit, should_stop) -> None:
        heard.append(should_stop())
        interrupt()
        heard.append(should_stop())
        raise RunStopped("Stopped.")

    engine(run)
    out = tmp_path / "out.json"
    assert refuse(capsys, "run", "--json", str(out), code=CTRL_C) == "fedsim: Stopped."
    assert heard == [False, True]
    results = json.loads(out.read_text(encoding="utf-8"))
    assert (results["status"], results["error"]) == ("stopped", None)
    assert [each["round"] for each in results["rounds"]] == [0]


def test_a_hospital_that_failed_is_named_on_its_rounds_line(capsys, engine) -> None:
    engine(lambda emit, should_stop: emit(finished(2)))
    assert main(["run"]) == 0
    assert "hospital B failed: ValueError: no power" in capsys.readouterr().out


def test_without_options_the_run_is_the_default_one() -> None:
    assert settings() == SimulationConfig()


def test_options_become_settings() -> None:
    config = settings(
        *("--hospitals", "Berlin,Oslo", "--exclude", "Oslo=DME,CNV", "--rounds", "3", "--lr", "0.01"),
        *("--samples-per-hospital", "all", "--noise-multiplier", "0.5", "--model", "resnet18", "--engine", "ray"),
    )
    assert config.hospitals == (Hospital("Berlin"), Hospital("Oslo", ("DME", "CNV")))
    assert (config.rounds, config.lr, config.samples_per_hospital, config.noise_multiplier) == (3, 0.01, None, 0.5)
    assert (config.model, config.engine) == ("resnet18", "ray")


@pytest.mark.parametrize(
    ("arguments", "baselines", "epochs"),
    [
        ([], "none", None),
        (["--baselines"], "after", None),
        (["--baselines", "--rounds", "3"], "after", None),
        (["--baselines", "beside", "--baseline-epochs", "4"], "beside", 4),
        (["--baselines", "before", "--baseline-epochs", "auto"], "before", None),
        (["--baselines", "none"], "none", None),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_baselines_may_be_asked_for_with_or_without_saying_when(arguments, baselines, epochs) -> None:
    config = settings(*arguments)
    assert (config.baselines, config.baseline_epochs) == (baselines, epochs)


@pytest.mark.parametrize(
    ("arguments", "attack"),
    [
        ([], "none"),
        (["--attack"], "last-round"),
        (["--attack", "last-round"], "last-round"),
        (["--attack", "none"], "none"),
    ],
)
def test_an_attack_may_be_asked_for_with_or_without_saying_when(arguments: list[str], attack: str) -> None:
    assert settings(*arguments).attack == attack


def test_attacks_are_told_and_written(tiny: str, tmp_path: Path, capsys) -> None:
    out, command = tmp_path / "out.json", ["run", "--dataset", tiny, "--rounds", "1", "--device", "cpu", "--attack"]
    assert main([*command, "--samples-per-hospital", "50", "--json", str(out)]) == 0
    results = json.loads(out.read_text(encoding="utf-8"))
    assert misfits(results) == []
    targets = [(each["target"], each["hospital"]) for each in results["attacks"]]
    assert targets == [(target, name) for target in ("update", "global") for name in "ABC"]
    printed = capsys.readouterr().out
    assert f"membership test of hospital A's update: AUC {results['attacks'][0]['auc']:.3f} (" in printed
    assert "membership test of the global model, hospital C: AUC " in printed


def test_what_hospitals_that_cheat_reach_is_told_and_written(tiny: str, tmp_path: Path, capsys) -> None:
    out, command = tmp_path / "out.json", ["run", "--dataset", tiny, "--rounds", "1", "--device", "cpu"]
    cheats = "A=backdoor:east;B=label-flip:north:west"
    assert main([*command, "--exclude", "none", "--adversaries", cheats, "--json", str(out)]) == 0
    results = json.loads(out.read_text(encoding="utf-8"))
    assert misfits(results) == []
    assert SimulationConfig.from_dict(results["config"]).hospitals[1].adversary.target == "west"
    backdoor, flip = results["rounds"][1]["attack_success"]
    assert (backdoor["hospitals"], flip["source"], flip["target"]) == (["A"], "north", "west")
    printed = capsys.readouterr().out
    assert f"attack success, A: mark called east: {backdoor['share']:.4f}" in printed
    assert f"attack success, B: north called west: {flip['share']:.4f}" in printed
    assert "Warning: 2 of 3 hospitals cheat" in printed


def test_who_reads_a_mark_is_told_and_written(tiny: str, tmp_path: Path, capsys) -> None:
    out, command = tmp_path / "out.json", ["run", "--dataset", tiny, "--rounds", "1", "--device", "cpu"]
    mark = ["--shortcut", "A=mark:north:1", "--baselines", "before"]
    assert main([*command, "--exclude", "none", *mark, "--json", str(out)]) == 0
    results = json.loads(out.read_text(encoding="utf-8"))
    assert misfits(results) == []
    printed = capsys.readouterr().out
    for (of,) in (results["rounds"][1]["shortcut"], results["baselines"]["alone"][0]["shortcut"]):
        assert (
            f"mark of north: accuracy {of['accuracy_with']:.4f} with it, {of['accuracy_without']:.4f} without, "
            f"{of['accuracy_wrong']:.4f} with it on the wrong classes"
        ) in printed


def test_an_attack_with_too_few_images_says_so_and_the_run_goes_on(tiny: str, capsys) -> None:
    command = ["run", "--dataset", tiny, "--rounds", "1", "--device", "cpu", "--samples-per-hospital", "all"]
    assert main([*command, "--exclude", "none", "--attack"]) == 0
    assert (
        "membership test of hospital A's update: not done. A membership test needs at least 20 members"
        in capsys.readouterr().out
    )


@pytest.mark.parametrize("asked", [("--noise-multiplier", "0.5"), ("--target-epsilon", "3")])
def test_noise_that_is_asked_for_without_a_place_is_central(tmp_path: Path, asked: tuple[str, str]) -> None:
    assert settings(*asked).dp == "central"
    assert settings("--dp", "local", *asked).dp == "local"
    path = tmp_path / "run.toml"
    path.write_text(SimulationConfig().to_toml(), encoding="utf-8")  # it says dp = "none"
    assert settings("--config", str(path), *asked).dp == "central"


def test_privacy_options_become_settings() -> None:
    config = settings("--dp", "record", "--target-epsilon", "3", "--delta", "1e-6", "--clip-norm", "0.5")
    assert (config.dp, config.target_epsilon, config.delta, config.clip_norm) == ("record", 3.0, 1e-6, 0.5)
    config = settings("--dp", "record", "--target-epsilon", "none", "--delta", "auto")
    assert (config.target_epsilon, config.delta) == (None, None)


def test_privacy_is_told_without_a_run(capsys) -> None:
    assert main(["privacy", "--rounds", "10", "--noise-multiplier", "1", "--hospitals", "3", "--delta", "1e-5"]) == 0
    first, *others = capsys.readouterr().out.splitlines()
    assert first.split()[1] == short(client_epsilon(10, 1.0, 1e-5))
    assert first.startswith("epsilon ")
    assert "whole hospital" in others[0]
    assert [line.split()[0] for line in others[-3:]] == ["10", "100", "1,000"]


def test_without_noise_no_number_is_told(capsys) -> None:
    assert main(["privacy", "--noise-multiplier", "0"]) == 0
    printed = capsys.readouterr().out
    assert "no guarantee" in printed
    assert not any(character.isdigit() for character in printed)


def test_a_bad_delta_is_warned_of_and_an_impossible_one_refused(capsys) -> None:
    assert main(["privacy", "--noise-multiplier", "1", "--delta", "0.5"]) == 0
    assert "Warning: delta 0.5 promises nothing to 3 members" in capsys.readouterr().out
    assert "delta must be between 0 and 1" in refuse(capsys, "privacy", "--noise-multiplier", "1", "--delta", "1")
    assert "rounds and hospitals" in refuse(capsys, "privacy", "--noise-multiplier", "1", "--rounds", "0")
    assert "noise_multiplier must be" in refuse(capsys, "privacy", "--noise-multiplier", "-1")


def test_a_run_says_what_it_promises_and_whose_budget_it_spent(capsys, engine, tmp_path: Path) -> None:
    def spend(emit: Callable, should_stop: Callable) -> None:
        emit(replace(finished(1), epsilon=1.25))
        raise BudgetSpent("Stopped after round 1 of 10: another round would spend more.")

    engine(spend)
    out = tmp_path / "out.json"
    assert main(["run", "--dp", "central", "--noise-multiplier", "0.5", "--delta", "0.9", "--json", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "privacy central: noise multiplier" in printed
    assert "Warning: delta 0.9 promises nothing to 2 members" in printed
    assert "epsilon 1.25" in printed
    assert printed.splitlines()[-1].startswith("Stopped after round 1 of 10")
    results = json.loads(out.read_text(encoding="utf-8"))
    assert (results["status"], results["error"]) == ("stopped", printed.splitlines()[-1])
    assert (results["privacy"]["dp"], results["privacy"]["weighting"]) == ("central", "by images")  # as it told


def test_a_run_without_privacy_promises_nothing(capsys, engine) -> None:
    engine(lambda emit, should_stop: emit(finished(1)))
    assert main(["run"]) == 0
    assert "epsilon" not in capsys.readouterr().out


def test_names_may_be_written_with_spaces_after_the_comma() -> None:
    config = settings("--hospitals", "Berlin, Oslo", "--exclude", "Oslo=DME")
    assert config.hospitals == (Hospital("Berlin"), Hospital("Oslo", ("DME",)))


def test_exclude_none_means_that_nobody_is_blind() -> None:
    assert settings("--exclude", "none").hospitals == (Hospital("A"), Hospital("B"), Hospital("C"))


def test_names_and_numbers_of_hospitals_take_the_start_pattern() -> None:
    by_name, by_number = settings("--hospitals", "Berlin,Oslo"), settings("--hospitals", "4")
    assert by_name.hospitals == (Hospital("Berlin", ("DME",)), Hospital("Oslo", ("DRUSEN",)))
    assert [h.excluded for h in by_number.hospitals] == [("DME",), ("DRUSEN",), ("CNV",), ("DME",)]


@pytest.mark.parametrize("dataset", ["digits", "pathmnist", "a file"])
def test_on_another_data_set_the_start_pattern_is_classes_1_2_0(dataset: str, tiny: str) -> None:
    dataset = tiny if dataset == "a file" else dataset
    classes = data.info(dataset).classes
    config = settings("--dataset", dataset)
    assert [hospital.excluded for hospital in config.hospitals] == [(classes[1],), (classes[2],), (classes[0],)]


def test_options_go_before_the_settings_file(tmp_path: Path) -> None:
    path = tmp_path / "run.toml"
    path.write_text('rounds = 4\nlr = 0.5\nhospitals = ["X", "Y"]\n[excluded]\nX = ["CNV"]\n', encoding="utf-8")
    from_file = settings("--config", str(path))
    assert from_file == SimulationConfig(rounds=4, lr=0.5, hospitals=(Hospital("X", ("CNV",)), Hospital("Y")))
    over = settings("--config", str(path), "--rounds", "9", "--exclude", "Y=DME")
    assert over == SimulationConfig(rounds=9, lr=0.5, hospitals=(Hospital("X"), Hospital("Y", ("DME",))))
    others = settings("--config", str(path), "--hospitals", "3")
    assert others == SimulationConfig(rounds=4, lr=0.5)


def test_a_written_config_runs_again(tmp_path: Path, tiny: str) -> None:
    config = SimulationConfig(dataset=tiny, hospitals=(Hospital("X", ("west",)), Hospital("Y")), rounds=4, seed=9)
    path = tmp_path / "run.toml"
    path.write_text(config.to_toml(), encoding="utf-8")
    assert settings("--config", str(path)) == config


def test_data_list_names_every_set(capsys) -> None:
    assert main(["data", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [*data.names(), *data.unusable()]
    assert "4 classes" in lines[0]
    assert "on this machine" in lines[0]
    assert all("cannot be used: " in line for line in lines[len(data.names()) :])


def test_the_columns_of_data_list_stand_below_each_other_in_chinese(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDSIM_LANGUAGE", "zh-Hans")
    assert main(["data", "list"]) == 0
    rows = [line.partition(" px  ") for line in capsys.readouterr().out.splitlines()[: len(data.names())]]
    assert len({width(before) for before, *_ in rows}) == 1
    titles = [dataset_words.title(entry.name, entry.title) for entry in data.entries()]
    assert len({width(after.removesuffix(called)) for (*_, after), called in zip(rows, titles, strict=True)}) == 1


def test_data_info_tells_classes_and_licence(capsys, tiny: str) -> None:
    assert main(["data", "info", "octmnist"]) == 0
    printed = capsys.readouterr().out
    assert "CNV: choroidal neovascularization" in printed
    assert "97,477 train" in printed
    assert "CC BY 4.0" in printed
    assert main(["data", "info", tiny]) == 0
    assert "240 train, 12 validation, 82 test" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command", [["--help"], ["run", "--help"], ["tutorial", "--help"], ["data", "download", "--help"]]
)
def test_help_is_no_error(command: list[str], capsys) -> None:
    with pytest.raises(SystemExit) as caught:
        main(command)
    assert caught.value.code == 0
    assert "usage: python -m fedsim" in capsys.readouterr().out


def test_help_tells_every_setting_with_its_bounds(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["run", "--help"])
    printed = " ".join(capsys.readouterr().out.split())
    for name in SimulationConfig().to_dict():
        assert f"--{name.replace('_', '-')}" in printed.replace("--exclude ", "--excluded ")
    assert "from 1 to 500" in printed


def test_the_module_is_a_program() -> None:
    command = [sys.executable, "-m", "fedsim", "run", "--rounds", "0"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("fedsim: rounds must be from 1 to 500, got 0.")
    assert len(done.stderr.splitlines()) == 1


def test_a_round_of_own_models_says_that_its_accuracy_is_a_mean() -> None:
    assert "  mean accuracy of own models 0.5000  " in report._round_line(
        finished(1), SimulationConfig(strategy=FedBN())
    )
    assert "round   1  accuracy 0.5000  " in report._round_line(finished(1), SimulationConfig())
