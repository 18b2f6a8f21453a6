"""A sweep over any setting with several strategies: its runs, each once, and which of them there are already."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from fedsim.privacy.budget import noise_in_force
from fedsim.runs.axes import Axis, find_axis
from fedsim.runs.obstacles import needs_solving
from fedsim.runs.state import RunState
from fedsim.runs.sweep import is_done, once
from fedsim.settings import sameness
from fedsim.settings.config import KINDS, SimulationConfig
from fedsim.settings.mixing import NoMixing
from fedsim.settings.stop_at import NoStop
from fedsim.settings.strategy import ROBUST

OF_BUDGETS = ("target_epsilon", "delta")
"""What is moved here moves the noise that a budget asks for."""
Runs = Mapping[SimulationConfig, RunState]
"""By their settings, as `sameness.federation` has them."""


@dataclass(frozen=True)
class Exploration:
    """What is asked for: the same run at each of these values, with each of these strategies and seeds.

    Attributes:
        base: the settings that all runs share; see `without_budget`.
        key: what is moved, as `fedsim.runs.axes` has it.
        values: of it, one at least, ascending.
        strategies: their settings.
        seeds: each value is tried with each of them.
    """

    base: SimulationConfig
    key: str
    values: tuple[float, ...]
    strategies: tuple[Any, ...]
    seeds: tuple[int, ...]

    @cached_property
    def axis(self) -> Axis:
        return find_axis(self.base, self.key)

    def config(self, value: float, strategy: Any, seed: int) -> SimulationConfig:
        """One of its runs; it makes all rounds, unless it is what ends them early that is moved."""
        plain = replace(self.base, seed=seed, baselines="none", attack="none", strategy=strategy)
        if self.axis.one.union != "stop_at":
            plain = replace(plain, stop_at=NoStop())
        if strategy.kind not in ROBUST:
            plain = replace(plain, mixing=NoMixing())
        return self.axis.put(plain, value)

    def configs(self) -> list[SimulationConfig]:
        """Every run, once: values may come to the same. Seed by seed, and both ends first: an outline appears early."""
        order = [*self.values[:1], *reversed(self.values[1:])]
        asked = [self.config(value, each, seed) for seed in self.seeds for value in order for each in self.strategies]
        return once(asked)

    @cached_property
    def _places(self) -> Mapping[SimulationConfig, tuple[float, Any]]:
        """By a run's settings, whatever its seed: the first value and strategy that come to them."""
        places = [(value, each) for value in self.values for each in self.strategies]
        return {
            sameness.federation(self.config(value, each, 0), seed=False): (value, each)
            for value, each in reversed(places)
        }

    def covers(self, config: SimulationConfig) -> bool:
        """Whether a run is one of these, whatever its seed."""
        return sameness.federation(config, seed=False) in self._places

    def where(self, config: SimulationConfig) -> tuple[float, Any] | None:
        """At which value a run is, and with which strategy; the first where several come to the same."""
        return self._places.get(sameness.federation(config, seed=False))

    def done(self, value: float, strategy: Any, runs: Runs) -> dict[int, RunState]:
        """The runs at a value that are done, by seed."""
        there = {seed: runs.get(sameness.federation(self.config(value, strategy, seed))) for seed in self.seeds}
        return {seed: state for seed, state in there.items() if state and is_done(state)}


def make_strategy(base: SimulationConfig, kind: str) -> Any:
    """A strategy of this kind: the settings' own where they have it."""
    return base.strategy if kind == base.strategy.kind else KINDS["strategy"][kind]()


def without_budget(base: SimulationConfig, *keys: str) -> SimulationConfig:
    """The settings with the noise that a budget asks for, worked out once, and no budget, which would end runs early.

    Args:
        base: the settings.
        keys: what is moved; where the budget itself is among it, that stays.

    Raises:
        ConfigError: no noise is strong enough.
        DataError: the images are not there.
    """
    if base.target_epsilon is None:
        return base
    if any(key in OF_BUDGETS for key in keys):
        return replace(base, noise_multiplier=0.0)
    noise = base.noise_multiplier
    if needs_solving(base):
        from fedsim import data
        from fedsim.hospitals.advice import advice_for

        sizes = advice_for(base, data.load(base.dataset, base.size)).partition.sizes
        noise = noise_in_force(base, tuple(sizes))
    return replace(base, target_epsilon=None, noise_multiplier=noise)
