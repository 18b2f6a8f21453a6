"""Where Flower's own differential privacy is wrong, shown on Flower, and that ours is not.

A test that fails here after an update of Flower is good news: what it shows was mended, and our cure may go.
"""

import math

import numpy as np
import pytest
from flwr.app import ConfigRecord, Context, Message, RecordDict
from flwr.clientapp.mod import LocalDpMod
from flwr.serverapp.strategy import (
    DifferentialPrivacyServerSideAdaptiveClipping,
    DifferentialPrivacyServerSideFixedClipping,
    FedAvg,
)
from flwr.supercore.differential_privacy import add_gaussian_noise_inplace, compute_clip_model_update
from messages import arrays_of, grid, record, reply
from scipy.stats import norm

from fedsim.federation.private import CentralAdaptiveDP, CentralDP
from fedsim.privacy.accounting import client_epsilon
from fedsim.privacy.noise import add_noise, clip
from fedsim.seeds import numpy_rng
from fedsim.settings.config import SimulationConfig
from fedsim.training.models import build_model

GRID = grid()
NODES = list(GRID.get_node_ids())
WEIGHTS = {"w": np.array([1.0, 2.0], np.float32)}
COUNTERS = {"w": np.array([1.0, 2.0], np.float32), "batches": np.array(7)}


@pytest.fixture(autouse=True)
def flowers_dice() -> None:
    np.random.seed(1)  # noqa: NPY002


def answers(values: list[float], size: int = 1) -> list:
    return [reply(node, record(w=np.full(size, value, np.float32))) for node, value in zip(NODES, values, strict=False)]


def sent(strategy, size: int = 1):
    """A strategy that has sent a model of zeros out."""
    list(strategy.configure_train(1, record(w=np.zeros(size, np.float32)), ConfigRecord(), GRID))
    return strategy


def test_an_update_of_zero_length_cannot_be_clipped_by_flower() -> None:
    with pytest.raises(ZeroDivisionError):
        compute_clip_model_update([WEIGHTS["w"].copy()], [WEIGHTS["w"]], 1.0)
    np.testing.assert_array_equal(clip(WEIGHTS, WEIGHTS, 1.0)["w"], WEIGHTS["w"])


def test_integers_cannot_be_clipped_by_flower() -> None:
    after = {"w": WEIGHTS["w"] + 9, "batches": np.array([8])}
    before = {**WEIGHTS, "batches": np.array([7])}
    with pytest.raises(TypeError, match="cast"):
        compute_clip_model_update(list(after.values()), list(before.values()), 1.0)
    assert clip(before, after, 1.0)["batches"] == 8


def test_flowers_noise_makes_counters_and_variances_wrong() -> None:
    counter, variance = np.full(1000, 7), np.full(1000, 0.01, np.float32)
    add_gaussian_noise_inplace([counter, variance], 1.0)
    assert (counter != 7).any()
    assert np.isnan(np.sqrt(variance, where=variance >= 0, out=np.full(1000, np.nan, np.float32))).any()
    assert add_noise(COUNTERS, 1.0, numpy_rng(0, "noise"))["batches"] == 7
    assert list(build_model("resnet18", 1, 4, seed=0, private=True).buffers()) == []  # no variance to be noised


def test_flowers_noise_moves_and_follows_numpys_global_generator() -> None:
    def drawn() -> np.ndarray:
        np.random.seed(5)  # noqa: NPY002
        values = np.zeros(3)
        add_gaussian_noise_inplace([values], 1.0)
        return values

    np.testing.assert_array_equal(drawn(), drawn())
    before = np.random.get_state()[2]  # noqa: NPY002
    add_noise(WEIGHTS, 1.0, numpy_rng(0, "noise"))
    assert np.random.get_state()[2] == before  # noqa: NPY002


@pytest.mark.parametrize(("ours", "expected"), [(False, 1 / 3), (True, 1 / 2)])
def test_flower_adds_too_little_noise_where_a_hospital_does_not_answer(ours: bool, expected: float) -> None:
    """Noise on the sum is noise_multiplier * clip_norm = 1; two of three hospitals answer."""
    number = 20_000
    config = SimulationConfig(dp="central", noise_multiplier=1.0, clip_norm=1.0)
    strategy = (
        CentralDP(FedAvg(), config) if ours else DifferentialPrivacyServerSideFixedClipping(FedAvg(), 1.0, 1.0, 3)
    )
    arrays, _ = sent(strategy, number).aggregate_train(1, answers([1e-9, 1e-9], number))
    assert arrays_of(arrays)["w"].std() == pytest.approx(expected, rel=5 / math.sqrt(2 * number))


def test_flowers_adaptive_clip_norm_runs_away_from_the_updates() -> None:
    """Every update is longer than the clip norm, so that it should grow; without noise the step is exact."""
    flowers = sent(DifferentialPrivacyServerSideAdaptiveClipping(FedAvg(), 0.0, 3, initial_clipping_norm=1.0))
    flowers.aggregate_train(1, answers([5.0, 6.0, 7.0]))
    assert flowers.clipping_norm == pytest.approx(math.exp(-0.1))
    ours = sent(CentralAdaptiveDP(FedAvg(), SimulationConfig(dp="central-adaptive", clip_norm=1.0)))
    ours.aggregate_train(1, answers([5.0, 6.0, 7.0]))
    assert ours.clipping_norm == pytest.approx(math.exp(0.1))


def test_flowers_adaptive_noise_is_of_the_next_rounds_clip_norm() -> None:
    """Sensitivity is the norm that clipped the updates, 1; Flower takes the one after the step."""
    number = 20_000
    flowers = sent(DifferentialPrivacyServerSideAdaptiveClipping(
        FedAvg(), 1.0, 3, initial_clipping_norm=1.0, clip_norm_lr=5.0, clipped_count_stddev=0.51), number)  # fmt: skip
    arrays, _ = flowers.aggregate_train(1, answers([1.0, 1.0, 1.0], number))
    assert flowers.clipping_norm != pytest.approx(1.0, rel=0.05)
    std = flowers.noise_multiplier / 3
    assert arrays_of(arrays)["w"].std() == pytest.approx(std * flowers.clipping_norm, rel=0.03)
    config = SimulationConfig(dp="central-adaptive", noise_multiplier=1.0, clip_norm=1.0)
    ours = sent(CentralAdaptiveDP(FedAvg(), config), number)
    arrays, _ = ours.aggregate_train(1, answers([1.0, 1.0, 1.0], number))
    assert arrays_of(arrays)["w"].std() == pytest.approx(ours.noise_multiplier / 3, rel=5 / math.sqrt(2 * number))


def exact_delta(epsilon: float, noise_multiplier: float) -> float:
    """The Gaussian mechanism's (Balle and Wang 2018, arXiv:1805.06530, theorem 8)."""
    half, shift = 0.5 / noise_multiplier, epsilon * noise_multiplier
    return float(norm.cdf(half - shift) - math.exp(epsilon) * norm.cdf(-half - shift))


def test_flowers_local_noise_does_not_keep_its_promise_beyond_epsilon_1() -> None:
    epsilon, delta, number = 10.0, 1e-5, 20_000
    mod = LocalDpMod(clipping_norm=1.0, sensitivity=1.0, epsilon=epsilon, delta=delta)
    message = Message(RecordDict({"arrays": record(w=np.zeros(number, np.float32))}), NODES[0], "train")
    answer = reply(NODES[0], record(w=np.full(number, 1e-9, np.float32)))
    noisy = mod(message, Context(1, NODES[0], {}, RecordDict(), {}), lambda message, context: answer)
    its_noise = arrays_of(noisy.content.array_records["arrays"])["w"].std()
    assert exact_delta(epsilon, its_noise) > 2 * delta
    for noise_multiplier in (its_noise, 0.1, 1.0, 10.0):
        assert exact_delta(client_epsilon(1, noise_multiplier, delta), noise_multiplier) <= delta
