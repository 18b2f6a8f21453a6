"""Where Flower's own strategies are wrong, or do nothing, shown on Flower: `python -m pytest -m flower_faults`.

A test that fails here after an update of Flower is good news. That ours are free of each is in
tests/federation/strategies/ and tests/federation/aggregation/.
"""

import inspect
import math
from typing import Any

import numpy as np
import pytest
from flwr.app import ConfigRecord
from flwr.serverapp import strategy as flowers
from messages import arrays_of, grid, record, reply

from fedsim.federation.aggregation.krum import chosen

pytestmark = pytest.mark.flower_faults
GRID = grid(6)
NODES = list(GRID.get_node_ids())


def default(made: Any, name: str) -> Any:
    return inspect.signature(made).parameters[name].default


def test_defaults_that_do_nothing() -> None:
    assert default(flowers.FedAvgM, "server_momentum") == 0.0
    assert default(flowers.Krum, "num_malicious_nodes") == 0
    assert default(flowers.MultiKrum, "num_malicious_nodes") == 0
    assert default(flowers.MultiKrum, "num_nodes_to_select") == 1
    assert default(flowers.Bulyan, "num_malicious_nodes") == 0
    assert default(flowers.FedProx, "proximal_mu") == 0.0


def test_fedprox_shows_a_squared_term_and_codes_one_that_is_not() -> None:
    """The gradient of mu / 2 |w - w_global| is mu / 2 whatever the way is; the paper's grows with it."""
    text = inspect.getdoc(flowers.FedProx) or ""
    assert "|| w - w^t ||^2" in text
    assert ".norm(2)" in text
    assert "** 2" not in text
    assert "square" not in text


def test_krum_chooses_by_rounding_errors_at_a_million_weights() -> None:
    """The shortest update is nearest to all others; Flower's distances are |x|^2 + |y|^2 - 2xy of weights, in "
    "float32."""
    wrong, num_weights = 0, 1_000_000
    for seed in range(5):
        draw = np.random.default_rng(seed)
        sent = draw.standard_normal(num_weights).astype(np.float32)
        updates = draw.standard_normal((6, num_weights)) * 0.05 / math.sqrt(num_weights)
        updates[3] *= 0.5
        models = (sent + updates).astype(np.float32)
        assert chosen(models - sent, 1, 1) == [3]
        krum = flowers.Krum(num_malicious_nodes=1)
        list(krum.configure_train(1, record(w=sent), ConfigRecord(), GRID))
        arrays, _ = krum.aggregate_train(
            1, [reply(node, record(w=model)) for node, model in zip(NODES, models, strict=True)]
        )
        wrong += not np.array_equal(arrays_of(arrays)["w"], models[3])
    assert wrong >= 2


def test_fedadam_corrects_the_bias_of_the_round_after() -> None:
    """In the first round m and v without their bias are the update and its square: a step of eta, and not of this."""
    adam = flowers.FedAdam(eta=0.1, beta_1=0.9, beta_2=0.99, tau=1e-12)
    list(adam.configure_train(1, record(w=np.zeros(1)), ConfigRecord(), GRID))
    arrays, _ = adam.aggregate_train(1, [reply(node, record(w=np.ones(1))) for node in NODES])
    assert arrays_of(arrays)["w"] == pytest.approx(0.1 * math.sqrt(1 - 0.99**2) / (1 - 0.9**2) * 0.1 / math.sqrt(0.01))
    assert arrays_of(arrays)["w"] != pytest.approx(0.1, rel=0.1)


def test_qfedavg_lets_all_count_alike() -> None:
    """With q = 0 it is the mean of the models, whoever has how many images: not FedAvg."""
    fair = flowers.QFedAvg(client_learning_rate=1.0, q=0.0, train_loss_key="train-loss")
    list(fair.configure_train(1, record(w=np.zeros(1)), ConfigRecord(), GRID))
    replies = [reply(NODES[0], record(w=np.zeros(1)), 1), reply(NODES[1], record(w=np.ones(1)), 3)]
    arrays, _ = fair.aggregate_train(1, replies)
    assert arrays_of(arrays)["w"] == pytest.approx(0.5)


def test_fedmedian_turns_whole_numbers_into_others() -> None:
    arrays, _ = flowers.FedMedian().aggregate_train(1, [reply(node, record(batches=np.int64(3))) for node in NODES[:2]])
    assert arrays_of(arrays)["batches"].dtype == np.float64
