"""The federated strategies, by their kind in the settings: one file and one line each."""

from fedsim.federation.strategies.base import FederatedStrategy
from fedsim.federation.strategies.ditto import Ditto
from fedsim.federation.strategies.fedavg import FedAvg
from fedsim.federation.strategies.fedavgm import FedAvgM
from fedsim.federation.strategies.fedbn import FedBN
from fedsim.federation.strategies.feddyn import FedDyn
from fedsim.federation.strategies.fednova import FedNova
from fedsim.federation.strategies.fedopt import FedAdagrad, FedAdam, FedYogi
from fedsim.federation.strategies.fedper import FedPer
from fedsim.federation.strategies.fedprox import FedProx
from fedsim.federation.strategies.finetuning import FineTuning
from fedsim.federation.strategies.qfedavg import QFedAvg
from fedsim.federation.strategies.robust import (
    Bulyan,
    CentredClipping,
    FedMedian,
    FedTrimmedAvg,
    GeometricMedian,
    Krum,
    MultiKrum,
)
from fedsim.federation.strategies.scaffold import Scaffold
from fedsim.settings.config import SimulationConfig

STRATEGIES: dict[str, type[FederatedStrategy]] = {
    "fedavg": FedAvg,
    "fedprox": FedProx,
    "scaffold": Scaffold,
    "fedavgm": FedAvgM,
    "fedadagrad": FedAdagrad,
    "fedadam": FedAdam,
    "fedyogi": FedYogi,
    "qfedavg": QFedAvg,
    "fednova": FedNova,
    "feddyn": FedDyn,
    "fedmedian": FedMedian,
    "fedtrimmedavg": FedTrimmedAvg,
    "krum": Krum,
    "multikrum": MultiKrum,
    "bulyan": Bulyan,
    "rfa": GeometricMedian,
    "centred-clipping": CentredClipping,
    "fedbn": FedBN,
    "fedper": FedPer,
    "ditto": Ditto,
    "finetuning": FineTuning,
}


def strategy_of(config: SimulationConfig) -> FederatedStrategy:
    """The strategy that a run's settings ask for."""
    return STRATEGIES[config.strategy.kind](config.strategy, config.mixing, config.seed)
