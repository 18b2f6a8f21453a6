"""Control variates: equalities of the paper, and that they survive the rounds."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from flwr.app import ArrayRecord, Context, RecordDict
from torch import nn

from fedsim.events import Event, RoundFinished
from fedsim.federation.client_app import make_client_app
from fedsim.federation.engines import get_engine, inprocess
from fedsim.federation.engines.inprocess import InProcessGrid
from fedsim.federation.server_app import make_server_app
from fedsim.federation.strategies.scaffold import CONTROLS, Corrected, Scaffold, WithControls
from fedsim.settings import strategy as settings
from fedsim.settings.config import CHOICES, SimulationConfig


@pytest.fixture
def scaffold(config: SimulationConfig) -> SimulationConfig:
    return replace(config, strategy=settings.Scaffold())


def final(config: SimulationConfig) -> dict[str, torch.Tensor]:
    return get_engine(config.engine)(config, lambda event: None, lambda: False)


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return all(torch.equal(values, other[name]) for name, values in one.items())


def test_with_zero_controls_the_first_round_is_fedavgs_and_the_second_is_not(
    config: SimulationConfig, scaffold: SimulationConfig
) -> None:
    assert same(final(replace(config, rounds=1)), final(replace(scaffold, rounds=1)))
    assert not same(final(config), final(scaffold))


def test_with_plain_gradient_descent_a_hospitals_new_control_is_option_ii() -> None:
    """c_i - c + (x - y_i) / (K lr), from controls that are not zero."""
    torch.manual_seed(0)
    model, lr, steps = nn.Linear(3, 2), 0.1, 5
    before = {name: values.clone() for name, values in model.state_dict().items()}
    server, own = ({name: torch.randn_like(values) for name, values in before.items()} for _ in range(2))
    context = Context(1, 1, {}, RecordDict({CONTROLS: ArrayRecord(own)}), {})
    part = Corrected(model, RecordDict({CONTROLS: ArrayRecord(server)}), context)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for images in torch.randn(steps, 4, 3):
        optimizer.zero_grad()
        model(images).square().mean().backward()
        part.adjust(model)
        optimizer.step()
    reply = RecordDict()
    part.finish(reply, context)
    change, kept = reply[CONTROLS].to_torch_state_dict(), context.state[CONTROLS].to_torch_state_dict()
    for name, values in model.state_dict().items():
        expected = own[name] - server[name] + (before[name] - values) / (steps * lr)
        torch.testing.assert_close(kept[name], expected)
        torch.testing.assert_close(change[name], kept[name] - own[name])


def lead(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch, failing: Callable[[int, int], bool]
) -> tuple[WithControls, list[dict[str, np.ndarray]]]:
    """A run's server, and what each hospital's state holds after it; a hospital may fail in a round."""

    def on_batch(round: int, hospital: int, done: int, total: int) -> None:
        if failing(round, hospital):
            raise OSError("no power")

    servers: list[WithControls] = []
    make = Scaffold.server
    monkeypatch.setattr(Scaffold, "server", lambda self, learned: servers.append(make(self, learned)) or servers[0])
    grid = InProcessGrid(make_client_app(config, on_batch), len(config.hospitals))
    server_app = make_server_app(config, lambda event: None, lambda: False, lambda final: None)
    server_app(grid, Context(1, 1, {}, RecordDict(), {}))
    states = [grid.state_of(node).array_records.get(CONTROLS, {}) for node in grid.get_node_ids()]
    return servers[0], [{name: array.numpy() for name, array in state.items()} for state in states]


@pytest.mark.parametrize("lazy", [None, 1], ids=["all", "one-fails-in-round-2"])
def test_the_servers_control_is_the_mean_of_the_hospitals(
    scaffold: SimulationConfig, monkeypatch: pytest.MonkeyPatch, lazy: int | None
) -> None:
    server, states = lead(
        replace(scaffold, rounds=3), monkeypatch, lambda round, hospital: (round, hospital) == (2, lazy)
    )
    assert len(states) == 3
    for name, control in server.controls.items():
        np.testing.assert_allclose(control, np.mean([state[name] for state in states], axis=0), atol=1e-6)
        assert np.abs(control).max() > 0


def test_a_hospital_that_never_took_part_counts_as_zero(
    scaffold: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, states = lead(scaffold, monkeypatch, lambda round, hospital: hospital == 0)
    assert states[0] == {}
    for name, control in server.controls.items():
        np.testing.assert_allclose(control, (states[1][name] + states[2][name]) / 3, atol=1e-6)


def test_twice_as_much_is_sent_both_ways(config: SimulationConfig, scaffold: SimulationConfig) -> None:
    def traffic(config: SimulationConfig) -> tuple[int, int]:
        events: list[Event] = []
        inprocess.run(replace(config, rounds=1), events.append, lambda: False)
        last = [event for event in events if isinstance(event, RoundFinished)][-1]
        return last.bytes_up, last.bytes_down

    up, down = traffic(config)
    assert traffic(scaffold) == (2 * up, 2 * down)


@pytest.mark.ray
def test_hospitals_on_ray_keep_their_controls_too(scaffold: SimulationConfig) -> None:
    scaffold = replace(scaffold, samples_per_hospital=50)  # two rounds: the second needs what the first left
    assert same(final(scaffold), final(replace(scaffold, engine="ray")))


@pytest.mark.parametrize("dp", CHOICES["dp"])
def test_privacy_is_refused_since_controls_are_a_release_of_their_own(dp: str) -> None:
    problems = SimulationConfig(strategy=settings.Scaffold(), dp=dp).validate()
    assert problems == [] if dp == "none" else "sends its control variate" in problems[0] and dp in problems[0]
    for sound in (settings.FedAvg(), settings.FedProx(mu=0.1)):
        assert SimulationConfig(strategy=sound, dp=dp).validate() == []
