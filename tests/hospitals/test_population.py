"""What both apps build from the settings."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from tiny import write_tiny

from fedsim.data import DataError
from fedsim.hospitals import population
from fedsim.hospitals.identity import NUM_THREADS
from fedsim.hospitals.population import Population, load_population
from fedsim.settings.config import ConfigError, Hospital, SimulationConfig
from fedsim.settings.strategy import FedProx
from fedsim.training.local import Batches


def test_each_hospital_holds_its_own_images(config: SimulationConfig) -> None:
    run = load_population(config)
    assert run.class_counts.tolist() == [torch.bincount(s.labels, minlength=4).tolist() for s in run.shards]
    assert [info.num_examples for info in run.hospitals()] == [len(shard) for shard in run.shards]
    assert (run.class_counts == 0).tolist() == [[c == absent for c in range(4)] for absent in (1, 2, 0)]


def test_the_initial_model_is_the_same_every_time(config: SimulationConfig) -> None:
    first, second = load_population(config).model(), load_population(config).model()
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters(), strict=True))


def test_the_initial_weights_are_made_once_a_run_and_every_model_is_its_own(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, build = [], population.build_model
    monkeypatch.setattr(population, "build_model", lambda *args, **options: made.append(1) or build(*args, **options))
    run = load_population(replace(config, seed=8))
    first, second = run.model(), run.model()
    with torch.no_grad():
        next(first.parameters()).zero_()
    assert next(second.parameters()).any()
    assert made == [1]


def use(config: SimulationConfig) -> Population:
    """Ask for everything that a run asks for."""
    population = load_population(config)
    for place, shard in enumerate(population.shards):
        population.validation(shard)
        assert population.trained_on(place) is shard
        assert population.test_at(place) is population.test
    assert len(population.test)
    return population


@pytest.fixture
def copies(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many images were copied to the device, each time."""
    found, build = [], Batches.to

    def to(self: Batches, device: str) -> Batches:
        found.append(len(self))
        return build(self, device)

    monkeypatch.setattr(Batches, "to", to)
    return found


def test_nothing_is_copied_again_unless_the_images_or_who_has_them_change(config: SimulationConfig, copies) -> None:
    config = replace(config, seed=4711)
    first = use(config)
    once = sum(copies)
    assert once == sum(first.sizes) + len(first.test) + 3 * 9
    renamed = tuple(replace(each, name=f"new {each.name}") for each in config.hospitals)
    for name, value in {
        "noise_multiplier": 1.0, "dp": "central", "clip_norm": 2.0, "delta": 0.01, "rounds": 9, "local_epochs": 3,
        "lr": 0.1, "batch_size": 8, "model": "resnet18", "strategy": FedProx(), "hospitals": renamed,
        "attack": "last-round", "baselines": "after",
    }.items():  # fmt: skip
        again = use(replace(config, **{name: value}))
        assert again.shard(1) is first.shard(1), name
        assert again.test is first.test, name
    assert sum(copies) == once
    assert use(replace(config, seed=4712)).shard(1) is not first.shard(1)
    assert sum(copies) > once


def test_the_same_settings_are_one_population_in_every_round(config: SimulationConfig) -> None:
    assert load_population(config) is load_population(replace(config))


def test_one_hospital_is_copied_without_the_others(config: SimulationConfig, copies) -> None:
    population = load_population(replace(config, seed=4713))
    assert len(population.shard(2)) == population.sizes[2]
    assert copies == [population.sizes[2]]


def test_it_remembers_which_hospital_has_which_image(config: SimulationConfig) -> None:
    population = load_population(replace(config, samples_per_hospital=50))
    images = Batches.from_numpy(population.dataset.train.images, population.dataset.train.labels).images
    for place, indices in enumerate(population.partition.shards):
        assert torch.equal(population.shard(place).images, images[torch.from_numpy(indices)])
        assert all(population.partition.holders(image) == (place,) for image in indices)
    assert len(population.partition.left_over) == 240 - 150
    started = population.started(population.model(), 0.0, "by images", "global")
    assert (started.num_left_over, started.num_threads) == (90, NUM_THREADS)


def test_a_file_that_was_written_anew_is_other_data(config: SimulationConfig, tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    write_tiny(path)
    config = replace(config, dataset=str(path))
    assert len(load_population(config).dataset.train) == 240
    write_tiny(path, num_train=120)
    assert len(load_population(config).dataset.train) == 120


def test_settings_that_do_not_fit_the_data_are_told_all_at_once(config: SimulationConfig) -> None:
    with pytest.raises(ConfigError, match=r"rounds must be .* Hospital A excludes DME"):
        load_population(replace(config, rounds=0, hospitals=(Hospital("A", ("DME",)), Hospital("B"))))


def test_a_data_set_that_is_not_there_is_told(config: SimulationConfig) -> None:
    with pytest.raises(DataError, match="There is no file"):
        load_population(replace(config, dataset="nowhere/nothing.npz"))


def test_a_hospital_without_an_image_ends_a_run_before_it_begins(config: SimulationConfig, tmp_path: Path) -> None:
    few = replace(config, dataset=write_tiny(tmp_path / "few.npz", num_train=4))
    few = replace(few, hospitals=tuple(Hospital(name) for name in "ABCDE"))
    with pytest.raises(ConfigError, match=r"Hospital E gets no image.* Choose fewer hospitals"):
        load_population(few)
