"""What makes a run impossible before it starts: everything that starts one asks here."""

from fedsim import data
from fedsim.data import DataError
from fedsim.data.catalog import is_path
from fedsim.errors import Problem
from fedsim.hospitals.advice import advice_for
from fedsim.privacy.budget import noise_in_force
from fedsim.settings.config import ConfigError, SimulationConfig
from fedsim.settings.limits import in_force


def obstacles(config: SimulationConfig) -> list[Problem]:
    """Why a run with these settings could not start: its images, its settings, what its hospitals get, its budget.

    The images are loaded where they are not in memory; nothing is downloaded.

    Returns:
        Nothing where it can start.
    """
    try:
        found = data.info(config.dataset)
        if problems := config.problems(found.classes):
            return problems
        most, number = in_force().max_hospitals, len(config.hospitals)
        if most is not None and number > most:
            return [Problem.of("too-many-hospitals-here", hospitals=number, most=most)]
        if not is_path(config.dataset) and config.size in set(found.sizes) - set(found.sizes_on_disk):
            return [Problem.of("images-not-here", dataset=config.dataset, size=config.size)]
        advice = advice_for(config, data.load(config.dataset, config.size))
        if problems := advice.problems():
            return problems
        noise_in_force(config, tuple(advice.partition.sizes))
    except (ConfigError, DataError) as error:
        return list(error.problems)
    return []


def needs_solving(config: SimulationConfig) -> bool:
    """Whether the noise has to be worked out first, which takes Flower's accountant."""
    return config.private and not config.noise_multiplier and config.target_epsilon is not None
