"""What is said before a run of label skew, sizes and typed numbers: whom they leave with too few images, and why."""

from collections.abc import Iterator, Sequence

import numpy as np

from fedsim.errors import Problem
from fedsim.hospitals.partition import Partition
from fedsim.hospitals.partitions import LEAST
from fedsim.settings.config import MIN_HOSPITALS, SimulationConfig


def is_skewed(config: SimulationConfig) -> bool:
    """Whether a hospital may have nothing of a class that it may see because that was asked for."""
    return getattr(config.partition, "skews", False)


def is_even(config: SimulationConfig) -> bool:
    """Whether each class is shared out evenly among those that see it."""
    typed = any(each.images.kind != "share" for each in config.hospitals)
    return not (is_skewed(config) or typed or config.quantity.kind != "even" or config.deal != "disjoint")


def too_small(config: SimulationConfig, partition: Partition) -> Iterator[Problem]:
    """Hospitals that have fewer images than was typed for them, or than a draw must give them."""
    typed = [(place, number) for place, number in enumerate(partition.numbers) if number is not None]
    short = [(place, number) for place, number in typed if partition.sizes[place] < number]
    if short:
        asked, got = sum(number for _, number in short), sum(partition.sizes[place] for place, _ in short)
        names = _who(config, [place for place, _ in short])
        yield Problem.of("fewer-than-typed", hospitals=names, asked=asked, images=got)
    least, others = LEAST.get(config.partition.kind, 0), {*range(len(partition.given))} - {place for place, _ in typed}
    if few := [place for place in sorted(others) if len(partition.given[place]) < least]:
        alpha, ways = getattr(config.partition, "alpha", 0.0), ways_to_more(config)
        yield Problem.of("too-small-a-draw", hospitals=_who(config, few), least=least, alpha=alpha, ways=ways)


def ways_to_more(config: SimulationConfig) -> list[Problem]:
    """What gives the smallest hospitals more images."""
    ways = []
    if hasattr(config.partition, "alpha"):
        ways.append(Problem.of("larger-alpha"))
    if config.quantity.kind != "even":
        ways.append(Problem.of("even-sizes"))
    if any(each.images.kind != "share" for each in config.hospitals):
        ways.append(Problem.of("smaller-numbers"))
    if len(config.hospitals) > MIN_HOSPITALS:
        ways.append(Problem.of("fewer-hospitals"))
    return ways or [Problem.of("larger-dataset")]


def not_to_have_more(config: SimulationConfig, partition: Partition, seen: np.ndarray) -> int:
    """How many images are left over since everybody who has their class has a number of its own.

    Args:
        config: the run's.
        partition: who has what.
        seen: indices of images that some hospital may see and the rule gives to nobody.
    """
    if all(number is None for number in partition.numbers):
        return 0
    given = partition.given_counts.sum(axis=0) > 0
    return int(given[partition.labels[seen]].sum()) if is_skewed(config) else len(seen)


def _who(config: SimulationConfig, places: Sequence[int]) -> list[str]:
    return [config.hospitals[place].name for place in places]
