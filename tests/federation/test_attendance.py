"""Runs in which not everybody takes part: who trains, what is averaged, what it costs."""

from dataclasses import replace
from itertools import count

import pytest
import torch
from leading import lead, unchanged

from fedsim.errors import BudgetSpent
from fedsim.events import Event, RoundFinished
from fedsim.federation.engines import inprocess
from fedsim.hospitals.participation.attendance import Attendance, rounds_asked
from fedsim.hospitals.population import load_population
from fedsim.privacy.accounting import client_epsilon
from fedsim.privacy.budget import noise_in_force
from fedsim.privacy.plan import plan
from fedsim.privacy.protection import protect
from fedsim.settings.config import PRIVATE, Hospital, SimulationConfig
from fedsim.settings.pace import Slow
from fedsim.settings.participation import Full, Sampled
from fedsim.settings.presence import Rounds
from fedsim.settings.strategy import Scaffold

PARTICIPATIONS = {
    "full": {"participation": Full()},
    "sampled": {"participation": Sampled(0.5)},
    "dropout": {"dropout": 0.5},
    "sampled with dropout": {"participation": Sampled(0.7), "dropout": 0.4},
    "joining late": {"hospitals": (Hospital("A", ("east",)), Hospital("B", presence=Rounds(3)), Hospital("C"))},
    "deadline": {"hospitals": (Hospital("A"), Hospital("B", pace=Slow(3.0)), Hospital("C")), "deadline": 2.0},
}


def rounds_of(config: SimulationConfig) -> list[RoundFinished]:
    events: list[Event] = []
    inprocess.run(config, events.append, lambda: False)
    return [event for event in events if isinstance(event, RoundFinished)][1:]


def with_an_empty_round(config: SimulationConfig, server_round: int = 1) -> SimulationConfig:
    """A seed with which nobody answers in that round, and somebody does in the other one of two."""
    for seed in count():
        found = replace(config, dropout=0.6, rounds=2, seed=seed)
        if [bool(Attendance(found).answering(each)) for each in (1, 2)] == [server_round != 1, server_round != 2]:
            return found
    raise AssertionError


def test_the_average_is_of_those_who_answered_by_their_images(config: SimulationConfig) -> None:
    config = replace(config, participation=Sampled(0.7), rounds=3)

    def constant(round: int, hospital: int, weights: dict) -> tuple[dict, dict]:
        filled = {name: torch.full_like(values, 4.0**hospital) for name, values in weights.items()}
        return filled, {"num-examples": 2 ** (hospital + 1)}

    _, (final,) = lead(config, constant)
    first, second = Attendance(config).answering(3)
    mean = (2 ** (first + 1) * 4.0**first + 2 ** (second + 1) * 4.0**second) / (2 ** (first + 1) + 2 ** (second + 1))
    values = torch.cat([each.flatten() for each in final.values()])
    torch.testing.assert_close(values, torch.full_like(values, mean))


def test_who_drops_out_trains_nothing_was_sent_the_model_and_sends_none(config: SimulationConfig) -> None:
    config, trained = replace(config, dropout=0.4, rounds=6), []

    def note(round: int, hospital: int, weights: dict) -> tuple[dict, dict]:
        trained.append((round, hospital))
        return unchanged(round, hospital, weights)

    events, _ = lead(config, note)
    attendance = Attendance(config)
    assert trained == [(round, place) for round in range(1, 7) for place in attendance.answering(round)]
    dropped = [
        hospital
        for event in events
        if isinstance(event, RoundFinished) and event.round
        for hospital in event.hospitals
        if hospital.status == "dropped"
    ]
    assert len(dropped) == 18 - len(trained) > 0
    assert all(each.bytes_down > 0 == each.bytes_up and not each.participated and not each.error for each in dropped)


@pytest.mark.parametrize("server_round", [1, 2])
@pytest.mark.parametrize("dp", ["none", *PRIVATE])
def test_where_everyone_drops_out_the_model_stays_and_costs_nothing(
    config: SimulationConfig, dp: str, server_round: int
) -> None:
    config = with_an_empty_round(replace(config, dp=dp, noise_multiplier=1.0 if dp != "none" else 0.0), server_round)
    events: list[Event] = []
    final = inprocess.run(config, events.append, lambda: False)
    before, *rounds = (event for event in events if isinstance(event, RoundFinished))
    empty, other = rounds if server_round == 1 else reversed(rounds)
    assert {hospital.status for hospital in empty.hospitals} == {"dropped"}
    assert (empty.noise_std, empty.clip_norm, empty.signal_to_noise) == (None, None, None)
    previous = before if server_round == 1 else rounds[0]
    assert (empty.loss, empty.confusion_matrix) == (previous.loss, previous.confusion_matrix)
    assert other.loss != before.loss
    assert final
    if dp != "none":
        assert empty.epsilon == (0.0 if server_round == 1 else rounds[0].epsilon)
        assert other.epsilon > 0


def test_a_run_in_which_nobody_ever_answers_ends_with_the_initial_model(config: SimulationConfig) -> None:
    config = replace(config, dropout=0.99, rounds=1)
    events: list[Event] = []
    final = inprocess.run(config, events.append, lambda: False)
    (*_, last) = (event for event in events if isinstance(event, RoundFinished))
    assert {hospital.status for hospital in last.hospitals} == {"dropped"}
    initial = load_population(config).model().state_dict()
    assert all(torch.equal(values, initial[name]) for name, values in final.items())
    assert set(final) == set(initial)


def test_scaffold_goes_on_where_everyone_drops_out(config: SimulationConfig) -> None:
    config = with_an_empty_round(replace(config, strategy=Scaffold()))
    empty, other = rounds_of(config)
    assert not any(hospital.participated for hospital in empty.hospitals)
    assert any(hospital.participated for hospital in other.hospitals)


@pytest.mark.parametrize("dp", PRIVATE)
@pytest.mark.parametrize("how", PARTICIPATIONS.values(), ids=list(PARTICIPATIONS))
def test_every_mechanism_is_accounted_for_with_every_participation(
    config: SimulationConfig, dp: str, how: dict
) -> None:
    """Worked out here once more, from who was asked and who sent something in each round."""
    if dp == "record" and "deadline" in how:
        pytest.skip("refused")
    config = replace(config, dp=dp, noise_multiplier=2.0, delta=1e-3, clip_norm=0.1, rounds=3, **how)
    population = load_population(config)
    protection, attendance = protect(population), Attendance(config, population.sizes)
    finished = rounds_of(config)
    asked, sent = [0, 0, 0], [0, 0, 0]
    for each in finished:
        answered = [hospital.participated for hospital in each.hospitals]
        assert answered == [place in attendance.answering(each.round) for place in range(3)]
        for place in attendance.planned(each.round):
            asked[place] += any(answered)
        sent = [number + took_part for number, took_part in zip(sent, answered, strict=True)]
    if protection.mechanism.per_hospital:
        from fedsim.privacy.accounting import epsilon

        spent = [epsilon(release, rounds) for release, rounds in zip(protection.releases, sent, strict=True)]
        assert [hospital.epsilon for hospital in finished[-1].hospitals] == spent
        assert finished[-1].epsilon == max(spent)
    else:
        assert finished[-1].epsilon == client_epsilon(max(asked), 2.0, 1e-3)
        for each in finished:
            planned = len(attendance.planned(each.round))
            if any(hospital.participated for hospital in each.hospitals):
                z = protection.mechanism.noise_on_updates(2.0, planned)
                assert each.noise_std == pytest.approx(z * each.clip_norm / planned)


@pytest.mark.parametrize("dp", PRIVATE)
@pytest.mark.parametrize("how", PARTICIPATIONS.values(), ids=list(PARTICIPATIONS))
def test_what_is_foretold_is_what_a_run_spends_at_most_and_a_budget_lasts(
    config: SimulationConfig, dp: str, how: dict
) -> None:
    if dp == "record" and "deadline" in how:
        pytest.skip("refused")
    budget = replace(config, dp=dp, delta=1e-3, rounds=3, target_epsilon=8.0, **how)
    sizes = load_population(budget).sizes
    noise = noise_in_force(budget, sizes)
    foretold = plan(budget, noise, sizes)
    assert 7.9 < foretold.worst.epsilon <= 8.0
    last = rounds_of(budget)[-1]
    assert last.round == 3  # the budget lasted
    assert last.epsilon <= foretold.worst.epsilon
    if "dropout" not in how and "deadline" not in how:
        assert last.epsilon == foretold.worst.epsilon


def test_a_sampled_run_worked_by_hand(config: SimulationConfig) -> None:
    """One of four hospitals a round, five rounds: whom is asked most often has the promise that holds for all."""
    config = replace(
        config, hospitals=tuple(Hospital(name) for name in "ABCD"), participation=Sampled(0.25), rounds=5,
        dp="central", noise_multiplier=3.0, delta=1e-3,
    )  # fmt: skip
    planned = [Attendance(config).planned(server_round) for server_round in range(1, 6)]
    most = max(sum(place in each for each in planned) for place in range(4))
    assert most < 5
    assert max(rounds_asked(config)) == most
    assert rounds_of(config)[-1].epsilon == client_epsilon(most, 3.0, 1e-3)


def test_a_budget_ends_the_run_before_the_round_that_would_ask_somebody_too_much(config: SimulationConfig) -> None:
    config = replace(
        config, participation=Sampled(0.5), rounds=6, dp="local", noise_multiplier=2.0, delta=1e-3,
        target_epsilon=client_epsilon(2, 2.0, 1e-3),
    )  # fmt: skip
    counts, last = [0, 0, 0], 0
    for server_round in range(1, 7):
        if any(counts[place] == 2 for place in Attendance(config).planned(server_round)):
            last = server_round - 1
            break
        for place in Attendance(config).planned(server_round):
            counts[place] += 1
    assert 0 < last < 6
    with pytest.raises(BudgetSpent, match=f"Stopped after round {last} of 6"):
        rounds_of(config)


def test_a_deadline_cuts_off_and_the_virtual_clock_is_told(config: SimulationConfig) -> None:
    config = replace(config, **PARTICIPATIONS["deadline"])
    first, _ = rounds_of(config)
    assert [each.status for each in first.hospitals] == ["ok", "late", "ok"]
    assert [each.virtual_time for each in first.hospitals] == [1.0, 3.0, 1.0]
    assert first.virtual_time == 2.0
    assert first.hospitals[1].bytes_down > 0 == first.hospitals[1].bytes_up
    patient, _ = rounds_of(replace(config, deadline=None))
    assert (patient.virtual_time, patient.hospitals[1].status) == (3.0, "ok")


def test_whoever_is_away_is_judged_all_the_same(config: SimulationConfig) -> None:
    first, second = rounds_of(replace(config, hospitals=(Hospital("A"), Hospital("B", presence=Rounds(2)))))
    assert [each.status for each in first.hospitals] == ["ok", "absent"]
    assert [each.status for each in second.hospitals] == ["ok", "ok"]
    assert first.hospitals[1].global_accuracy_on_own_classes is not None
    assert first.hospitals[1].bytes_down == 0
