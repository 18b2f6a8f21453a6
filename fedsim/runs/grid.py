"""A grid of runs: up to three settings are moved, each to a few values, with several seeds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

from fedsim.errors import Problem
from fedsim.runs.axes import Axis, find_axis
from fedsim.runs.exploration import Runs
from fedsim.runs.obstacles import obstacles
from fedsim.runs.state import RunState
from fedsim.runs.sweep import is_done, once
from fedsim.settings import sameness
from fedsim.settings.config import SimulationConfig
from fedsim.settings.setting import ConfigError
from fedsim.settings.stop_at import NoStop

MOST_SETTINGS, MOST_RUNS = 3, 500
Point = tuple[Any, ...]
"""A value of each setting that is moved, in their order."""


@dataclass(frozen=True)
class Grid:
    """What is asked for.

    Attributes:
        base: the settings that all runs share; see `exploration.without_budget`.
        keys: what is moved, as `fedsim.runs.axes.all_axes` has it; one to three.
        values: of each, one at least, in order.
        seeds: each point is tried with each of them.
    """

    base: SimulationConfig
    keys: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]
    seeds: tuple[int, ...]

    def check(self) -> None:
        """Raise ConfigError where it is none, or larger than one may be."""
        if twice := [key for key in self.keys if self.keys.count(key) > 1]:
            raise ConfigError("grid-twice", name=twice[0])
        if not 1 <= len(self.keys) <= MOST_SETTINGS:
            raise ConfigError("grid-of-settings", number=len(self.keys), most=MOST_SETTINGS)
        for key in self.keys:
            find_axis(self.base, key, choices=True)
        if (number := len(self.points) * max(1, len(self.seeds))) > MOST_RUNS:
            raise ConfigError("grid-too-large", number=number, most=MOST_RUNS)

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        return tuple(find_axis(self.base, key, choices=True) for key in self.keys)

    @property
    def points(self) -> tuple[Point, ...]:
        """Every one, the last setting moving fastest."""
        return tuple(product(*self.values))

    def config(self, point: Point, seed: int) -> SimulationConfig:
        """One of its runs. Choices are put first, so that a parameter is of the kind that was chosen."""
        config = replace(self.base, seed=seed, baselines="none", attack="none")
        moves = sorted(zip(self.axes, point, strict=True), key=lambda move: not move[0].is_choice)
        if not any("stop_at" in (axis.one.name, axis.one.union) for axis, _ in moves):
            config = replace(config, stop_at=NoStop())
        for axis, value in moves:
            config = axis.put(config, value)
        return config

    @cached_property
    def _obstacles(self) -> Mapping[SimulationConfig, Sequence[Problem]]:
        """What stands in the way of each of its runs, once: points may come to the same. Seed by seed."""
        return {config: obstacles(config) for config in _all(self)}

    def configs(self) -> list[SimulationConfig]:
        """Every run that can be."""
        return [config for config, problems in self._obstacles.items() if not problems]

    def impossible(self) -> Mapping[Problem, int]:
        """Why some of its runs cannot be, and how many."""
        return Counter(problems[0] for problems in self._obstacles.values() if problems)

    def covers(self, config: SimulationConfig) -> bool:
        """Whether a run is one of these, whatever its seed."""
        return self.where(config) is not None

    def where(self, config: SimulationConfig) -> Point | None:
        """At which point a run is; the first where several come to the same."""
        return _places(self).get(sameness.federation(config, seed=False))

    def done(self, point: Point, runs: Runs) -> list[RunState]:
        """The runs at a point that are done, a seed each."""
        there = (runs.get(sameness.federation(self.config(point, seed))) for seed in self.seeds)
        return [state for state in there if state and is_done(state)]


@lru_cache(maxsize=8)  # a page makes its grid anew with every click
def _all(grid: Grid) -> Sequence[SimulationConfig]:
    return once([grid.config(point, seed) for seed in grid.seeds for point in grid.points])


@lru_cache(maxsize=8)
def _places(grid: Grid) -> Mapping[SimulationConfig, Point]:
    return {sameness.federation(grid.config(point, 0), seed=False): point for point in reversed(grid.points)}
