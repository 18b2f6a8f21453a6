"""The run that ships with the app is whole, fits every schema, and is what Run gives on the machine that made it."""

import json
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from benchmarks.record_story import NOISES, private
from fedsim.analysis.gallery import fits
from fedsim.analysis.story import STEPS, story_of
from fedsim.data import load
from fedsim.events import Answers, Event
from fedsim.export.results_file import as_json, to_results
from fedsim.export.results_import import read_text
from fedsim.federation.engines import get_engine
from fedsim.hospitals.identity import identity, parts_of
from fedsim.runs.codec import decode, encode
from fedsim.runs.experiment import run_experiment
from fedsim.runs.recorded import FILE, read, recorded, written
from fedsim.runs.state import RunState, Status
from fedsim.settings.presets import QUICK
from fedsim.training.local import pick_device
from tests.keeping import plain
from tests.results_schema import misfits

ROOT = Path(__file__).parents[2]
MOST_BYTES = 400_000
AGAIN = "record it again: python -m benchmarks.record_story"


def states() -> tuple[RunState, ...]:
    return recorded().state, *recorded().others


def test_it_is_the_quick_demo_with_everything_and_the_same_with_noise() -> None:
    assert recorded().state.config == QUICK, AGAIN
    assert [each.config for each in recorded().others] == private(NOISES), AGAIN
    for state in states():
        assert state.status is Status.FINISHED
        assert state.is_trained
        assert state.made_like(recorded().state)
    assert recorded().state.num_baselines_missing == 0


def test_it_is_small_and_read_as_it_was_written() -> None:
    """Not by its bytes: a setting or a field of an event that is added later changes no number of it."""
    assert FILE.stat().st_size < MOST_BYTES
    content = written(recorded())
    again = read(content)
    assert (again.state, again.others) == (recorded().state, recorded().others)
    assert again.answers.keys() == recorded().answers.keys()
    assert all(np.array_equal(each, recorded().answers[model]) for model, each in again.answers.items())
    assert written(again) == content


@pytest.mark.parametrize("place", range(1 + len(NOISES)))
def test_its_events_fit_and_give_the_same_run(place: int) -> None:
    state = states()[place]
    again = RunState(state.id, state.config)
    for at, event in state.events():
        again = again.after(decode(encode(event)), at)
    names = ("info", "rounds", "round_times", "baselines", "attacks", "changes", "waits")
    assert [getattr(again, name) for name in names] == [getattr(state, name) for name in names]


@pytest.mark.parametrize("place", range(1 + len(NOISES)))
def test_its_results_file_fits_the_schema_and_is_read_back(place: int) -> None:
    state = states()[place]
    results = json.loads(as_json(to_results(state)))
    assert misfits(results) == []
    back, _about = read_text(as_json(to_results(state)), "recorded", state.queued_at)
    for name in ("id", "config", "status", "rounds", "round_times", "baselines", "made_by"):
        assert getattr(back, name) == getattr(state, name), name
    assert back.info
    assert state.info
    assert replace(back.info, dataset_title=state.info.dataset_title) == state.info


def test_it_names_the_images_and_what_was_said_to_them_gives_every_matrix() -> None:
    state, dataset = recorded().state, load(QUICK.dataset, QUICK.size)
    assert {each.info.data_sha256 for each in states() if each.info} == {dataset.digest}, AGAIN
    scores = {("alone", each.hospital): each for each in state.alone} | {("pooled", None): state.pooled}
    scores |= {("together", None): state.rounds[-1]}
    assert recorded().answers.keys() == scores.keys()
    for model, score in scores.items():
        assert score
        assert fits(dataset.test.labels, recorded().answers[model], score.confusion_matrix)


def test_it_tells_every_step_and_the_cost_of_noise_from_next_to_nothing_to_ruin() -> None:
    story = story_of(recorded().state, recorded().answers, load(QUICK.dataset, QUICK.size), recorded().others)
    assert story.told == STEPS
    assert not story.missing
    assert [each.unseen for each in story.hospitals] == [("DME",), ("DRUSEN",), ("CNV",)]
    assert (story.teller and story.teller.name, story.unseen, story.healthy) == ("A", "DME", "NORMAL")
    assert story.found_alone == 0
    assert story.found_together
    assert story.found_together > 0.5
    assert story.scan
    assert story.scan.says_alone == "NORMAL"
    assert max(story.scan.alone) > 0.99
    accuracies = [point.accuracy for point in story.noise]
    assert accuracies == sorted(accuracies, reverse=True)
    assert len(accuracies) == 1 + len(NOISES)
    assert accuracies[0] - accuracies[1] < 0.05
    assert accuracies[-1] < 1 / len(story.classes) + 0.05


def test_it_is_read_without_what_takes_seconds() -> None:
    code = (
        "import sys; from fedsim.runs.recorded import recorded; recorded(); import fedsim.analysis.story; "
        'print(sorted({"torch", "flwr", "streamlit", "ray", "dp_accounting"} & set(sys.modules)))'
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


@cache
def first_round() -> RunState:
    """The first round and the first epoch of everyone, trained anew."""
    state = RunState("again", replace(QUICK, rounds=1))

    def emit(event: Event) -> None:
        nonlocal state
        state = state if isinstance(event, Answers) else state.after(event, 0.0)

    run_experiment(get_engine(QUICK.engine), state.config, emit, lambda: False)
    return state


def machine(made_by: str | None) -> dict:
    """All that numbers depend on but the code: what changes that and no number needs no other recording."""
    return {name: part for name, part in (parts_of(made_by) or {}).items() if name not in ("code", "fedsim")}


def measured(state: RunState) -> list:
    """The first two rounds, but for how many numbers were sent: that was not told yet when it was recorded."""
    return [
        replace(told, hospitals=tuple(replace(each, numbers_up=None) for each in told.hospitals))
        for told in plain(state)[:2]
    ]


def epochs(state: RunState) -> dict:
    return {each.hospital: each.epochs[:1] for each in state.baselines}


def test_the_machine_that_made_it_makes_the_same_bits() -> None:
    then, now = machine(recorded().state.made_by), machine(identity(pick_device(QUICK.device)))
    assert then
    if then != now:
        pytest.skip(f"it was made by {then}, and this is {now}")
    assert measured(first_round()) == measured(recorded().state), AGAIN
    assert epochs(first_round()) == epochs(recorded().state), AGAIN


def test_any_machine_makes_all_of_it_that_hangs_on_no_rounding() -> None:
    again, state = first_round(), recorded().state
    assert again.info
    assert state.info
    assert replace(again.info, device=state.info.device) == state.info
    for one, other in zip(again.rounds, state.rounds[:2], strict=True):
        assert (one.bytes_up, one.bytes_down) == (other.bytes_up, other.bytes_down)
        assert [(each.name, each.status, each.num_examples) for each in one.hospitals] == [
            (each.name, each.status, each.num_examples) for each in other.hospitals
        ]
        assert list(map(sum, one.confusion_matrix)) == list(map(sum, other.confusion_matrix))
        assert one.loss == pytest.approx(other.loss, rel=0.2)
    assert again.rounds[0].accuracy == pytest.approx(state.rounds[0].accuracy, abs=0.02)
    assert {each.hospital for each in again.baselines} == {"A", "B", "C", None}
