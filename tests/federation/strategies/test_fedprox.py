"""The proximal term: its gradient, and that without it FedProx is FedAvg."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from fedsim.federation.engines import inprocess
from fedsim.federation.strategies.fedprox import Near
from fedsim.settings.config import SimulationConfig
from fedsim.settings.strategy import FedProx


def final(config: SimulationConfig) -> dict[str, torch.Tensor]:
    return inprocess.run(config, lambda event: None, lambda: False)


def test_the_gradient_gains_mu_times_the_way_from_the_global_weights() -> None:
    """As autograd has it of mu / 2 |w - w_global|^2."""
    model, mu = nn.Linear(3, 2), 0.7
    start = [each.detach().clone() for each in model.parameters()]
    near = Near(model, mu)
    for parameter in model.parameters():
        parameter.data += torch.randn_like(parameter)
    loss = model(torch.ones(1, 3)).square().sum()
    distance = sum(((each - first) ** 2).sum() for each, first in zip(model.parameters(), start, strict=True))
    expected = torch.autograd.grad(loss + mu / 2 * distance, list(model.parameters()), retain_graph=True)
    loss.backward()
    near.adjust(model)
    for parameter, gradient in zip(model.parameters(), expected, strict=True):
        torch.testing.assert_close(parameter.grad, gradient)


@pytest.mark.parametrize("dp", ["none", "central", "record"])
def test_mu_0_is_fedavg_to_the_last_bit_and_another_mu_is_not(config: SimulationConfig, dp: str) -> None:
    config = replace(config, dp=dp)  # without noise, which would differ
    plain, zero, near = (
        final(each) for each in (config, *(replace(config, strategy=FedProx(mu=mu)) for mu in (0.0, 0.5)))
    )
    assert all(torch.equal(values, zero[name]) for name, values in plain.items())
    assert not all(torch.equal(values, near[name]) for name, values in plain.items())
