"""Where Flower's own differential privacy is wrong, shown on Flower: `python -m pytest -m flower_faults`.

They are no part of the ordinary tests: a test that fails here after an update of Flower is good news. That ours is free
of each fault is in tests/federation/test_free_of_faults.py.
"""

import math
from typing import Any

import numpy as np
import pytest
from flwr.app import ConfigRecord, Context, Message, RecordDict
from gaussian import exact_delta
from messages import arrays_of, grid, record, reply

pytestmark = pytest.mark.flower_faults
GRID = grid()
NODES = list(GRID.get_node_ids())
WEIGHTS = np.array([1.0, 2.0], np.float32)


@pytest.fixture(autouse=True)
def flowers_dice() -> None:
    np.random.seed(1)  # noqa: NPY002


def answers(values: list[float], size: int = 1) -> list:
    return [reply(node, record(w=np.full(size, value, np.float32))) for node, value in zip(NODES, values, strict=False)]


def flowers(kind: str, *arguments: float, size: int = 1, **options: float) -> Any:
    """Flower's wrapper of that kind around FedAvg, which has sent a model of zeros out."""
    from flwr.serverapp import strategy

    wrapper = getattr(strategy, f"DifferentialPrivacyServerSide{kind}")(strategy.FedAvg(), *arguments, **options)
    list(wrapper.configure_train(1, record(w=np.zeros(size, np.float32)), ConfigRecord(), GRID))
    return wrapper


def test_an_update_of_zero_length_cannot_be_clipped() -> None:
    from flwr.supercore.differential_privacy import compute_clip_model_update

    with pytest.raises(ZeroDivisionError):
        compute_clip_model_update([WEIGHTS.copy()], [WEIGHTS], 1.0)


def test_integers_cannot_be_clipped() -> None:
    from flwr.supercore.differential_privacy import compute_clip_model_update

    with pytest.raises(TypeError, match="cast"):
        compute_clip_model_update([WEIGHTS + 9, np.array([8])], [WEIGHTS, np.array([7])], 1.0)


def test_noise_makes_counters_and_variances_wrong() -> None:
    from flwr.supercore.differential_privacy import add_gaussian_noise_inplace

    counter, variance = np.full(1000, 7), np.full(1000, 0.01, np.float32)
    add_gaussian_noise_inplace([counter, variance], 1.0)
    assert (counter != 7).any()
    assert np.isnan(np.sqrt(variance, where=variance >= 0, out=np.full(1000, np.nan, np.float32))).any()


def test_noise_follows_numpys_global_generator() -> None:
    from flwr.supercore.differential_privacy import add_gaussian_noise_inplace

    def drawn() -> np.ndarray:
        np.random.seed(5)  # noqa: NPY002
        values = np.zeros(3)
        add_gaussian_noise_inplace([values], 1.0)
        return values

    np.testing.assert_array_equal(drawn(), drawn())


def test_an_average_turns_whole_numbers_into_others() -> None:
    from flwr.serverapp.strategy import FedAvg

    both = [reply(node, record(batches=np.int64(3))) for node in NODES[:2]]
    arrays, _ = FedAvg().aggregate_train(1, both)
    assert arrays_of(arrays)["batches"].dtype == np.float64


def test_the_average_tells_how_many_answered() -> None:
    """Clipped updates of length 1, two of three of them: the average is that of two, and not 2 / 3."""
    arrays, _ = flowers("FixedClipping", 0.0, 1.0, 3).aggregate_train(1, answers([9.0, 9.0]))
    assert arrays_of(arrays)["w"] == pytest.approx([1.0])


def test_the_adaptive_clip_norm_runs_away_from_the_updates() -> None:
    """Every update is longer than the clip norm, so that it should grow; without noise the step is exact."""
    wrapper = flowers("AdaptiveClipping", 0.0, 3, initial_clipping_norm=1.0)
    wrapper.aggregate_train(1, answers([5.0, 6.0, 7.0]))
    assert wrapper.clipping_norm == pytest.approx(math.exp(-0.1))


def test_adaptive_noise_is_of_the_next_rounds_clip_norm() -> None:
    """Sensitivity is the norm that clipped the updates, 1; Flower takes the one after the step."""
    number = 20_000
    wrapper = flowers("AdaptiveClipping", 1.0, 3, size=number, initial_clipping_norm=1.0, clip_norm_lr=5.0,
                      clipped_count_stddev=0.51)  # fmt: skip
    arrays, _ = wrapper.aggregate_train(1, answers([1.0, 1.0, 1.0], number))
    assert wrapper.clipping_norm != pytest.approx(1.0, rel=0.05)
    std = wrapper.noise_multiplier / 3
    assert arrays_of(arrays)["w"].std() == pytest.approx(std * wrapper.clipping_norm, rel=0.03)


def test_local_noise_does_not_keep_its_promise_beyond_epsilon_1() -> None:
    from flwr.clientapp.mod import LocalDpMod

    epsilon, delta, number = 10.0, 1e-5, 20_000
    mod = LocalDpMod(clipping_norm=1.0, sensitivity=1.0, epsilon=epsilon, delta=delta)
    message = Message(RecordDict({"arrays": record(w=np.zeros(number, np.float32))}), NODES[0], "train")
    answer = reply(NODES[0], record(w=np.full(number, 1e-9, np.float32)))
    noisy = mod(message, Context(1, NODES[0], {}, RecordDict(), {}), lambda message, context: answer)
    its_noise = arrays_of(noisy.content.array_records["arrays"])["w"].std()
    assert exact_delta(epsilon, its_noise) > 2 * delta
