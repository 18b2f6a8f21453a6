"""Four steps that lead from a federation that fails to one that is defended: what each of them runs."""

from dataclasses import replace
from typing import Any

from fedsim.runs.axes import find_axis
from fedsim.runs.exploration import Exploration
from fedsim.settings.config import Hospital, SimulationConfig, default_names
from fedsim.settings.mixing import NearestNeighbours
from fedsim.settings.strategy import FedAvg, FedDyn, FedMedian, FedProx, GeometricMedian, Scaffold

BASE = SimulationConfig(
    dataset="digits",
    hospitals=tuple(map(Hospital, default_names(10))),
    samples_per_hospital=None,
    rounds=10,
    local_epochs=3,
)
"""Ten hospitals that may see every class, on images that train in seconds."""
ALPHAS = (0.03, 0.1, 1.0, 100.0)
CANDIDATES = (FedProx(mu=0.1), Scaffold(), FedDyn())
CHEATS = (0, 1, 2)
RULES = (FedMedian(), GeometricMedian())


def find_where(base: SimulationConfig, seeds: tuple[int, ...]) -> Exploration:
    """How FedAvg does the more hospitals differ."""
    return Exploration(base, "alpha", ALPHAS, (FedAvg(),), seeds)


def mend(base: SimulationConfig, seeds: tuple[int, ...], alpha: float) -> Exploration:
    """What other strategies do at one alpha, beside FedAvg."""
    return Exploration(base, "alpha", (alpha,), (FedAvg(), *CANDIDATES), seeds)


def poison(base: SimulationConfig, seeds: tuple[int, ...], alpha: float, strategy: Any) -> Exploration:
    """What hospitals that cheat do to a strategy at one alpha."""
    return Exploration(_skewed(base, alpha), "adversary.scale", CHEATS, (strategy,), seeds)


def defend(base: SimulationConfig, seeds: tuple[int, ...], alpha: float, cheats: float) -> tuple[Exploration, ...]:
    """Robust rules against as many cheats, alone and after mixing."""
    skewed = _skewed(base, alpha)
    return tuple(
        Exploration(replace(skewed, mixing=mixing), "adversary.scale", (cheats,), RULES, seeds)
        for mixing in (skewed.mixing, NearestNeighbours())
    )


def _skewed(base: SimulationConfig, alpha: float) -> SimulationConfig:
    return find_axis(base, "alpha").put(base, alpha)
