"""The federated strategies, by their kind in the settings: one file and one line each."""

from fedsim.federation.strategies.base import FederatedStrategy
from fedsim.federation.strategies.fedavg import FedAvg
from fedsim.federation.strategies.fedprox import FedProx
from fedsim.federation.strategies.scaffold import Scaffold
from fedsim.settings.config import SimulationConfig

STRATEGIES: dict[str, type[FederatedStrategy]] = {
    "fedavg": FedAvg,
    "fedprox": FedProx,
    "scaffold": Scaffold,
}


def strategy_of(config: SimulationConfig) -> FederatedStrategy:
    """The strategy that a run's settings ask for."""
    return STRATEGIES[config.strategy.kind](config.strategy)
