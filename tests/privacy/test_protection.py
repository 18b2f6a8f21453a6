"""What noise follows from: nobody can take it away by comparing runs."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from fedsim.data import load
from fedsim.federation.engines import inprocess
from fedsim.hospitals import identity
from fedsim.hospitals.population import load_population
from fedsim.privacy import record
from fedsim.privacy.mechanisms import MECHANISMS
from fedsim.privacy.protection import noise_seed, protect
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.declared import declared
from fedsim.settings.participation import Sampled
from fedsim.settings.partition import Dirichlet
from fedsim.settings.quantity import Linear
from fedsim.settings.setting import Changes
from fedsim.settings.stop_at import Plateau
from fedsim.settings.strategy import FedProx

NOISY = [name for name, mechanism in MECHANISMS.items() if mechanism.unit]
OTHERS = {
    "dataset": "digits",
    "size": 8,
    "hospitals": (Hospital("A"), Hospital("B"), Hospital("C")),
    "samples_per_hospital": 59,
    "rounds": 3,
    "local_epochs": 2,
    "batch_size": 17,
    "lr": 3.001e-3,
    "optimizer": "sgd",
    "model": "resnet18",
    "strategy": FedProx(mu=0.0),
    "noise_multiplier": 2.0,
    "clip_norm": 1.5,
    "target_epsilon": 1e5,
    "delta": 1e-6,
    "seed": 8,
    "participation": Sampled(0.3),
    "dropout": 0.1,
    "deadline": 2.0,
    "partition": Dirichlet(alpha=3.0),
    "deal": "shared",
    "quantity": Linear(),
    "stop_at": Plateau(),
}
"""Another value of every setting that changes data or federation."""
NOT_HERE = {
    "shift",
    "adversary",
    "images",
    "presence",
    "pace",
    "label_noise",
    "shortcut",
    "dp",
    "weights",
    "mixing",
} | {one.name for one in declared(SimulationConfig).values() if one.union}
"""`dp` makes noise of another kind, ImageNet's weights rule it out, mixing is for rules that central noise rules out,
mu and the like are some kinds'. What each hospital has of its own is in `hospitals`."""


@pytest.fixture(scope="module")
def noisy(config: SimulationConfig) -> SimulationConfig:
    return replace(config, dp="central", noise_multiplier=1.0, rounds=1)


def seed_of(config: SimulationConfig) -> int:
    """Without the data's being there for settings that cannot be had here."""
    return noise_seed(config, load("digits"), "cpu")


def test_every_setting_but_those_that_no_update_depends_on_makes_other_noise(noisy: SimulationConfig) -> None:
    settings = declared(SimulationConfig)
    names = {name for name, one in settings.items() if one.setting.changes & (Changes.DATA | Changes.FEDERATION)}
    assert set(OTHERS) == names - NOT_HERE
    seeds = [seed_of(noisy), *(seed_of(replace(noisy, **{name: value})) for name, value in OTHERS.items())]
    assert len(set(seeds)) == len(seeds)


@pytest.mark.parametrize(
    "changed", [{"engine": "ray"}, {"baselines": "before"}, {"baseline_epochs": 3}, {"attack": "last-round"}]
)
def test_what_no_update_depends_on_leaves_the_noise_as_it_is(noisy: SimulationConfig, changed: dict) -> None:
    assert seed_of(replace(noisy, **changed)) == seed_of(noisy)


def test_other_images_or_another_device_make_other_noise(noisy: SimulationConfig) -> None:
    dataset = load("digits")
    images = dataset.train.images.copy()
    images[-1, 0, 0] ^= 1  # a single bit
    other = replace(dataset, train=replace(dataset.train, images=images))
    assert len({noise_seed(noisy, *of) for of in ((dataset, "cpu"), (other, "cpu"), (dataset, "cuda"))}) == 3


def test_other_code_makes_other_noise(noisy: SimulationConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    before = seed_of(noisy)
    monkeypatch.setattr(identity, "code_digest", lambda: "another")
    assert seed_of(noisy) != before


def test_without_noise_there_is_nothing_to_salt(noisy: SimulationConfig) -> None:
    quiet = protect(load_population(replace(noisy, noise_multiplier=0.0)))
    assert set(quiet.seeds) == {noisy.seed}


def change(config: SimulationConfig) -> np.ndarray:
    """What a run's only round does to the weights: (m,) float64."""
    final = inprocess.run(config, lambda event: None, lambda: False)
    before = load_population(config).model().state_dict()
    return torch.cat([(final[name].double() - before[name]).flatten() for name in final]).numpy()


@pytest.mark.parametrize("dp", [dp for dp in NOISY if dp != "record"])
@pytest.mark.parametrize(
    "other", [{"noise_multiplier": 2.0}, {"clip_norm": 0.5}, {"lr": 3.001e-3}, {"delta": 1e-6}], ids=str
)
def test_two_runs_that_differ_in_one_setting_cannot_be_made_to_cancel_their_noise(
    noisy: SimulationConfig, dp: str, other: dict
) -> None:
    """Both add noise to much the same update: take from one the best multiple of the other, by least squares.

    Independent noise of 7,412 numbers leaves of it what there was. With the same noise scaled, nothing but the update
    would be left, a hundredth of it.
    """
    one = replace(noisy, dp=dp)
    a, b = change(one), change(replace(one, **other))
    left = a - b * (a @ b) / (b @ b)
    assert np.linalg.norm(left) > 0.9 * np.linalg.norm(a)


@pytest.mark.parametrize("dp", NOISY)
def test_the_very_same_run_has_the_very_same_noise(noisy: SimulationConfig, dp: str) -> None:
    np.testing.assert_array_equal(change(replace(noisy, dp=dp)), change(replace(noisy, dp=dp)))


def test_at_record_level_other_noise_comes_with_other_batches(
    noisy: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Poisson sampling hides an image only as long as nobody knows from another run when it is drawn."""

    def listen(model, data, *, generator, noise_generator, **options) -> None:
        drawn.append((generator.initial_seed(), noise_generator.initial_seed()))

    drawn: list[tuple[int, int]] = []
    monkeypatch.setattr(record, "train_record_level", listen)
    for noise_multiplier in (1.0, 2.0):
        change(replace(noisy, dp="record", noise_multiplier=noise_multiplier))
    assert len({seed for pair in drawn for seed in pair}) == 2 * 2 * 3  # of each run and each hospital
