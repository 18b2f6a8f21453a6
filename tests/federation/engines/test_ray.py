"""Flower's own simulation gives what the engine in this process gives."""

import sys
from dataclasses import replace

import pytest
import torch

from fedsim.errors import FedsimError
from fedsim.events import Event, RoundFinished
from fedsim.federation.engines import get_engine
from fedsim.settings.config import SimulationConfig


def run(config: SimulationConfig) -> tuple[dict[str, torch.Tensor], list[RoundFinished]]:
    events: list[Event] = []
    final = get_engine(config.engine)(config, events.append, lambda: False)
    return final, [event for event in events if isinstance(event, RoundFinished)]


@pytest.mark.ray
def test_ray_gives_the_same_rounds_as_this_process(config: SimulationConfig) -> None:
    weights, here = run(config)
    ray_weights, there = run(replace(config, engine="ray"))
    assert [finished.round for finished in there] == [0, 1, 2]
    assert [finished.accuracy for finished in there] == [finished.accuracy for finished in here]
    assert [finished.confusion_matrix for finished in there] == [finished.confusion_matrix for finished in here]
    assert [hospital.name for hospital in there[-1].hospitals] == ["A", "B", "C"]
    for one, other in zip(here[1:], there[1:], strict=True):
        assert [h.local_accuracy for h in one.hospitals] == [h.local_accuracy for h in other.hospitals]
    for name, values in weights.items():
        torch.testing.assert_close(ray_weights[name], values)


@pytest.mark.ray
@pytest.mark.parametrize("dp", ["central-client", "local", "record"])
def test_hospitals_on_ray_clip_and_add_the_same_noise(config: SimulationConfig, dp: str) -> None:
    config = replace(config, dp=dp, noise_multiplier=1.0, rounds=1, samples_per_hospital=50)
    weights, here = run(config)
    ray_weights, there = run(replace(config, engine="ray"))
    assert [finished.epsilon for finished in there] == [finished.epsilon for finished in here]
    assert all(torch.equal(values, ray_weights[name]) for name, values in weights.items())


def test_without_ray_the_run_fails_with_a_sentence_and_the_process_lives(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flower itself would end the whole process, pages and all."""

    def leave(*args: object, **options: object) -> None:
        raise AssertionError("Flower was about to end the process")

    import flwr.simulation  # noqa: F401 - its submodule is patched

    monkeypatch.setattr(sys.modules["flwr.simulation.run_simulation"], "flwr_exit", leave)
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(FedsimError, match=r"\bRay\b"):
        run(replace(config, engine="ray"))
