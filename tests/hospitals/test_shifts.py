"""Scanners that differ: a hospital's own images and nobody else's."""

from dataclasses import dataclass, replace
from typing import Annotated, Literal

import numpy as np
import pytest
import torch
from annotated_types import Ge, Le
from registering import register

from fedsim.events import RoundFinished
from fedsim.federation.engines import inprocess
from fedsim.federation.own_models import score
from fedsim.hospitals.baselines import cache_key
from fedsim.hospitals.population import load_population
from fedsim.hospitals.shifts import SHIFTS
from fedsim.privacy.membership import choose_examples
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.declared import declared
from fedsim.settings.shift import Flip, Gain, NoShift, Shift


@dataclass(frozen=True)
class Darker:
    """Less bright, and grainy."""

    by: Annotated[int, Ge(0), Le(255)] = 3
    kind: Literal["darker"] = "darker"


def darken(setting: Darker, images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return (images // setting.by + rng.integers(0, 3, images.shape)).astype(np.uint8)


@pytest.fixture
def dark(config: SimulationConfig, monkeypatch: pytest.MonkeyPatch) -> SimulationConfig:
    """Hospital B's scanner is darker."""
    register(monkeypatch, "shift", Darker, SHIFTS, darken)
    a, b, c = config.hospitals
    return replace(config, samples_per_hospital=50, hospitals=(a, replace(b, shift=Darker()), c))


def without(config: SimulationConfig) -> SimulationConfig:
    return replace(config, hospitals=tuple(Hospital(each.name, each.excluded) for each in config.hospitals))


def test_every_kind_has_its_file() -> None:
    assert list(SHIFTS) == list(declared(SimulationConfig)["shift"].each)


def test_a_scanner_changes_its_hospitals_images_and_no_label_and_nobody_elses(dark: SimulationConfig) -> None:
    shifted, plain = load_population(dark), load_population(without(dark))
    for place, (one, other) in enumerate(zip(shifted.shards, plain.shards, strict=True)):
        assert torch.equal(one.labels, other.labels)
        assert torch.equal(one.images, other.images) == (place != 1)
        assert shifted.trained_on(place) is one
        assert torch.equal(shifted.test_at(place).images, shifted.test.images) == (place != 1)
        assert torch.equal(shifted.test_at(place).labels, shifted.test.labels)
    assert (shifted.shard(1).images <= plain.shard(1).images // 3 + 2).all()
    assert torch.equal(shifted.test.images, plain.test.images)  # the shared model meets the set's own images


def test_the_data_sets_own_images_stay_as_they_are(dark: SimulationConfig) -> None:
    dataset = load_population(without(dark)).dataset
    before = dataset.train.images.copy(), dataset.test.images.copy()
    shifted = load_population(dark)
    assert len(shifted.shards) == len({*map(id, [shifted.test_at(place) for place in (0, 1)])}) + 1
    assert np.array_equal(dataset.train.images, before[0])
    assert np.array_equal(dataset.test.images, before[1])


def test_it_follows_from_the_seed_and_the_settings(dark: SimulationConfig) -> None:
    once = load_population(dark).shard(1).images
    load_population.__globals__["_population"].cache_clear()
    load_population.__globals__["_images"].cache_clear()
    again = load_population(replace(dark, lr=0.5)).shard(1).images
    assert again is not once
    assert torch.equal(again, once)
    a, b, c = dark.hospitals
    other = replace(dark, hospitals=(a, replace(b, shift=Darker(by=7)), c))
    assert not torch.equal(load_population(other).shard(1).images, once)


def test_a_baseline_knows_its_hospitals_scanner(dark: SimulationConfig) -> None:
    shifted, plain = load_population(dark), load_population(without(dark))
    keys = [[cache_key(each, each.shard(place), place) for place in range(3)] for each in (shifted, plain)]
    assert [one == other for one, other in zip(*keys, strict=True)] == [True, False, True]


def test_strangers_of_a_membership_test_come_from_the_same_scanner(dark: SimulationConfig) -> None:
    shifted, plain = load_population(dark), load_population(without(dark))
    for place in range(3):
        (members, strangers), (_, bright) = (choose_examples(each, place, 7) for each in (shifted, plain))
        assert torch.equal(strangers.images, bright.images) == (place != 1)
        assert strangers.images.max() <= (255 if place != 1 else 255 // 3 + 2)
        assert members.images.max() <= (255 if place != 1 else 255 // 3 + 2)


def rounds_of(config: SimulationConfig, *shifts: Shift) -> list[RoundFinished]:
    """A run in which the hospitals have these scanners, in order."""
    pairs = zip(config.hospitals, shifts, strict=True)
    events = []
    inprocess.run(
        replace(config, hospitals=tuple(replace(each, shift=shift) for each, shift in pairs)),
        events.append, lambda: False,
    )  # fmt: skip
    return [event for event in events if isinstance(event, RoundFinished)]


def test_a_mirrored_scanner_hurts_at_its_hospital_and_is_measured_there_alone(config: SimulationConfig) -> None:
    """The classes are quarters of the image: mirrored, west is east."""
    alike = replace(config, rounds=4, local_epochs=3, hospitals=tuple(Hospital(name) for name in "ABC"))
    last = rounds_of(alike, NoShift(), Flip(), NoShift())[-1]
    a, b, c = last.hospitals
    assert (a.global_accuracy_on_own_images, c.global_accuracy_on_own_images) == (None, None)
    assert b.global_accuracy_on_own_images < 0.5 < 0.9 < last.accuracy
    assert b.train_accuracy > 0.9 > 0.5 > b.local_accuracy  # its own model reads its own scanner alone


def test_the_shared_model_on_a_scanners_images_is_that_model_on_those_images(config: SimulationConfig) -> None:
    shifts = (Gain(0.5), NoShift(), Gain(1.0))
    first = rounds_of(replace(config, rounds=1), *shifts)[0].hospitals
    pairs = zip(config.hospitals, shifts, strict=True)
    population = load_population(
        replace(config, rounds=1, hospitals=tuple(replace(each, shift=shift) for each, shift in pairs))
    )
    expected = score(population.model(), population.test_at(0)).metrics.accuracy
    assert [each.global_accuracy_on_own_images for each in first] == [expected, None, None]  # a gain of 1 is no shift


def test_without_a_scanner_shift_nothing_is_measured_twice(config: SimulationConfig) -> None:
    for finished in rounds_of(config, *[NoShift()] * 3):
        assert [each.global_accuracy_on_own_images for each in finished.hospitals] == [None] * 3
