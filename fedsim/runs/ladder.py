"""Four steps that lead from a federation that fails to one that is defended: what each of them runs."""

from dataclasses import replace
from typing import Any

from fedsim.runs.axes import find_axis
from fedsim.runs.exploration import Exploration
from fedsim.settings.config import Hospital, SimulationConfig, default_names
from fedsim.settings.mixing import Bucketing
from fedsim.settings.strategy import CentredClipping, FedAvg, FedAvgM, FedDyn, FedMedian, GeometricMedian, Scaffold

BASE = SimulationConfig(
    hospitals=tuple(map(Hospital, default_names(10))), samples_per_hospital=300, rounds=6, local_epochs=2
)
"""Ten hospitals that may see every class, on drawn images."""
ALPHAS = (0.1, 0.3, 1.0, 100.0)
CANDIDATES = (Scaffold(), FedDyn(), FedAvgM())
CHEATS = (0, 1, 2)
RULES = (FedMedian(), GeometricMedian(), CentredClipping())


def find_where(base: SimulationConfig, seeds: tuple[int, ...]) -> Exploration:
    """How FedAvg does the more hospitals differ."""
    return Exploration(base, "alpha", ALPHAS, (FedAvg(),), seeds)


def mend(base: SimulationConfig, seeds: tuple[int, ...], alpha: float) -> Exploration:
    """What other strategies do at one alpha, beside FedAvg."""
    return Exploration(base, "alpha", (alpha,), (FedAvg(), *CANDIDATES), seeds)


def poison(base: SimulationConfig, seeds: tuple[int, ...], alpha: float, strategy: Any) -> Exploration:
    """What hospitals that cheat do to a strategy at one alpha."""
    return Exploration(_skewed(base, alpha), "adversary.sign-flip", CHEATS, (strategy,), seeds)


def defend(base: SimulationConfig, seeds: tuple[int, ...], alpha: float, cheats: float) -> tuple[Exploration, ...]:
    """Robust rules against as many cheats, alone and after bucketing."""
    skewed = _skewed(base, alpha)
    return tuple(
        Exploration(replace(skewed, mixing=mixing), "adversary.sign-flip", (cheats,), RULES, seeds)
        for mixing in (skewed.mixing, Bucketing())
    )


def _skewed(base: SimulationConfig, alpha: float) -> SimulationConfig:
    return find_axis(base, "alpha").put(base, alpha)
