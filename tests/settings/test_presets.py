"""The ready-made settings keep their promises."""

from dataclasses import replace

import pytest

from fedsim import data
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presets import PRESETS, QUICK, TUTORIAL
from fedsim.text.presets import STORIES, TITLES


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_fits_its_data_set(preset: str) -> None:
    config, entry = PRESETS[preset], data.info(PRESETS[preset].dataset)
    assert config.validate(entry.classes) == []
    assert config.size in entry.sizes


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_survives_the_url(preset: str) -> None:
    config = PRESETS[preset]
    assert SimulationConfig.from_query(config.to_query()) == config


def test_every_preset_has_a_story_and_settings_of_its_own() -> None:
    assert list(TITLES) == list(STORIES) == list(PRESETS)
    assert len({*TITLES.values()}) == len({*STORIES.values()}) == len({*PRESETS.values()}) == len(PRESETS)


def test_the_first_preset_is_the_default_run() -> None:
    first = next(iter(PRESETS.values()))
    assert first == QUICK == replace(SimulationConfig(), baselines="beside")


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_trains_alone_and_pooled_too(preset: str) -> None:
    """One press ends in the verdict."""
    assert PRESETS[preset].baselines != "none"


def test_the_stories_are_true() -> None:
    excluded = {preset: [hospital.excluded for hospital in its.hospitals] for preset, its in PRESETS.items()}
    assert excluded["quick-demo"] == [("DME",), ("DRUSEN",), ("CNV",)]
    assert excluded["nobody-blind"] == [(), (), ()]
    assert all("DRUSEN" in absent for absent in excluded["nobody-has"])
    assert len(excluded["ten-small"]) == 10
    assert excluded["handwritten-digits"] == [("1",), ("2",), ("0",)]
    assert PRESETS["privacy-noise"].private
    assert [preset for preset, its in PRESETS.items() if its.private] == ["privacy-noise"]


def test_the_tutorial_preset_is_exactly_the_tutorial() -> None:
    config, positions = PRESETS["tutorial"], data.info("octmnist").classes.index
    assert config is TUTORIAL
    assert (config.dataset, config.size, config.samples_per_hospital) == ("octmnist", 64, None)
    assert (config.model, config.weights) == ("resnet18", "imagenet")
    assert (config.lr, config.batch_size) == (0.001, 64)
    assert (config.baselines, config.num_baseline_epochs) == ("before", 10)
    assert (config.rounds, config.local_epochs, config.noise_multiplier) == (20, 1, 0)
    assert [(h.name, h.excluded) for h in config.hospitals] == [("A", ("DME",)), ("B", ("DRUSEN",)), ("C", ("CNV",))]
    assert [positions(name) for hospital in config.hospitals for name in hospital.excluded] == [1, 2, 0]
    names = "OCTMNIST", "64 px", "all images", "ResNet-18", "ImageNet", "Adam", "0.001", "batches of 64"
    assert all(name in STORIES["tutorial"] for name in names)
    assert "A has never seen DME, B DRUSEN, C CNV" in STORIES["tutorial"]
    assert "10 epochs alone, then 20 rounds of 1 local epoch" in STORIES["tutorial"]


def test_all_but_the_tutorial_work_offline() -> None:
    needs = {t for t, p in PRESETS.items() if p.weights != "none" or p.dataset == "octmnist"}
    assert needs == {"tutorial"}
