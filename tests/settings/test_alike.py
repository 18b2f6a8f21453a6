"""Hospitals that are alike, and the sample that stands for many."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedsim.settings.adversary import SignFlip
from fedsim.settings.alike import MOST_EACH, alike, joined, sample_names, sample_places
from fedsim.settings.config import MAX_HOSPITALS, Hospital, SimulationConfig, default_names
from fedsim.settings.presence import Never, Rounds
from fedsim.settings.shift import Blur

KINDS = (
    Hospital(""),
    Hospital("", ("DME",)),
    Hospital("", ("DME", "CNV")),
    Hospital("", shift=Blur()),
    Hospital("", adversary=SignFlip()),
    Hospital("", ("DME",), presence=Rounds(first=2)),
)


@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=60))
def test_grouping_and_joining_gives_the_very_same_hospitals(kinds: list[Hospital]) -> None:
    names = default_names(len(kinds))
    hospitals = tuple(replace(kind, name=name) for kind, name in zip(kinds, names, strict=True))
    groups = alike(hospitals)
    assert joined(groups, names) == hospitals
    assert [group.hospital for group in groups] == list(dict.fromkeys(kinds))


def test_the_order_of_classes_makes_no_other_group() -> None:
    (group,) = alike([Hospital("A", ("DME", "CNV")), Hospital("B", ("CNV", "DME"))])
    assert group.places == (0, 1)


def of(number: int, **special: Hospital) -> SimulationConfig:
    names = default_names(number)
    return SimulationConfig(hospitals=tuple(replace(special.get(name, Hospital("")), name=name) for name in names))


@pytest.mark.parametrize("number", [2, MOST_EACH])
def test_of_few_hospitals_everyone_is_in_the_sample(number: int) -> None:
    assert sample_places(of(number)) == tuple(range(number))


@pytest.mark.parametrize("number", [MOST_EACH + 1, 100, MAX_HOSPITALS])
def test_of_many_the_sample_has_so_many_and_whoever_is_like_no_other(number: int) -> None:
    config = of(number, C=Hospital("", shift=Blur()), T=Hospital("", adversary=SignFlip()))
    assert len({*sample_places(config)}) == MOST_EACH
    assert {"C", "T"} <= {*sample_names(config)}


@pytest.mark.parametrize("newcomers", [5, 25])
def test_who_takes_part_comes_before_who_never_does(newcomers: int) -> None:
    config = of(30)
    hospitals = (
        *(replace(each, presence=Never()) for each in config.hospitals[:newcomers]),
        *config.hospitals[newcomers:],
    )
    sample = sample_places(replace(config, hospitals=hospitals))
    assert len({*sample}) == MOST_EACH
    assert sum(place >= newcomers for place in sample) == min(30 - newcomers, MOST_EACH - 1)
    assert 0 in sample  # one of each kind


def test_runs_that_differ_in_the_seed_have_one_sample() -> None:
    config = of(100)
    assert sample_places(config) == sample_places(replace(config, seed=7, rounds=3))
