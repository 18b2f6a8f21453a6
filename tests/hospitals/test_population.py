"""What both apps build from the settings."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from tiny import write_tiny

from fedsim.data import DataError
from fedsim.hospitals import population
from fedsim.hospitals.population import load_population
from fedsim.settings.config import ConfigError, Hospital, SimulationConfig


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


def test_the_same_settings_are_prepared_once(config: SimulationConfig) -> None:
    assert load_population(config) is load_population(replace(config))


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
