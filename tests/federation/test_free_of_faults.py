"""Our privacy is free of each fault of Flower's that tests/federation/test_flower_faults.py shows."""

import math
from dataclasses import replace

import numpy as np
import pytest
from flwr.app import ConfigRecord
from gaussian import exact_delta
from messages import arrays_of, grid, protection, record, reply

from fedsim.errors import FedsimError
from fedsim.federation.privacy import NoisyAverage
from fedsim.federation.strategies.fedavg import Averaging
from fedsim.privacy.accounting import client_epsilon
from fedsim.privacy.noise import add_noise, clip
from fedsim.privacy.protection import learned_names
from fedsim.seeds import numpy_rng
from fedsim.settings.config import SimulationConfig
from fedsim.training.models import build_model

GRID = grid()
NODES = list(GRID.get_node_ids())
CENTRAL = SimulationConfig(dp="central", noise_multiplier=1.0, clip_norm=1.0)
ADAPTIVE = replace(CENTRAL, dp="central-adaptive")
WEIGHTS = {"w": np.array([1.0, 2.0], np.float32)}


def averaged(config: SimulationConfig, values: list[float], size: int = 1) -> tuple[np.ndarray, NoisyAverage]:
    """A round of three hospitals planned, from a model of zeros; as many answer as there are values."""
    strategy = NoisyAverage(Averaging(), protection(config))
    list(strategy.configure_train(1, record(w=np.zeros(size, np.float32)), ConfigRecord(), GRID))
    replies = [
        reply(node, record(w=np.full(size, value, np.float32))) for node, value in zip(NODES, values, strict=False)
    ]
    arrays, _ = strategy.aggregate_train(1, replies)
    return arrays_of(arrays)["w"], strategy


def test_an_update_of_zero_length_is_clipped_to_itself() -> None:
    np.testing.assert_array_equal(clip(WEIGHTS, WEIGHTS, 1.0, ["w"])["w"], WEIGHTS["w"])


def test_integers_are_left_as_they_are() -> None:
    before = {**WEIGHTS, "batches": np.array([7])}
    after = {"w": WEIGHTS["w"] + 9, "batches": np.array([8])}
    assert clip(before, after, 1.0, ["w"])["batches"] == 8
    assert add_noise(before, 1.0, numpy_rng(0, "noise"), ["w"])["batches"] == 7


def test_a_private_model_has_no_variance_to_be_noised_and_one_that_has_is_refused() -> None:
    assert list(build_model("resnet18", 1, 4, seed=0, private=True).buffers()) == []
    assert len(learned_names(build_model("resnet18", 1, 4, seed=0, private=True), private=True)) == 62
    with pytest.raises(FedsimError, match=r"neither clip nor noise a model's statistics, such as bn1\."):
        learned_names(build_model("resnet18", 1, 4, seed=0), private=True)


def test_noise_leaves_numpys_global_generator_alone() -> None:
    before = np.random.get_state()[2]  # noqa: NPY002
    add_noise(WEIGHTS, 1.0, numpy_rng(0, "noise"), ["w"])
    assert np.random.get_state()[2] == before  # noqa: NPY002


@pytest.mark.parametrize("num_answered", [1, 2, 3])
def test_average_and_noise_are_divided_by_the_hospitals_that_were_planned(num_answered: int) -> None:
    number = 20_000
    noisy, _ = averaged(CENTRAL, [1e-9] * num_answered, number)
    assert noisy.std() == pytest.approx(1 / 3, rel=5 / math.sqrt(2 * number))
    clean, _ = averaged(replace(CENTRAL, noise_multiplier=0.0), [9.0] * num_answered)
    assert clean == pytest.approx([num_answered / 3], rel=1e-5)


def test_the_adaptive_clip_norm_runs_after_the_updates() -> None:
    _, strategy = averaged(replace(ADAPTIVE, noise_multiplier=0.0), [5.0, 6.0, 7.0])
    assert strategy.clip_norm == pytest.approx(math.exp(0.1))


def test_adaptive_noise_is_of_the_clip_norm_that_clipped_the_updates() -> None:
    number = 20_000
    noisy, strategy = averaged(ADAPTIVE, [1.0, 1.0, 1.0], number)
    assert strategy.clip_norm != pytest.approx(1.0, rel=0.01)
    on_updates = strategy.protection.mechanism.noise_on_updates(1.0, 3)
    assert noisy.std() == pytest.approx(on_updates / 3, rel=5 / math.sqrt(2 * number))


@pytest.mark.parametrize("noise_multiplier", [0.1, 0.4, 1.0, 10.0])
def test_local_noise_keeps_its_promise(noise_multiplier: float) -> None:
    assert exact_delta(client_epsilon(1, noise_multiplier, 1e-5), noise_multiplier) <= 1e-5
