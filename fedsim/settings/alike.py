"""Hospitals that are alike in all but their names, and the sample that stands for many of them.

What hospitals are alike in follows from `Hospital`'s fields: a field more needs nothing here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from fedsim.seeds import numpy_rng
from fedsim.settings.hospitals import Hospital
from fedsim.settings.places import MANY
from fedsim.settings.presence import takes_part

if TYPE_CHECKING:
    from fedsim.settings.config import SimulationConfig

MOST_EACH = MANY
"""Of more hospitals, what takes a pass over the test images for each is done for a sample of so many."""
MOST_PAIRS = 30
"""Of more hospitals that send an update in a round, each one is compared with the mean, and no two with each other."""


@dataclass(frozen=True)
class Alike:
    """Hospitals that differ in nothing but their names.

    Attributes:
        hospital: what they are, without a name.
        places: theirs in the federation, in order.
    """

    hospital: Hospital
    places: tuple[int, ...]


def alike(hospitals: Sequence[Hospital]) -> list[Alike]:
    """The groups of a federation, in the order of their first hospitals. `joined` gives the hospitals back.

    In which order somebody names the classes that are missing is no difference, but is kept as the first has it.
    """
    groups: dict[Hospital, tuple[Hospital, list[int]]] = {}
    for place, hospital in enumerate(hospitals):
        nameless = replace(hospital, name="")
        key = replace(nameless, excluded=tuple(sorted(hospital.excluded)))
        groups.setdefault(key, (nameless, []))[1].append(place)
    return [Alike(nameless, tuple(places)) for nameless, places in groups.values()]


def joined(groups: Sequence[Alike], names: Sequence[str]) -> tuple[Hospital, ...]:
    """The hospitals of groups that together have a hospital at every place.

    Args:
        groups: of `alike`.
        names: the hospitals', in order.
    """
    at = {place: group.hospital for group in groups for place in group.places}
    return tuple(replace(at[place], name=name) for place, name in enumerate(names))


@lru_cache(maxsize=64)
def sample_places(config: "SimulationConfig", most: int = MOST_EACH) -> tuple[int, ...]:
    """Places of the hospitals for which is done what takes a pass over the test images for each, in order.

    They are all where there are so many at most. Of more, each group of hospitals that are alike gives its first
    one while there is room, the smallest groups before larger ones, and the others are drawn. Not by the run's seed:
    runs that differ in the seed alone have the same sample, and can be compared hospital by hospital.
    """
    number = len(config.hospitals)
    if number <= most:
        return tuple(range(number))
    groups = sorted(alike(config.hospitals), key=lambda group: len(group.places))
    firsts = [group.places[0] for group in groups[:most]]
    rest = [place for place in range(number) if place not in {*firsts}]
    taking_part = [place for place in rest if takes_part(config.hospitals[place])]
    wanted = most - len(firsts)
    if len(taking_part) <= wanted:  # who takes part first
        drawn = sorted(rest, key=lambda place: (place not in taking_part, place))[:wanted]
    else:
        drawn = numpy_rng(0, "sample-of-hospitals").choice(taking_part, wanted, replace=False).tolist()
    return tuple(sorted([*firsts, *drawn]))


def sample_names(config: "SimulationConfig") -> tuple[str, ...]:
    """The names of `sample_places`."""
    return tuple(config.hospitals[place].name for place in sample_places(config))
