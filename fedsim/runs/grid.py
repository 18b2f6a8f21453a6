"""A grid of runs: up to three settings are moved, each to a few values, with several seeds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Any

from fedsim.errors import Problem
from fedsim.runs.axes import Axis, all_axes
from fedsim.runs.exploration import Runs
from fedsim.runs.obstacles import obstacles
from fedsim.runs.state import RunState
from fedsim.runs.sweep import is_done
from fedsim.settings import sameness
from fedsim.settings.config import SimulationConfig
from fedsim.settings.setting import Changes, ConfigError
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
        if unknown := [key for key in self.keys if key not in all_axes(self.base)]:
            raise ConfigError("no-axis", value=unknown[0], axes=list(all_axes(self.base)))
        if (number := len(self.points) * max(1, len(self.seeds))) > MOST_RUNS:
            raise ConfigError("grid-too-large", number=number, most=MOST_RUNS)

    @property
    def axes(self) -> tuple[Axis, ...]:
        known = all_axes(self.base)
        return tuple(known[key] for key in self.keys)

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

    def configs(self) -> list[SimulationConfig]:
        """Every run that can be, once: points may come to the same. Seed by seed."""
        return [config for config in _all(self) if not obstacles(config)]

    def impossible(self) -> dict[Problem, int]:
        """Why some of its runs cannot be, and how many."""
        found: dict[Problem, int] = {}
        for config in _all(self):
            for problem in obstacles(config)[:1]:
                found[problem] = found.get(problem, 0) + 1
        return found

    def covers(self, config: SimulationConfig) -> bool:
        """Whether a run is one of these, whatever its seed."""
        return _seedless(config) in _places(self)

    def where(self, config: SimulationConfig) -> Point | None:
        """At which point a run is; the first where several come to the same."""
        return _places(self).get(_seedless(config))

    def done(self, point: Point, runs: Runs) -> list[RunState]:
        """The runs at a point that are done, a seed each."""
        there = (runs.get(sameness.federation(self.config(point, seed))) for seed in self.seeds)
        return [state for state in there if state and is_done(state)]


@lru_cache(maxsize=8)
def _all(grid: Grid) -> tuple[SimulationConfig, ...]:
    asked = (grid.config(point, seed) for seed in grid.seeds for point in grid.points)
    once: dict[SimulationConfig, SimulationConfig] = {}
    for config in asked:
        once.setdefault(sameness.federation(config), config)
    return tuple(once.values())


@lru_cache(maxsize=8)
def _places(grid: Grid) -> Mapping[SimulationConfig, Point]:
    return {_seedless(grid.config(point, 0)): point for point in reversed(grid.points)}


def _seedless(config: SimulationConfig) -> SimulationConfig:
    return sameness.project(config, Changes.DATA | Changes.FEDERATION, seed=False)


def read_values(axis: Axis, texts: Iterable[str]) -> tuple[Any, ...]:
    """Values that somebody wrote, each once: numbers in order, choices as they are declared.

    Raises:
        ConfigError: one is none.
    """
    values = {axis.read(text) for text in texts}
    return tuple(sorted(values, key=axis.steps.index if axis.is_choice else None))
