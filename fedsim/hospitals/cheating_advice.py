"""What is said before a run of hospitals that cheat: where cheating cannot do what it is for."""

from collections.abc import Iterator

import numpy as np

from fedsim.data.base import Dataset
from fedsim.errors import Problem
from fedsim.hospitals.adversaries import adversary_of
from fedsim.hospitals.adversaries.alie import largest_z
from fedsim.hospitals.partition import Partition
from fedsim.settings.adversary import Alie
from fedsim.settings.cheating import cheats_of
from fedsim.settings.config import SimulationConfig


def warnings(config: SimulationConfig, dataset: Dataset, partition: Partition) -> Iterator[Problem]:
    """What a cheat comes to otherwise than one might think."""
    number, of = len(cheats_of(config)), len(config.hospitals)
    if number == of:
        yield Problem.of("everybody-cheats", number=number)
    elif 2 * number >= of:
        yield Problem.of("most-cheat", number=number, of=of)
    if idle := _without_images(config, dataset, partition):
        yield Problem.of("nothing-to-poison", hospitals=idle)
    yield from _too_few_colluders(config)


def _without_images(config: SimulationConfig, dataset: Dataset, partition: Partition) -> list[str]:
    """Who would call images otherwise and has none of these classes."""
    idle = []
    for hospital, counts in zip(config.hospitals, partition.class_counts, strict=True):
        aim = adversary_of(hospital.adversary).aim(dataset.classes)
        if aim is not None and not np.any(counts[list(aim.moves)]):
            idle.append(hospital.name)
    return idle


def _too_few_colluders(config: SimulationConfig) -> Iterator[Problem]:
    alie = [each for each in config.hospitals if each.adversary.kind == "alie"]
    by_formula = [each.name for each in alie if each.adversary == Alie()]
    if by_formula and largest_z(len(config.hospitals), len(alie)) == 0:
        yield Problem.of("alie-too-few", hospitals=by_formula, number=len(alie), of=len(config.hospitals))
