"""A run holds the very data that it began with, and runs of other data do not stand beside it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cloudpickle
import numpy as np
import pytest
from tiny import tiny_arrays, write_tiny

from fedsim.data import DataError, hold, load
from fedsim.events import BaselineFinished, Event, RoundFinished, Started
from fedsim.export.results_file import to_results
from fedsim.federation.engines import inprocess
from fedsim.hospitals.population import Held, load_population
from fedsim.runs.experiment import run_experiment
from fedsim.runs.made_now import data_changed, made_now
from fedsim.runs.registry import Registry
from fedsim.runs.runner import carry_out
from fedsim.runs.state import Status
from fedsim.runs.store import Store
from fedsim.settings.config import SimulationConfig


def shift_labels(path: Path) -> None:
    arrays = tiny_arrays()
    for split in ("train", "val", "test"):
        arrays[f"{split}_labels"] = (arrays[f"{split}_labels"] + 1) % 4
    np.savez(path, **arrays)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000])


def three_classes(path: Path) -> None:
    write_tiny(path, classes=("north", "east", "south"))


HARM = [shift_labels, cut_short, Path.unlink, three_classes]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return Path(write_tiny(tmp_path / "mine.npz"))


@pytest.fixture
def told(file: Path, config: SimulationConfig) -> SimulationConfig:
    return replace(config, dataset=str(file), rounds=3)


def outcome(config: SimulationConfig, harm: Callable[[], None]) -> list[Event]:
    """What a run tells but for times, where something happens to its file after round 1."""
    events: list[Event] = []

    def emit(event: Event) -> None:
        if isinstance(event, RoundFinished):
            hospitals = tuple(replace(each, seconds=0.0) for each in event.hospitals)
            events.append(replace(event, seconds=0.0, hospitals=hospitals))
            if event.round == 1:
                harm()
        elif isinstance(event, BaselineFinished):
            events.append(replace(event, seconds=0.0))
        elif isinstance(event, Started):
            events.append(event)

    run_experiment(inprocess.run, config, emit, lambda: False)
    return events


@pytest.mark.parametrize("harm", HARM)
@pytest.mark.parametrize("baselines", ["none", "after"])
def test_a_run_goes_on_with_the_data_that_it_began_with(
    told: SimulationConfig, file: Path, harm: Callable[[Path], None], baselines: str
) -> None:
    told = replace(told, baselines=baselines)
    calm = outcome(told, lambda: None)
    assert outcome(told, lambda: harm(file)) == calm


def test_the_data_are_held_in_the_runs_own_context_alone(file: Path) -> None:
    with hold(str(file)) as held:
        shift_labels(file)
        assert load(str(file)) is held
    assert load(str(file)).digest != held.digest


def test_a_digest_tells_images_labels_and_classes_apart(file: Path, tmp_path: Path) -> None:
    first = load(str(file))
    same = load(write_tiny(tmp_path / "same.npz"))
    assert first.digest == same.digest
    assert first.digest != replace(first, classes=("a", "b", "c", "d")).digest
    shift_labels(file)
    assert load(str(file)).digest != first.digest


def test_another_process_takes_the_same_data_or_none(told: SimulationConfig, file: Path) -> None:
    sent = cloudpickle.dumps(Held(load_population(told)))
    assert len(sent) < 10_000
    assert cloudpickle.loads(sent)().class_counts.sum() == 240
    shift_labels(file)
    with pytest.raises(DataError, match=r"has changed since the run began"):
        cloudpickle.loads(sent)()


def test_the_results_file_names_the_data_and_a_later_look_says_that_they_changed(
    told: SimulationConfig, file: Path, tmp_path: Path
) -> None:
    store = Store(tmp_path / "runs.sqlite")
    run_id, digest = store.create(told), load(str(file)).digest
    carry_out(store, run_id, lambda: False)
    state = store.get(run_id)
    assert to_results(state)["dataset"]["sha256"] == digest == state.info.data_sha256
    assert made_now(state)
    shift_labels(file)
    assert data_changed(state)
    assert not made_now(state)
    file.unlink()
    assert not data_changed(state)


def test_runs_of_other_data_of_the_same_name_are_no_repeats(told: SimulationConfig, file: Path, tmp_path: Path) -> None:
    store, ids = Store(tmp_path / "runs.sqlite"), []
    for seed in (1, 2, 3):
        if seed == 3:
            shift_labels(file)
        ids.append(store.create(replace(told, seed=seed)))
        carry_out(store, ids[-1], lambda: False)
    first, second, third = map(store.get, ids)
    assert first.made_like(second)
    assert not first.made_like(third)


def test_baselines_are_not_added_from_other_data(told: SimulationConfig, file: Path, tmp_path: Path) -> None:
    registry = Registry(Store(tmp_path / "runs.sqlite"))
    run_id = registry.store.create(told)
    carry_out(registry.store, run_id, lambda: False)
    shift_labels(file)
    registry.add_baselines(run_id)
    assert registry.store.get(run_id).status is Status.FINISHED
    assert registry.store.get(run_id).num_baselines == 0
