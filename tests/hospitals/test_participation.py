"""Who takes part in a round."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedsim.hospitals.participation import PARTICIPATION, participation_for
from fedsim.settings.config import KINDS, Hospital, SimulationConfig


def test_every_kind_has_its_file() -> None:
    assert set(PARTICIPATION) == set(KINDS["participation"])


@pytest.mark.parametrize("setting", [kind() for kind in KINDS["participation"].values()])
@given(st.integers(2, 20), st.integers(0, 2**31 - 1), st.integers(1, 500))
def test_every_kind_plans_some_of_the_hospitals_in_order_and_the_same_again(setting, number, seed, server_round):
    makes = [PARTICIPATION[setting.kind](setting, number, seed) for _ in range(2)]
    places = makes[0].planned(server_round)
    assert places == makes[1].planned(server_round)
    assert list(places) == sorted(set(places) & set(range(number)))
    assert places


def test_full_is_everyone_in_every_round(config: SimulationConfig) -> None:
    config = replace(config, hospitals=tuple(Hospital(name) for name in "ABCDE"))
    full = participation_for(config)
    assert [full.planned(server_round) for server_round in (1, 2, 7)] == [(0, 1, 2, 3, 4)] * 3
