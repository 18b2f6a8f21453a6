"""Who takes part in a round."""

from dataclasses import dataclass, replace
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registering import register

from fedsim.events import Event, RoundFinished
from fedsim.federation.engines import inprocess
from fedsim.hospitals.participation import PARTICIPATION, participation_for
from fedsim.hospitals.participation.base import Accounted, Participation
from fedsim.privacy.accounting import client_epsilon
from fedsim.settings.config import KINDS, ConfigError, Hospital, SimulationConfig
from fedsim.text.promise import unit


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


@dataclass(frozen=True)
class Turns:
    """The settings of `InTurns`."""

    kind: ClassVar[str] = "turns"


class InTurns(Participation):
    """All but one in every round, each left out in its turn."""

    accounted = Accounted.WHOLE_ROUNDS

    def planned(self, server_round: int) -> tuple[int, ...]:
        return tuple(place for place in range(self.num_hospitals) if place != (server_round - 1) % self.num_hospitals)


class Unaccounted(InTurns):
    """It says nothing of privacy."""

    accounted = None


@pytest.fixture
def turns(config: SimulationConfig, monkeypatch: pytest.MonkeyPatch) -> SimulationConfig:
    register(monkeypatch, "participation", Turns, PARTICIPATION, InTurns)
    return replace(config, participation=Turns())  # type: ignore[arg-type]


def rounds_of(config: SimulationConfig) -> list[RoundFinished]:
    events: list[Event] = []
    inprocess.run(config, events.append, lambda: False)
    return [event for event in events if isinstance(event, RoundFinished)][1:]


def test_another_participation_is_one_file_and_one_line(turns: SimulationConfig) -> None:
    first, second = rounds_of(turns)
    assert [hospital.status for hospital in first.hospitals] == ["idle", "ok", "ok"]
    assert [hospital.status for hospital in second.hospitals] == ["ok", "idle", "ok"]


@pytest.mark.parametrize("dp", ["central", "central-client", "central-adaptive"])
def test_the_average_and_its_noise_are_shared_by_those_planned(turns: SimulationConfig, dp: str) -> None:
    """Divided by all three, noise and updates would both be a third too short."""
    noisy = replace(turns, dp=dp, noise_multiplier=0.5, clip_norm=1e-3)
    first, second = rounds_of(noisy)
    wider = {"central-adaptive": (0.5**-2 - (2 * 0.5) ** -2) ** -0.5 / 0.5}.get(dp, 1.0)
    for finished in (first, second):
        assert finished.noise_std == pytest.approx(wider * 0.5 * finished.clip_norm / 2)


def test_a_round_costs_those_whom_it_asks_all_that_it_can_cost(turns: SimulationConfig) -> None:
    local = replace(turns, dp="local", noise_multiplier=50.0, delta=1e-3)
    _, last = rounds_of(local)
    spent = [client_epsilon(rounds, 50.0, 1e-3) for rounds in (1, 1, 2)]
    assert [hospital.epsilon for hospital in last.hospitals] == spent
    _, last = rounds_of(replace(local, dp="central"))
    assert last.epsilon == client_epsilon(2, 50.0, 1e-3)  # whoever was left out


def test_a_participation_that_does_not_say_how_it_is_accounted_for_has_no_privacy(
    turns: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PARTICIPATION, "turns", Unaccounted)
    assert len(rounds_of(turns)) == 2
    for dp in ("central", "local", "record"):
        with pytest.raises(ConfigError, match="participation turns; choose full or sampled, or set dp to none"):
            rounds_of(replace(turns, dp=dp, noise_multiplier=1.0))


@pytest.mark.parametrize("dp", ["central", "central-client", "central-adaptive", "local"])
def test_what_is_promised_says_who_takes_part(turns: SimulationConfig, dp: str) -> None:
    assert "Every hospital takes part in every round" in unit(dp, "full")
    assert "Every hospital" not in unit(dp, turns.participation.kind)
    assert "Who takes part in a round follows from the settings and the seed" in unit(dp, turns.participation.kind)
