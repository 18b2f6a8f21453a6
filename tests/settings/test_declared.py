"""Every setting has, from its one declaration, an option, a place in the link and the file, and its words."""

import json
import tomllib
from dataclasses import dataclass
from typing import Annotated, Literal

import pytest
from annotated_types import Ge, Le

from fedsim.cli.main import main
from fedsim.cli.settings import OPTIONS, schema
from fedsim.errors import WORDS, Problem
from fedsim.settings.config import SimulationConfig
from fedsim.settings.declared import Declared, declared, flat, parameters_of, unflat
from fedsim.settings.setting import Group, Setting
from fedsim.settings.strategy import FedAvg, FedProx
from fedsim.text.settings import GROUPS, TEXTS, VALUES, value_title

SETTINGS = declared(SimulationConfig)
PARTS: dict[str, list[Declared]] = {}
"""The parameters of what each hospital has of its own, by the setting's name and theirs, as their texts are found."""
for each in SETTINGS.values():
    for made in each.each.values():
        for parameter in parameters_of(made).values():
            PARTS.setdefault(f"{each.name}.{parameter.name}", []).append(parameter)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_has_words_an_option_a_place_in_the_link_and_one_in_the_file(name: str) -> None:
    one = SETTINGS[name]
    assert TEXTS[name].title
    assert TEXTS[name].help.endswith(".")
    assert name in OPTIONS
    config = SimulationConfig()
    if one.union:
        config = unflat(SimulationConfig, flat(config) | {one.union: one.of_kinds[0]})
    assert name in config.to_query()
    assert place_in_file(one) in leaves(tomllib.loads(config.to_toml()))


def place_in_file(one: Declared) -> str:
    group, owner = str(one.setting.group), one.union if one.union != one.setting.group else None
    name = "names" if one.name == group == "hospitals" else "kind" if one.kinds else one.name
    inner = one.name if one.kinds and one.name != group else owner
    return ".".join(filter(None, [group, inner, name]))


def leaves(table: dict, place: str = "") -> set[str]:
    found = {f"{place}{name}" for name, value in table.items() if not isinstance(value, dict)}
    inner = (leaves(value, f"{place}{name}.") for name, value in table.items() if isinstance(value, dict))
    return found.union(*inner)


def test_no_words_are_left_over() -> None:
    assert set(TEXTS) == {*SETTINGS, "excluded", *PARTS}
    assert set(VALUES) <= {*SETTINGS, *PARTS}
    assert set(GROUPS) == set(Group)
    for name, titles in VALUES.items():
        for one in PARTS.get(name) or [SETTINGS[name]]:
            classes = {""} if one.setting.of_classes else set()
            assert set(titles) <= {*one.choices, *one.each, *one.setting.steps, *classes}


@pytest.mark.parametrize("name", [name for name, one in SETTINGS.items() if one.kinds or one.each])
def test_every_kind_has_a_title_of_its_own(name: str) -> None:
    assert all(value_title(name, kind) != kind for kind in (*SETTINGS[name].kinds, *SETTINGS[name].each))


@pytest.mark.parametrize("name", SETTINGS)
def test_defaults_and_steps_are_what_the_setting_may_be(name: str) -> None:
    one = SETTINGS[name]
    for step in one.setting.steps:
        assert one.checker.validate_python(step, strict=True) == step
    assert set(one.setting.steps) <= {None} | {step for step in one.setting.steps if one.low <= (step or 0) <= one.high}
    for need in one.setting.needs:
        assert set(need.among) <= set(SETTINGS[need.setting].choices)
        assert set(need.of or ()) <= {*one.choices, *one.each}
        assert need.problem is None or need.problem in WORDS


def test_what_a_hospitals_own_kind_is_set_to_has_words_a_default_and_steps() -> None:
    for name, one in ((name, one) for name, ones in PARTS.items() for one in ones):
        assert TEXTS[name].title
        assert TEXTS[name].help.endswith(".")
        for value in (one.default, *one.setting.steps):
            assert one.checker.validate_python(value, strict=True) == value
        if one.setting.of_classes:
            assert (one.default, one.base) == ("", str)
            assert value_title(name, "")


def test_every_problem_has_words_for_its_arguments() -> None:
    assert str(Problem.of("out-of-bounds", name="mu", low=0, high=10, value=11)) == "mu must be from 0 to 10, got 11."
    assert "or auto" in str(Problem.of("out-of-bounds", name="delta", low=0, high=1, value=2))


def test_one_field_is_a_setting_everywhere_but_in_words() -> None:
    """What it takes to give a strategy another parameter."""

    @dataclass(frozen=True)
    class Slow:
        kind: Literal["slow"] = "slow"
        patience: Annotated[int, Ge(1), Le(9), Setting(steps=(1, 5))] = 5

    @dataclass(frozen=True)
    class Config:
        strategy: Annotated[FedAvg | Slow, Setting(Group.STRATEGY)] = Slow()

    made = declared(Config)["patience"]
    assert (made.union, made.of_kinds, made.low, made.high, made.default) == ("strategy", ("slow",), 1, 9, 5)
    assert unflat(Config, {"strategy": "slow", "patience": 3}) == Config(strategy=Slow(patience=3))
    assert flat(Config(strategy=FedAvg())) == {"strategy": "fedavg", "patience": 5}


PROX = FedProx()


def test_one_name_is_not_declared_in_two_ways() -> None:
    @dataclass(frozen=True)
    class Slow:
        kind: Literal["slow"] = "slow"
        mu: Annotated[float, Ge(1), Le(9), Setting()] = 5.0

    @dataclass(frozen=True)
    class Config:
        strategy: Annotated[FedProx | Slow, Setting(Group.STRATEGY)] = Slow()

    @dataclass(frozen=True)
    class Other:
        mu: Annotated[int, Ge(1), Le(9), Setting(Group.TRAINING)] = 5
        strategy: Annotated[FedProx, Setting(Group.STRATEGY)] = PROX

    @dataclass(frozen=True)
    class Later:
        strategy: Annotated[FedProx, Setting(Group.STRATEGY)] = PROX
        mu: Annotated[int, Ge(1), Le(9), Setting(Group.TRAINING)] = 5

    for cls in (Config, Other, Later):
        with pytest.raises(ValueError, match=r"^mu .*declared otherwise"):
            declared(cls)


def test_the_list_names_every_setting_with_its_bounds(capsys) -> None:
    assert main(["settings"]) == 0
    printed = capsys.readouterr().out
    assert all(f"  {name} " in printed and TEXTS[name].title in printed for name in SETTINGS)
    assert "from 1 to 500; default 10" in printed
    assert "with strategy fedprox; from 0 to 10; default 0.01" in printed


def test_the_schema_knows_every_place_of_the_file(capsys) -> None:
    assert main(["settings", "--schema"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == schema()
    places = printed["properties"]
    for group, table in tomllib.loads(SimulationConfig().to_toml()).items():
        known = places[group].get("properties") or {"kind": None}
        assert set(table) <= set(known)
    assert places["training"]["properties"]["rounds"]["maximum"] == 500
    assert places["hospitals"]["properties"]["samples_per_hospital"]["anyOf"][1] == {"const": "all"}
    prox = next(kind for kind in places["strategy"]["oneOf"] if "mu" in kind["properties"])
    assert prox["properties"]["mu"]["description"] == TEXTS["mu"].help
