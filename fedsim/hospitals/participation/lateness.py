"""What is said before a run of who will never be in time."""

from collections.abc import Sequence

from fedsim.errors import Problem
from fedsim.hospitals.participation.clock import virtual_times
from fedsim.settings.config import SimulationConfig


def all_late(config: SimulationConfig, sizes: Sequence[int]) -> list[Problem]:
    """A deadline that nobody meets makes the run impossible."""
    times = _times(config, sizes)
    if config.deadline is None or not times or min(times) <= config.deadline:
        return []
    return [Problem.of("all-late", deadline=config.deadline, least=min(times))]


def always_late(config: SimulationConfig, sizes: Sequence[int]) -> list[Problem]:
    """Hospitals that are cut off in every round."""
    times = enumerate(_times(config, sizes))
    late = [config.hospitals[place].name for place, time in times if config.deadline and time > config.deadline]
    return [Problem.of("always-late", hospitals=late, deadline=config.deadline)] if late else []


def _times(config: SimulationConfig, sizes: Sequence[int]) -> tuple[float, ...]:
    """Nothing where a hospital has no image: that is another problem."""
    return virtual_times(config, sizes) if all(sizes) else ()
