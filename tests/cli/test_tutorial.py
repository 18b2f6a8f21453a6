"""The tutorial's experiment: its settings, what may be changed, and the table."""

import json
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from results_schema import misfits
from tiny import finished, write_tiny

import fedsim.federation.engines
from fedsim.cli import report, tutorial
from fedsim.cli.main import main, make_parser
from fedsim.cli.tutorial import REPORTED, check_at_hand, describe, differences, read_settings, remarks, table
from fedsim.errors import FedsimError
from fedsim.events import BaselineFinished, Event, HospitalRound, Progress
from fedsim.language import speaking
from fedsim.runs.state import RunState
from fedsim.settings.config import BOUNDS, Hospital, SimulationConfig
from fedsim.settings.presets import TUTORIAL
from fedsim.text.format import width

SMALL = ("--weights", "none", "--model", "cnn", "--rounds", "2", "--epochs", "3", "--device", "cpu")
OCT_TABLE = """\
Accuracy                       here  the tutorial
A alone                      0.6000        0.6420
B alone                      0.7000        0.7080
C alone                           –        0.7030
Together, all classes        0.8000        0.7710
Together, A's own classes    0.8100        0.7933
Together, B's own classes    0.8200        0.8947
Together, C's own classes    0.8300        0.6960
Pooled                            –             –"""


@pytest.fixture
def nothing_downloaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("MEDMNIST_ROOT", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


def refuse(capsys: pytest.CaptureFixture, *arguments: str) -> str:
    """Run what must fail before it begins, and give the one line that says why."""
    assert main(arguments) == 1
    captured = capsys.readouterr()
    (line,) = captured.err.splitlines()
    assert captured.out == ""
    return line


def alone(hospital: str | None, accuracy: float) -> BaselineFinished:
    return BaselineFinished(hospital, 5, (), 0.1, False, 1.0, accuracy, accuracy, accuracy, 0.5, ((1, 1), (1, 1)))


def part_way(config: SimulationConfig) -> RunState:
    """A and B have trained alone, and a round is done."""
    state = RunState("id", config)
    own = {"A": 0.81, "B": 0.82, "C": 0.83}
    hospitals = tuple(HospitalRound(name, global_accuracy_on_own_classes=share) for name, share in own.items())
    last = replace(finished(1, 0.8), hospitals=hospitals)
    for event in (alone("A", 0.6), alone("B", 0.7), finished(0), last):
        state = state.after(event, 0.0)
    return state


def numbers(printed: str) -> dict[str, str]:
    """The table's rows with our column, of what a tutorial printed."""
    lines = printed.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("Accuracy "))
    return {line[:25].strip(): line[25:].strip() for line in lines[start + 1 : start + 9]}


def test_the_table_is_the_results_files(tiny: str, tmp_path: Path, capsys) -> None:
    out = tmp_path / "out.json"
    assert main(["tutorial", "--dataset", tiny, *SMALL, "--json", str(out)]) == 0
    results, printed = json.loads(out.read_text(encoding="utf-8")), capsys.readouterr().out
    assert misfits(results) == []
    baselines, last = results["baselines"], results["rounds"][-1]
    assert [len(each["epochs"]) for each in baselines["alone"]] == [3, 3, 3]
    assert last["round"] == 2
    here = {
        **{f"{each['name']} alone": each["accuracy"] for each in baselines["alone"]},
        "Together, all classes": last["accuracy"],
        **{f"Together, {h['name']}'s own classes": h["global_accuracy_on_own_classes"] for h in last["hospitals"]},
        "Pooled": baselines["pooled"]["accuracy"],
    }
    assert numbers(printed) == {title: f"{accuracy:.4f}" for title, accuracy in here.items()}
    assert printed.startswith("tiny at 12 px, all images. The small CNN from random weights, Adam with learning rate ")
    assert "A east (class 1); B south (class 2); C north (class 0)" in printed
    assert "cannot be compared" in printed.splitlines()[-1]


def test_a_stop_keeps_what_is_there(tiny: str, tmp_path: Path, capsys, monkeypatch, interrupt) -> None:
    def follow(bar: report.Bar, event: Event) -> None:
        if isinstance(event, Progress):
            interrupt()

    monkeypatch.setattr(report.Bar, "follow", follow)
    out = tmp_path / "out.json"
    assert main(["tutorial", "--dataset", tiny, *SMALL, "--json", str(out)]) == 128 + signal.SIGINT
    results, printed = json.loads(out.read_text(encoding="utf-8")), capsys.readouterr()
    assert (misfits(results), printed.err) == ([], "fedsim: Stopped.\n")
    assert (results["status"], len(results["rounds"]), len(results["baselines"]["alone"])) == ("stopped", 1, 3)
    rows = numbers(printed.out)
    assert rows["Pooled"] == f"{results['baselines']['pooled']['accuracy']:.4f}"
    assert [rows[title] for title in rows if title.startswith("Together")] == ["–"] * 4
    assert "Ended after 0 of 2 rounds." in printed.out


def test_on_its_own_data_the_tutorials_numbers_stand_beside_ours() -> None:
    assert table(part_way(TUTORIAL)) == OCT_TABLE
    with speaking("zh-Hans"):
        assert len({width(line) for line in table(part_way(TUTORIAL)).splitlines()}) == 1
    state = part_way(replace(TUTORIAL, deal="disjoint"))
    first, rest = table(state).split("\n", 1)
    assert "overlap: A trains on 87,264 images, B on 89,723, C on 63,993" in first
    assert "not the same experiment" in first
    assert rest == OCT_TABLE
    said = remarks(part_way(TUTORIAL))
    assert said.startswith("Ended after 1 of 20 rounds. All settings that the tutorial names are the same.")


def test_on_other_data_they_are_left_out() -> None:
    config = replace(TUTORIAL, dataset="synthetic-oct")
    assert table(part_way(config)).splitlines()[:2] == [f"{'Accuracy':25}      here", f"{'A alone':25}    0.6000"]
    assert "tutorial's numbers cannot be compared" in remarks(part_way(config))
    assert "All other settings that the tutorial names are the same." in remarks(part_way(config))


def test_the_tutorials_numbers_are_counts_of_octmnists_test_images() -> None:
    *_, overall, a, b, c = REPORTED.values()
    together, own = round(1000 * overall), [round(750 * accuracy) for accuracy in (a, b, c)]
    assert [f"{hits / 750:.4f}" for hits in own] == [f"{accuracy:.4f}" for accuracy in (a, b, c)]
    never_seen = [together - hits for hits in own]  # of DME, DRUSEN and CNV
    assert all(0 <= hits <= 250 for hits in [*never_seen, together - sum(never_seen)])


def test_without_options_it_is_the_preset() -> None:
    assert read_settings({}) == TUTORIAL
    assert differences(TUTORIAL) == []


CHANGES = {
    "size": (28, "image size 28 instead of 64"),
    "samples_per_hospital": (200, "images each 200 instead of all"),
    "deal": ("disjoint", "how images are dealt disjoint instead of shared"),
    "model": ("cnn", "model cnn instead of resnet18"),
    "weights": ("none", "weights none instead of imagenet"),
    "lr": (0.01, "learning rate 0.01 instead of 0.001"),
    "batch_size": (32, "batch size 32 instead of 64"),
    "baseline_epochs": (3, "epochs alone 3 instead of 10"),
    "rounds": (2, "rounds 2 instead of 20"),
    "local_epochs": (5, "local epochs 5 instead of 1"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_setting_that_differs_is_named(name: str) -> None:
    value, words = CHANGES[name]
    assert differences(replace(TUTORIAL, **{name: value})) == [words]


def test_all_that_differ_are_named_together() -> None:
    config = replace(TUTORIAL, **{name: value for name, (value, _) in CHANGES.items()})
    assert f"Other settings than the tutorial's: {', '.join(differences(config))}." in remarks(part_way(config))
    assert differences(config) == [words for _, words in CHANGES.values()]


def test_every_option_takes_its_place() -> None:
    values = {"dataset": "digits", "size": "28", "samples_per_hospital": "60", "rounds": "3", "local_epochs": "2"}
    values |= {"model": "cnn", "weights": "none", "seed": "9", "engine": "ray", "device": "cpu", "epochs": "4"}
    values["deal"] = "disjoint"
    assert set(values) == {*tutorial.OPTIONS, "epochs"}
    words = [word for name, value in values.items() for word in (f"--{name.replace('_', '-')}", value)]
    options = vars(make_parser().parse_args(["tutorial", *words]))
    config = read_settings({name: options[name] for name in (*tutorial.OPTIONS, "baseline_epochs")})
    given = {name: int(value) if name in {*BOUNDS, "samples_per_hospital"} else value for name, value in values.items()}
    given["baseline_epochs"] = int(given.pop("epochs"))
    hospitals = tuple(Hospital(name, (cls,)) for name, cls in zip("ABC", "120", strict=True))
    assert config == replace(TUTORIAL, hospitals=hospitals, **given)


@pytest.mark.parametrize(
    ("dataset", "size"), [("synthetic-oct", 64), ("pathmnist", 64), ("digits", 64), ("a file", 12)]
)
def test_another_set_takes_64_px_or_else_its_first_size(dataset: str, size: int, tiny: str) -> None:
    assert read_settings({"dataset": tiny if dataset == "a file" else dataset}).size == size


def test_with_two_classes_the_positions_wrap(tmp_path: Path) -> None:
    config = read_settings({"dataset": write_tiny(tmp_path / "two.npz", classes=("no", "yes"))})
    assert [hospital.excluded for hospital in config.hospitals] == [("yes",), ("no",), ("no",)]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"size": 30}, "octmnist has no images of 30 px: choose 28, 64, 128 or 224."),
        ({"rounds": 0}, "rounds must be from 1 to 500, got 0"),
        ({"baseline_epochs": 0}, "baseline_epochs must be from 1 to 1000"),
        ({"model": "cnn"}, "Only resnet18 has ImageNet weights"),
        ({"dataset": "octmist"}, "did you mean octmnist"),
    ],
    ids=str,
)
def test_what_cannot_be_is_told(given: dict, message: str) -> None:
    with pytest.raises(FedsimError, match=message):
        read_settings(given)


@pytest.mark.parametrize("size", [28, 64])
def test_missing_images_are_told_with_the_command_that_gets_them(size: int, nothing_downloaded, capsys) -> None:
    assert refuse(capsys, "tutorial", "--size", str(size)) == (
        f"fedsim: OCTMNIST at {size} px is not on this machine: run `python -m fedsim data download octmnist --size "
        f"{size}`, or use --dataset synthetic-oct --weights none."
    )


def test_missing_weights_are_told_before_anything_runs(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    def offline():
        raise FedsimError("The ImageNet weights could not be downloaded.")

    monkeypatch.setattr("fedsim.training.models._imagenet_weights", offline)
    monkeypatch.setattr(fedsim.federation.engines, "get_engine", None)
    line = refuse(capsys, "tutorial", "--dataset", "synthetic-oct")
    assert line == "fedsim: The ImageNet weights could not be downloaded. Here that is --weights none."


def test_without_imagenet_weights_nothing_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fedsim.training.models._imagenet_weights", None)
    check_at_hand(replace(TUTORIAL, dataset="synthetic-oct", weights="none"))


def test_the_settings_in_words() -> None:
    assert describe(TUTORIAL) == (
        "OCTMNIST at 64 px, all images. ResNet-18 from ImageNet weights, "
        "Adam with learning rate 0.001, batches of 64.\n"
        "Classes never seen: A DME (class 1); B DRUSEN (class 2); C CNV (class 0). "
        "They overlap: each has all images of its classes.\n"
        "First each hospital alone, and one model on all their images pooled: 10 epochs each. "
        "Then together: 20 rounds of 1 local epoch."
    )
    small = replace(TUTORIAL, samples_per_hospital=1500, local_epochs=2, baseline_epochs=1, rounds=1)
    assert "at most 1,500 images a hospital" in describe(small)
    assert "They overlap: each draws its own from all images of its classes." in describe(small)
    assert "Every image is at one hospital only." in describe(replace(small, deal="disjoint"))
    assert describe(small).endswith("1 epoch each. Then together: 1 round of 2 local epochs.")


def test_results_that_could_not_be_written_are_told_first(tmp_path: Path, capsys) -> None:
    assert str(tmp_path) in refuse(capsys, "tutorial", "--json", str(tmp_path))
