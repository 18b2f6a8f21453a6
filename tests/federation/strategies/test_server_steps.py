"""What the server makes of an average: hand-worked steps, and the settings at which it is FedAvg."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from flwr.app import ConfigRecord, Context, RecordDict
from messages import arrays_of, grid, record, reply
from torch import nn

from fedsim.federation.engines import inprocess
from fedsim.federation.strategies import STRATEGIES
from fedsim.federation.strategies.feddyn import GRADIENT, Bent
from fedsim.federation.strategies.fednova import STEPS
from fedsim.federation.strategies.qfedavg import LOSS
from fedsim.settings import strategy as kinds
from fedsim.settings.config import SimulationConfig

GRID = grid()
NODES = list(GRID.get_node_ids())
SENT = np.array([1.0, -1.0], np.float32)


def steps(kind: Any, *means: list[float]) -> list[list[float]]:
    """The models after rounds in which the hospitals' mean moves by so much."""
    strategy = STRATEGIES[kind.kind](kind)
    strategy.server(["w"])
    step, model, models = strategy.step(["w"]), {"w": SENT}, []
    for place, mean in enumerate(means, start=1):
        model = step(place, model, {"w": (model["w"] + np.array(mean)).astype(np.float32)})
        models.append(model["w"].tolist())
    return models


def test_momentum_by_hand() -> None:
    """v is 1, then 0.5 + 1 = 1.5, then 0.75 - 1 = -0.25."""
    models = steps(kinds.FedAvgM(momentum=0.5), [1, 0], [1, 0], [-1, 0])
    np.testing.assert_allclose(models, [[2, -1], [3.5, -1], [3.25, -1]])


def test_adagrad_by_hand() -> None:
    """v is 0.01 + 0.16 and then 0.01 + 0.16 + 0.09, the steps 0.1 * d / (sqrt(v) + 0.1)."""
    first = 0.1 * 0.4 / (np.sqrt(0.17) + 0.1)
    second = 0.1 * 0.3 / (np.sqrt(0.26) + 0.1)
    models = steps(kinds.FedAdagrad(server_lr=0.1, server_tau=0.1), [0.4, 0], [0.3, 0])
    np.testing.assert_allclose(models, [[1 + first, -1], [1 + first + second, -1]], rtol=1e-6)


def test_adam_by_hand() -> None:
    """m is 0.05 * d, v is 0.9 tau^2 + 0.1 d^2; no bias is corrected."""
    m, v = 0.5 * 0.4, 0.9 * 0.01 + 0.1 * 0.16
    first = 0.1 * m / (np.sqrt(v) + 0.1)
    m, v = 0.5 * m + 0.5 * 0.3, 0.9 * v + 0.1 * 0.09
    second = 0.1 * m / (np.sqrt(v) + 0.1)
    models = steps(kinds.FedAdam(server_lr=0.1, beta_1=0.5, beta_2=0.9, server_tau=0.1), [0.4, 0], [0.3, 0])
    np.testing.assert_allclose(models, [[1 + first, -1], [1 + first + second, -1]], rtol=1e-6)


def test_yogi_by_hand() -> None:
    """v rises by 0.1 d^2 where d^2 is more than it is, and falls by as much where it is less."""
    m, v = 0.5 * 0.4, 0.01 + 0.1 * 0.16
    first = 0.1 * m / (np.sqrt(v) + 0.1)
    m, v = 0.5 * m + 0.5 * 0.1, v - 0.1 * 0.01
    second = 0.1 * m / (np.sqrt(v) + 0.1)
    models = steps(kinds.FedYogi(server_lr=0.1, beta_1=0.5, beta_2=0.9, server_tau=0.1), [0.4, 0], [0.1, 0])
    np.testing.assert_allclose(models, [[1 + first, -1], [1 + first + second, -1]], rtol=1e-6)


def test_what_is_not_learned_is_averaged_and_no_optimiser_touches_it() -> None:
    strategy = STRATEGIES["fedadam"](kinds.FedAdam())
    step = strategy.step(["w"])
    mean = {"w": SENT + 1, "seen": np.array(7), "variance": np.array([0.5], np.float32)}
    after = step(1, {"w": SENT, "seen": np.array(3), "variance": np.array([0.1], np.float32)}, mean)
    assert after["seen"] == 7
    assert after["variance"] == np.float32(0.5)
    assert after["w"].dtype == np.float32


def aggregate(kind: Any, updates: list[list[float]], examples: list[int], **told: list[float]) -> np.ndarray:
    """What the server's side makes of updates and of what else the hospitals tell."""
    server = STRATEGIES[kind.kind](kind).server(["w"])
    list(server.configure_train(1, record(w=SENT), ConfigRecord(), GRID))
    replies = [
        reply(node, record(w=SENT + np.array(update, np.float32)), count)
        for node, update, count in zip(NODES, updates, examples, strict=False)
    ]
    for name, values in told.items():
        for each, value in zip(replies, values, strict=True):
            each.content.metric_records["metrics"][name.replace("_", "-")] = value
    arrays, _ = server.aggregate_train(1, replies)
    assert arrays_of(arrays)["w"].dtype == np.float32
    return arrays_of(arrays)["w"] - SENT


def test_fednova_by_hand() -> None:
    """Shares 1/4 and 3/4, 2 and 6 steps: 5 steps in all, along 1/4 * 4 / 2 + 3/4 * 6 / 6."""
    moved = aggregate(kinds.FedNova(), [[4, 0], [6, 0]], [1, 3], **{STEPS.replace("-", "_"): [2, 6]})
    np.testing.assert_allclose(moved, [5 * (0.5 + 0.75), 0])
    alike = aggregate(kinds.FedNova(), [[4, 0], [6, 0]], [1, 3], **{STEPS.replace("-", "_"): [7, 7]})
    np.testing.assert_allclose(alike, [0.25 * 4 + 0.75 * 6, 0])


def test_qfedavg_by_hand() -> None:
    """q 1, L 2, losses 1 and 3, shares 1/4 and 3/4, updates of norm 1 and 2."""
    numerator = 2 * (0.25 * 1 * 1 + 0.75 * 3 * 2)
    scale = 0.25 * (1 * 4 * 1 + 2 * 1) + 0.75 * (1 * 4 * 4 + 2 * 3)
    moved = aggregate(
        kinds.QFedAvg(q=1.0, lipschitz=2.0), [[1, 0], [2, 0]], [1, 3], **{LOSS.replace("-", "_"): [1.0, 3.0]}
    )
    np.testing.assert_allclose(moved, [numerator / scale, 0], rtol=1e-6)
    plain = aggregate(
        kinds.QFedAvg(q=0.0, lipschitz=2.0), [[1, 0], [2, 0]], [1, 3], **{LOSS.replace("-", "_"): [1.0, 3.0]}
    )
    np.testing.assert_allclose(plain, [0.25 * 1 + 0.75 * 2, 0], rtol=1e-6)


def test_feddyn_at_the_server_by_hand() -> None:
    """All took part: h is -alpha d, and the model moves by d - h / alpha = 2 d; then by d2 + (d + d2)."""
    models = steps(kinds.FedDyn(dyn_alpha=0.1), [1, 0], [0.5, 0])
    np.testing.assert_allclose(models, [[3, -1], [3 + 0.5 + 1.5, -1]])


def test_feddyn_at_a_hospital_by_hand() -> None:
    torch.manual_seed(0)
    model, context = nn.Linear(2, 1), Context(1, 1, {}, RecordDict(), {})
    start = {name: values.detach().clone() for name, values in model.named_parameters()}
    part = Bent(model, context, 0.5)
    model(torch.ones(1, 2)).sum().backward()
    with torch.no_grad():
        model.weight += 2
    part.adjust(model)
    torch.testing.assert_close(model.weight.grad, torch.full((1, 2), 1 + 0.5 * 2))
    part.finish(RecordDict(), context)
    kept = context.state.array_records[GRADIENT].to_torch_state_dict()
    torch.testing.assert_close(kept["weight"], torch.full((1, 2), -0.5 * 2))
    model.load_state_dict(start)
    again = Bent(model, context, 0.5)
    model.zero_grad()
    model(torch.ones(1, 2)).sum().backward()
    again.adjust(model)
    torch.testing.assert_close(model.weight.grad, torch.full((1, 2), 1 + 1.0))  # less g, which is -1


def final(config: SimulationConfig) -> dict[str, torch.Tensor]:
    return inprocess.run(config, lambda event: None, lambda: False)


FEDAVGS = [
    *(
        kinds.FedProx(mu=0.0),
        kinds.FedAvgM(momentum=0.0),
        kinds.QFedAvg(q=0.0),
        kinds.FedTrimmedAvg(trim=0.0),
        kinds.MultiKrum(byzantine=0, num_selected=3),
    ),
    *(kinds.Bulyan(byzantine=0), kinds.CentredClipping(clip_radius=1e4, clip_steps=1), kinds.FedNova()),
]


@pytest.mark.parametrize("kind", FEDAVGS, ids=lambda kind: kind.kind)
def test_where_theory_says_so_it_is_fedavg(config: SimulationConfig, kind: Any) -> None:
    """All hospitals have as many images, and make as many steps."""
    config = replace(config, samples_per_hospital=50)
    plain, other = final(config), final(replace(config, strategy=kind))
    for name, values in plain.items():
        torch.testing.assert_close(other[name], values, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", [each() for each in kinds.AVERAGING.__args__ if each is not kinds.FedAvg])
def test_each_does_something_by_default(config: SimulationConfig, kind: Any) -> None:
    first, *rest = config.hospitals
    few = replace(first, excluded=("north", "east", "south"))  # it makes fewer steps, which FedNova is about
    config = replace(config, samples_per_hospital=None, hospitals=(few, *rest))
    plain, other = final(config), final(replace(config, strategy=kind))
    far = max(float((values - plain[name]).abs().max()) for name, values in other.items())
    assert far > 1e-5
    assert all(torch.isfinite(values).all() for values in other.values())


@pytest.mark.parametrize("dp", ["central", "central-adaptive", "local"])
def test_the_server_steps_from_the_noisy_average(config: SimulationConfig, dp: str) -> None:
    """With momentum 0 the step is the noisy average itself, bit for bit but for rounding."""
    config = replace(config, dp=dp, noise_multiplier=0.3)
    plain, zero = final(replace(config, seed=5)), final(replace(config, seed=5, strategy=kinds.FedAvgM(momentum=0.0)))
    spread = torch.cat([(zero[name] - values).flatten() for name, values in plain.items()])
    assert spread.abs().max() > 0  # another strategy's noise is another one
    assert torch.isfinite(spread).all()
