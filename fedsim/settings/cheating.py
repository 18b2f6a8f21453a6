"""What is wrong with how hospitals cheat, beyond the values of a kind's parameters."""

from collections.abc import Iterator, Sequence
from typing import Any

from fedsim.errors import Problem
from fedsim.settings.adversary import COLLUDING, Alie, LabelFlip
from fedsim.settings.declared import declared, parameters_of


def cheats_of(config: Any) -> list[Any]:
    """The hospitals that are not honest, in order."""
    return [hospital for hospital in config.hospitals if hospital.adversary.kind != "honest"]


def find(config: Any) -> Iterator[Problem]:
    """What is wrong whatever the data set is."""
    flips = [each for each in cheats_of(config) if isinstance(each.adversary, LabelFlip)]
    named = [(each, each.adversary.source, each.adversary.target) for each in flips]
    if half := [each.name for each, source, target in named if bool(source) != bool(target)]:
        yield Problem.of("flip-half", hospitals=half)
    if same := [each.name for each, source, target in named if source and source == target]:
        yield Problem.of("flip-same", hospitals=same)
    yield from _colluding(config)


def _colluding(config: Any) -> Iterator[Problem]:
    colluders = [each for each in cheats_of(config) if each.adversary.kind in COLLUDING]
    if colluders and len(cheats_of(config)) == len(config.hospitals):
        yield Problem.of("nobody-honest", hospitals=[each.name for each in colluders])
    by_formula = [each.name for each in colluders if each.adversary == Alie()]
    number = len([each for each in colluders if each.adversary.kind == "alie"])
    if by_formula and number > len(config.hospitals) // 2:
        yield Problem.of("alie-majority", hospitals=by_formula, number=number, of=len(config.hospitals))


def unknown_classes(config: Any, classes: Sequence[str]) -> Iterator[Problem]:
    """Parameters that name a class which the data set has not.

    Args:
        config: a `SimulationConfig`.
        classes: the data set's class names.
    """
    for one in (one for one in declared(type(config)).values() if one.each):
        named = [(hospital.name, value) for hospital in config.hospitals
                 for value in _classes_named(one, getattr(hospital, one.name)) if value not in classes]  # fmt: skip
        if named:
            names, unknown = (list(dict.fromkeys(each)) for each in zip(*named, strict=True))
            yield Problem.of("no-such-classes", name=one.name, hospitals=names, unknown=unknown, classes=list(classes))


def _classes_named(one: Any, kind: Any) -> list[str]:
    known = parameters_of(one.each[kind.kind]) if kind.kind in one.each else {}
    named = (getattr(kind, name) for name, parameter in known.items() if parameter.setting.of_classes)
    return [value for value in named if value]
