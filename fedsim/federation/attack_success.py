"""What hospitals that cheat reach: how often the shared model says what they want it to say."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fedsim.events import AttackSuccess, Matrix
from fedsim.hospitals.adversaries import adversary_of
from fedsim.hospitals.adversaries.base import Aim
from fedsim.settings.config import SimulationConfig


@dataclass(frozen=True)
class Targeted:
    """A cheat that aims at something, and who cheats so."""

    kind: str
    hospitals: tuple[str, ...]
    aim: Aim


def targeted(config: SimulationConfig, classes: tuple[str, ...]) -> tuple[Targeted, ...]:
    """The aims of a run's hospitals, each once, in the order of the first that has it."""
    found: dict[tuple[object, ...], tuple[str, Aim, list[str]]] = {}
    for hospital in config.hospitals:
        aim, kind = adversary_of(hospital.adversary).aim(classes), hospital.adversary.kind
        if aim is not None:
            found.setdefault((kind, aim.source, aim.target), (kind, aim, []))[2].append(hospital.name)
    return tuple(Targeted(kind, tuple(names), aim) for kind, aim, names in found.values())


def succeeded(each: Targeted, matrix: Matrix) -> AttackSuccess:
    """How often a model says what it is wanted to say.

    Args:
        each: the aim.
        matrix: (k, k) counts of the model's answers on the test images, with the mark where the aim is for marked ones.
    """
    counts, moves = np.array(matrix), each.aim.moves
    images = int(counts[list(moves)].sum())
    moved = int(sum(counts[true, called] for true, called in moves.items()))
    share = moved / images if images else None
    return AttackSuccess(each.kind, each.hospitals, each.aim.source, each.aim.target, share, images)


def successes(
    cheats: tuple[Targeted, ...], matrix: Matrix, marked: Callable[[], Matrix] | None
) -> tuple[AttackSuccess, ...]:
    """Of every aim.

    Args:
        cheats: `targeted`.
        matrix: of the model on the test images.
        marked: gives its matrix on the marked ones; called where an aim is for these. None leaves such aims out.
    """
    on_marked = marked() if marked and any(each.aim.marked for each in cheats) else None
    pairs = [(each, on_marked if each.aim.marked else matrix) for each in cheats]
    return tuple(succeeded(each, counts) for each, counts in pairs if counts is not None)
