"""The ready-made settings keep their promises."""

from dataclasses import replace

import pytest

from fedsim import data
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presets import PRESETS, QUICK, TUTORIAL


@pytest.mark.parametrize("title", PRESETS)
def test_a_preset_fits_its_data_set(title: str) -> None:
    config, entry = PRESETS[title].config, data.info(PRESETS[title].config.dataset)
    assert config.validate(entry.classes) == []
    assert config.size in entry.sizes


@pytest.mark.parametrize("title", PRESETS)
def test_a_preset_survives_the_url(title: str) -> None:
    config = PRESETS[title].config
    assert SimulationConfig.from_query(config.to_query()) == config


def test_every_preset_has_a_story_and_settings_of_its_own() -> None:
    assert all(preset.title == title and preset.story for title, preset in PRESETS.items())
    assert len({preset.config for preset in PRESETS.values()}) == len(PRESETS)


def test_the_first_preset_is_the_default_run() -> None:
    first = next(iter(PRESETS.values())).config
    assert first == QUICK == replace(SimulationConfig(), baselines="beside")


@pytest.mark.parametrize("title", PRESETS)
def test_every_preset_trains_alone_and_pooled_too(title: str) -> None:
    """One press ends in the verdict."""
    assert PRESETS[title].config.baselines != "none"


def test_the_stories_are_true() -> None:
    excluded = {title: [hospital.excluded for hospital in preset.config.hospitals] for title, preset in PRESETS.items()}
    assert excluded["Quick demo"] == [("DME",), ("DRUSEN",), ("CNV",)]
    assert excluded["Nobody is blind"] == [(), (), ()]
    assert all("DRUSEN" in absent for absent in excluded["A disease nobody has"])
    assert len(excluded["Ten small hospitals"]) == 10
    assert excluded["Handwritten digits"] == [("1",), ("2",), ("0",)]
    assert PRESETS["Privacy noise"].config.private
    assert [title for title, preset in PRESETS.items() if preset.config.private] == ["Privacy noise"]


def test_the_tutorial_preset_is_exactly_the_tutorial() -> None:
    (preset,) = (preset for title, preset in PRESETS.items() if title.startswith("Tutorial"))
    config, positions = preset.config, data.info("octmnist").classes.index
    assert config is TUTORIAL
    assert (config.dataset, config.size, config.samples_per_hospital) == ("octmnist", 64, None)
    assert (config.model, config.weights) == ("resnet18", "imagenet")
    assert (config.lr, config.batch_size) == (0.001, 64)
    assert (config.baselines, config.num_baseline_epochs) == ("before", 10)
    assert (config.rounds, config.local_epochs, config.noise_multiplier) == (20, 1, 0)
    assert [(h.name, h.excluded) for h in config.hospitals] == [("A", ("DME",)), ("B", ("DRUSEN",)), ("C", ("CNV",))]
    assert [positions(name) for hospital in config.hospitals for name in hospital.excluded] == [1, 2, 0]
    names = "OCTMNIST", "64 px", "all images", "ResNet-18", "ImageNet", "Adam", "0.001", "batches of 64"
    assert all(name in preset.story for name in names)
    assert "A has never seen DME, B DRUSEN, C CNV" in preset.story
    assert "10 epochs alone, then 20 rounds of 1 local epoch" in preset.story


def test_all_but_the_tutorial_work_offline() -> None:
    needs = {t for t, p in PRESETS.items() if p.config.weights != "none" or p.config.dataset == "octmnist"}
    assert needs == {title for title in PRESETS if title.startswith("Tutorial")}
