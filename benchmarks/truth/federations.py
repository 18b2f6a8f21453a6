"""Figures of rounds with several passes: the product's settings, run by its own engine within one process."""

from collections.abc import Mapping
from typing import Any

from fedsim.events import Event, RoundFinished
from fedsim.federation.engines import get_engine
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.participation import Sampled
from fedsim.settings.partition import Dirichlet, FewClasses
from fedsim.settings.strategy import Scaffold

STEP = 0.1
TENTH: Mapping[str, Any] = {"hospitals": 100, "participation": Sampled(fraction=0.1), "local_epochs": 5}
SILOS: Mapping[str, Any] = {"hospitals": 10, "rounds": 20, "local_epochs": 2, "batch_size": 64}
SKEWED: Mapping[str, Any] = {**TENTH, "rounds": 40, "batch_size": 32, "partition": Dirichlet(alpha=0.1)}

FEDERATIONS: dict[str, dict[str, Any]] = {
    "fedavg, iid": {**TENTH, "rounds": 20, "batch_size": 10},
    "fedavg, dirichlet 0.5": {**SILOS, "partition": Dirichlet(alpha=0.5)},
    "scaffold, dirichlet 0.5": {**SILOS, "partition": Dirichlet(alpha=0.5), "strategy": Scaffold()},
    "fedavg, one class": {**SILOS, "partition": FewClasses(classes_per_hospital=1)},
    "scaffold, one class": {**SILOS, "partition": FewClasses(classes_per_hospital=1), "strategy": Scaffold()},
    "fedavg, dirichlet 0.1": SKEWED,
    "scaffold, dirichlet 0.1": {**SKEWED, "strategy": Scaffold()},
}
"""What differs from the defaults, by the measurement's name."""


def configured(name: str, data: str, seed: int, **changes: Any) -> SimulationConfig:
    """One measurement's settings.

    Args:
        name: a key of `FEDERATIONS`.
        data: the path of an .npz file.
        seed: of everything.
        changes: put in the place of the measurement's own.
    """
    settings = FEDERATIONS[name] | changes
    settings["hospitals"] = tuple(Hospital(f"Hospital {number}") for number in range(settings["hospitals"]))
    common = {"samples_per_hospital": None, "lr": STEP, "optimizer": "sgd"}
    return SimulationConfig(dataset=data, seed=seed, **(common | settings))


def federate(config: SimulationConfig) -> list[float]:
    """Accuracy on all test images after each round, in percent."""
    accuracies: list[float] = []

    def emit(event: Event) -> None:
        if isinstance(event, RoundFinished) and event.round:
            accuracies.append(100 * event.accuracy)

    get_engine("inprocess")(config, emit, lambda: False)
    return accuracies
