"""What is wrong with several hospitals is one problem, whatever value each of them has."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from fedsim.errors import Problem
from fedsim.settings.adversary import LabelFlip
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.declared import declared, parameters_of
from fedsim.settings.presence import Rounds
from fedsim.settings.problems import MOST_VALUES

CLASSES = ("x", "y", "z")
NUMBER = 6
WRONG: dict[str, Callable[[int], Hospital]] = {
    "rounds": lambda place: Hospital(f"H{place}", presence=Rounds(but=f"{place} to 9")),
    "turned": lambda place: Hospital(f"H{place}", presence=Rounds(first=9, last=place + 1)),
    "late": lambda place: Hospital(f"H{place}", presence=Rounds(first=50 + place)),
    "classes": lambda place: Hospital(f"H{place}", (f"no class {place}",)),
    "cheats": lambda place: Hospital(f"H{place}", adversary=LabelFlip(source=f"no class {place}", target="y")),
    "long": lambda place: Hospital(f"H{place}" * (99 + place)),
}
OF_EACH = [
    (one.name, kind, name)
    for one in declared(SimulationConfig).values()
    if one.each
    for kind, made in one.each.items()
    for name, parameter in parameters_of(made).items()
    if parameter.is_number and parameter.high is not None
]


def wrong(hospitals: list[Hospital]) -> list[Problem]:
    config = SimulationConfig(hospitals=tuple(hospitals), rounds=10)
    return [each for each in config.problems(CLASSES) if "hospitals" in dict(each.arguments)]


@pytest.mark.parametrize("name", WRONG)
def test_hospitals_that_are_wrong_alike_have_one_problem(name: str) -> None:
    told = wrong([WRONG[name](place) for place in range(NUMBER)])
    assert len({problem.code for problem in told}) == len(told) == 1
    assert len(dict(told[0].arguments)["hospitals"]) == NUMBER
    assert "and 3 more" in str(told[0])
    alone = wrong([WRONG[name](0), Hospital("B"), Hospital("C")])
    assert [problem.code for problem in alone] == [told[0].code]
    assert "H0" in str(alone[0])


@pytest.mark.parametrize(("setting", "kind", "name"), OF_EACH)
def test_so_have_those_whose_own_settings_are_out_of_bounds(setting: str, kind: str, name: str) -> None:
    one = declared(SimulationConfig)[setting]
    parameter = parameters_of(one.each[kind])[name]
    kinds = [replace(one.each[kind](), **{name: parameter.base(parameter.high) + 1 + place}) for place in range(NUMBER)]
    told = wrong([replace(Hospital(f"H{place}"), **{setting: its}) for place, its in enumerate(kinds)])
    (problem,) = [each for each in told if each.code == "of-hospitals"]
    assert len(dict(problem.arguments)["hospitals"]) == NUMBER
    inner = dict(dict(problem.arguments)["problem"].arguments)
    assert len(inner["value"]) == MOST_VALUES + 1
    assert f"{inner['value'][0]}, {inner['value'][1]}" in str(problem)
