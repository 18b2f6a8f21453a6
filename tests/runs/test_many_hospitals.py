"""A federation of a hundred hospitals: what is done for a sample alone, what is told of, and what is kept."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from results_schema import misfits
from tiny import CLASSES, write_tiny

from fedsim.cli.main import main
from fedsim.events import BaselineFinished, Event, HospitalRound, RoundFinished, Started
from fedsim.federation.engines import inprocess
from fedsim.hospitals.participation import watched
from fedsim.hospitals.population import load_population
from fedsim.runs.codec import decode, encode
from fedsim.runs.experiment import run_experiment
from fedsim.runs.store import Store
from fedsim.settings.alike import MOST_EACH, sample_names
from fedsim.settings.config import Hospital, SimulationConfig, default_names
from fedsim.settings.participation import Full, Sampled
from fedsim.settings.presence import Rounds
from fedsim.settings.shift import Flip
from fedsim.settings.strategy import FedPer
from fedsim.text.verdict import verdict_of

NUM = 100


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> SimulationConfig:
    path = write_tiny(tmp_path_factory.mktemp("data") / "many.npz", num_train=1200)
    return SimulationConfig(
        dataset=path,
        hospitals=tuple(Hospital(name) for name in default_names(NUM)),
        samples_per_hospital=None,
        participation=Sampled(fraction=0.05),
        rounds=2,
        batch_size=16,
        seed=7,
        device="cpu",
    )


def run(config: SimulationConfig) -> list[Event]:
    events: list[Event] = []
    run_experiment(inprocess.run, config, events.append, lambda: False)
    return events


def rounds(events: list[Event]) -> list[RoundFinished]:
    return [event for event in events if isinstance(event, RoundFinished)]


@pytest.fixture(scope="module")
def done(config: SimulationConfig) -> list[Event]:
    return run(replace(config, baselines="after"))


def test_only_those_are_told_of_that_were_asked(done: list[Event]) -> None:
    before, *others = rounds(done)
    assert (before.hospitals, before.num_idle, before.num_hospitals) == ((), NUM, NUM)
    for each in others:
        assert [hospital.status for hospital in each.hospitals] == ["ok"] * 5
        assert (each.num_idle, each.num_absent, each.num_hospitals) == (95, 0, NUM)


def test_who_is_not_there_is_counted_apart(config: SimulationConfig) -> None:
    late = [replace(each, presence=Rounds(first=2)) for each in config.hospitals[:30]]
    _, one, two = rounds(run(replace(config, hospitals=(*late, *config.hospitals[30:]), participation=Full())))
    assert (one.num_absent, one.num_idle, len(one.hospitals)) == (30, 0, 70)
    assert (two.num_absent, two.num_idle, len(two.hospitals)) == (0, 0, 100)


def test_the_spread_is_of_all_hospitals(config: SimulationConfig, done: list[Event]) -> None:
    events = run(replace(config, hospitals=tuple(replace(each, excluded=(CLASSES[0],)) for each in config.hospitals)))
    for each in rounds(done):
        assert set(each.on_own_classes) == {each.accuracy}
    for each in rounds(events):
        right = sum(each.confusion_matrix[cls][cls] for cls in (1, 2, 3))
        assert set(each.on_own_classes) == {right / sum(sum(row) for row in each.confusion_matrix[1:])}


def test_a_few_models_are_looked_at_before_they_are_averaged(config: SimulationConfig) -> None:
    everybody = replace(config, participation=Full(), rounds=1)
    _, finished = rounds(run(everybody))
    looked_at = [each.name for each in finished.hospitals if each.local_accuracy is not None]
    assert len(looked_at) == watched.NUM_WATCHED
    assert {config.hospital_names.index(name) for name in looked_at} == watched.watched(everybody, 1)


def test_a_sample_trains_alone_and_the_verdict_says_so(config: SimulationConfig, done: list[Event]) -> None:
    (started,) = (event for event in done if isinstance(event, Started))
    alone = [event.hospital for event in done if isinstance(event, BaselineFinished)]
    assert started.sample == sample_names(config)
    assert alone == [*started.sample, None]
    store = Store()
    run_id = store.create(replace(config, baselines="after"))
    for event in done:
        store.append(run_id, event)
    state = store.get(run_id)
    assert state.num_baselines_missing == 0
    verdict = verdict_of([state])
    assert "Of the 100 hospitals a sample of 20 trains alone" in verdict.text
    assert "not trained alone" not in verdict.text


def test_own_models_are_evaluated_of_the_sample(config: SimulationConfig) -> None:
    events = run(replace(config, strategy=FedPer()))
    for each in rounds(events)[1:]:
        told = [hospital.name for hospital in each.hospitals if hospital.global_accuracy_on_own_classes is not None]
        assert {*told} <= {*sample_names(config)}
        assert each.on_own_classes[0] <= each.accuracy <= each.on_own_classes[-1]


def test_scanners_of_their_own_are_looked_at_of_the_sample(config: SimulationConfig) -> None:
    shifted = replace(config, hospitals=tuple(replace(each, shift=Flip()) for each in config.hospitals))
    everybody = replace(shifted, participation=Full(), rounds=1)
    _, finished = rounds(run(everybody))
    told = [each.name for each in finished.hospitals if each.global_accuracy_on_own_images is not None]
    assert tuple(told) == sample_names(everybody)
    known = load_population(everybody).images._known
    assert sum(key[0] == "test" for key in known) <= MOST_EACH + 1


def test_a_round_is_kept_without_what_it_would_be_read_as_anyhow(done: list[Event]) -> None:
    for each in rounds(done):
        assert decode(encode(each)) == each
    lean = json.loads(encode(replace(rounds(done)[0], hospitals=(HospitalRound("A"),))))
    assert lean["hospitals"] == [{"name": "A"}]


def test_the_terminal_says_it_in_a_few_lines_and_the_results_file_fits(
    config: SimulationConfig, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    out = tmp_path / "out.json"
    skew = ["--partition", "dirichlet", "--alpha", "1", "--fraction", "0.1", "--exclude", "none", "--device", "cpu"]
    names = ["--dataset", config.dataset, "--hospitals", "60", "--samples-per-hospital", "all", "--rounds", "2"]
    assert main(["run", *names, *skew, "--json", str(out)]) == 0
    printed = capsys.readouterr().out
    assert len(printed.splitlines()) < 20
    assert "60 hospitals: from" in printed
    assert "6 of 60 hospitals took part" in printed
    results = json.loads(out.read_text(encoding="utf-8"))
    assert misfits(results) == []
    assert len(results["hospitals"]) == 60
    assert [len(each["hospitals"]) for each in results["rounds"]] == [0, 6, 6]
