"""What of a model is learned its list of parameters says: update sizes are of the weights alone."""

from dataclasses import replace

import pytest
import torch

from fedsim.events import Event, RoundFinished
from fedsim.federation.engines import inprocess
from fedsim.hospitals.population import load_population
from fedsim.settings.config import Hospital, SimulationConfig


@pytest.fixture(scope="module")
def resnet(config: SimulationConfig) -> SimulationConfig:
    """One round of two hospitals, of two batches each."""
    hospitals = (Hospital("A"), Hospital("B"))
    return replace(config, model="resnet18", rounds=1, hospitals=hospitals, samples_per_hospital=50, batch_size=25)


def run(config: SimulationConfig) -> tuple[dict[str, torch.Tensor], RoundFinished]:
    events: list[Event] = []
    final = inprocess.run(config, events.append, lambda: False)
    return final, [event for event in events if isinstance(event, RoundFinished)][-1]


def test_resnets_update_is_as_long_as_its_parameters_moved(
    resnet: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """BatchNorm's statistics and counters change too, and much more."""
    from fedsim.federation import client_app

    train, moved, all_moved = client_app.train_local, [], []

    def measured(model, data, **options) -> None:
        before, state = [each.detach().clone() for each in model.parameters()], clone(model)
        train(model, data, **options)
        moved.append(length(before, list(model.parameters())))
        all_moved.append(length(list(state.values()), list(model.state_dict().values())))

    monkeypatch.setattr(client_app, "train_local", measured)
    _, last = run(resnet)
    assert [hospital.update_norm for hospital in last.hospitals] == pytest.approx(moved, rel=1e-5)
    assert all(everything > 2 * weights for everything, weights in zip(all_moved, moved, strict=True))


def clone(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    return {name: values.clone() for name, values in model.state_dict().items()}


def length(before: list[torch.Tensor], after: list[torch.Tensor]) -> float:
    changes = (new.detach().double() - old.double() for old, new in zip(before, after, strict=True))
    return float(torch.sqrt(sum((change**2).sum() for change in changes)))


def test_resnets_average_has_the_types_and_shapes_of_its_model(resnet: SimulationConfig) -> None:
    final, _ = run(resnet)
    model = load_population(resnet).model().state_dict()
    assert {name: (values.dtype, values.shape) for name, values in final.items()} == {
        name: (values.dtype, values.shape) for name, values in model.items()
    }
    assert final["bn1.num_batches_tracked"] == 2  # each hospital's two batches
