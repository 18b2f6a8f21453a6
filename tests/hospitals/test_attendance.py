"""Who is asked in a round and who answers: samples and absences from the seed."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedsim.events import HospitalRound
from fedsim.hospitals.participation import participation_for
from fedsim.hospitals.participation.attendance import Attendance, is_everyone, rounds_asked, share_expected
from fedsim.hospitals.participation.clock import round_time, virtual_times
from fedsim.hospitals.participation.lateness import all_late, always_late
from fedsim.hospitals.participation.sampled import sample_size
from fedsim.settings.config import PRIVATE, Hospital, SimulationConfig
from fedsim.settings.pace import Slow
from fedsim.settings.participation import Sampled
from fedsim.settings.presence import Never, Rounds

TEN = SimulationConfig(hospitals=tuple(Hospital(name) for name in "ABCDEFGHIJ"), rounds=300)


@given(fraction=st.floats(0.001, 1.0), number=st.integers(2, 1000))
def test_a_sample_is_the_fraction_to_the_nearest_hospital_and_at_least_one(fraction: float, number: int) -> None:
    size = sample_size(fraction, number)
    assert 1 <= size <= number
    assert abs(size - fraction * number) <= 0.5 + 1e-9 or size == 1


@pytest.mark.parametrize(
    ("fraction", "number", "size"), [(0.5, 3, 2), (0.3, 10, 3), (0.01, 1000, 10), (0.01, 20, 1), (1, 7, 7)]
)
def test_the_sizes_of_samples_worked_by_hand(fraction: float, number: int, size: int) -> None:
    assert sample_size(fraction, number) == size


def test_every_round_has_as_many_and_over_the_rounds_each_hospital_is_asked_alike() -> None:
    """A hospital's count is hypergeometric in nothing: 300 draws with chance 0.3, standard deviation 7.9."""
    config = replace(TEN, participation=Sampled(0.3))
    planned = participation_for(config).planned
    assert {len(set(planned(server_round))) for server_round in range(1, 301)} == {3}
    counts = rounds_asked(config)
    assert sum(counts) == 900
    assert all(abs(count - 90) < 4 * math.sqrt(300 * 0.3 * 0.7) for count in counts)
    assert len({planned(server_round) for server_round in range(1, 301)}) > 80  # of 120 samples that there are
    assert rounds_asked(replace(config, seed=1)) != counts


def test_a_fraction_of_one_is_everyone() -> None:
    assert participation_for(replace(TEN, participation=Sampled(1.0))).planned(5) == tuple(range(10))


def test_dropouts_come_with_their_chance_independent_of_round_and_hospital() -> None:
    config = replace(TEN, dropout=0.2)
    missing = [set(Attendance(config).missing(server_round)) for server_round in range(1, 301)]
    dropped = [[place in each for each in missing] for place in range(10)]
    assert abs(sum(map(sum, dropped)) - 600) < 4 * math.sqrt(3000 * 0.2 * 0.8)
    assert all(abs(sum(of_one) - 60) < 4 * math.sqrt(300 * 0.2 * 0.8) for of_one in dropped)
    both = sum(first and second for first, second in zip(*dropped[:2], strict=True))
    assert abs(both - 12) < 4 * math.sqrt(300 * 0.04 * 0.96)
    assert missing == [set(Attendance(config).missing(server_round)) for server_round in range(1, 301)]


def test_only_who_is_asked_drops_out_and_the_rest_is_idle() -> None:
    attendance = Attendance(replace(TEN, participation=Sampled(0.5), dropout=0.5))
    for server_round in range(1, 50):
        asked, missing = attendance.planned(server_round), attendance.missing(server_round)
        assert {place for place, status in missing.items() if status == "idle"} == set(range(10)) - set(asked)
        assert {place for place, status in missing.items() if status == "dropped"} <= set(asked)
        assert sorted({*attendance.answering(server_round), *missing}) == list(range(10))


def test_dropouts_do_not_change_who_is_asked_nor_a_sample_who_drops_out() -> None:
    sampled, dropping = replace(TEN, participation=Sampled(0.5)), replace(TEN, dropout=0.5)
    both = Attendance(replace(sampled, dropout=0.5))
    for server_round in range(1, 20):
        assert both.planned(server_round) == Attendance(sampled).planned(server_round)
        expected = set(both.planned(server_round)) & set(Attendance(dropping).missing(server_round))
        assert {place for place, status in both.missing(server_round).items() if status == "dropped"} == expected


def test_by_default_everyone_takes_part_in_every_round() -> None:
    assert is_everyone(TEN)
    assert not is_everyone(replace(TEN, dropout=0.1))
    assert not is_everyone(replace(TEN, participation=Sampled(0.9)))
    assert Attendance(TEN).missing(3) == {}
    assert Attendance(TEN).answering(3) == tuple(range(10))
    assert share_expected(TEN) == 1.0
    assert share_expected(replace(TEN, participation=Sampled(0.3), dropout=0.5)) == pytest.approx(0.15)


def test_who_joins_late_or_leaves_is_absent_and_not_asked() -> None:
    hospitals = (Hospital("A"), Hospital("B", presence=Rounds(2, 3)), Hospital("C", presence=Never()))
    attendance = Attendance(SimulationConfig(hospitals=hospitals))
    assert [attendance.missing(server_round) for server_round in (1, 2, 3, 4)] == [
        {1: "absent", 2: "absent"}, {2: "absent"}, {2: "absent"}, {1: "absent", 2: "absent"},
    ]  # fmt: skip
    assert [attendance.planned(server_round) for server_round in (1, 2)] == [(0,), (0, 1)]
    assert rounds_asked(SimulationConfig(hospitals=hospitals, rounds=5)) == (5, 2, 0)


def test_a_sample_is_drawn_among_those_who_are_there() -> None:
    away = tuple(replace(each, presence=Rounds(11)) for each in TEN.hospitals[:6])
    attendance = Attendance(replace(TEN, hospitals=(*away, *TEN.hospitals[6:]), participation=Sampled(0.5)))
    assert all(len(attendance.planned(each)) == 2 and min(attendance.planned(each)) >= 6 for each in range(1, 11))
    assert len(attendance.planned(11)) == 5


def test_a_round_for_which_nobody_is_there_is_refused_in_words() -> None:
    hospitals = (Hospital("A", presence=Rounds(1, 3)), Hospital("B", presence=Rounds(5)))
    assert SimulationConfig(hospitals=(hospitals[0], Hospital("B")), rounds=9).validate() == []
    (problem,) = SimulationConfig(hospitals=hospitals, rounds=9).validate()
    assert problem.startswith("No hospital is there in round 4 of 9: let one of them be present")


NEVER = "Hospitals B and C are never there: their first round comes after their last round ({})"


@pytest.mark.parametrize(
    ("presence", "expected"),
    [
        (Rounds(first=1, last=1), []),
        (Rounds(first=5), []),
        (Rounds(first=4, last=3), [NEVER.format("4 > 3")]),
        (Rounds(first=6), ["Hospitals B and C join in round 6, and the run ends with round 5."]),
        (Rounds(first=9, last=8), [NEVER.format("9 > 8")]),
    ],
)  # fmt: skip
def test_rounds_that_never_come_are_refused_with_the_hospitals_and_the_bounds(
    presence: Rounds, expected: list[str]
) -> None:
    hospitals = (Hospital("A"), Hospital("B", presence=presence), Hospital("C", presence=presence))
    said = SimulationConfig(hospitals=hospitals, rounds=5).validate()
    assert [s[: len(e)] for s, e in zip(said, expected, strict=True)] == expected


def test_virtual_times_and_the_deadline_worked_by_hand() -> None:
    hospitals = (Hospital("A"), Hospital("B", pace=Slow(3.0)), Hospital("C"))
    config = SimulationConfig(hospitals=hospitals, deadline=2.0)
    assert virtual_times(config, (100, 200, 300)) == (0.5, 3.0, 1.5)
    assert virtual_times(replace(config, local_epochs=7), (100, 200, 300)) == (0.5, 3.0, 1.5)
    assert Attendance(config, (100, 200, 300)).missing(1) == {1: "late"}
    assert Attendance(replace(config, deadline=3.0), (100, 200, 300)).missing(1) == {}
    assert Attendance(replace(config, deadline=None), (100, 200, 300)).missing(1) == {}


def test_the_server_waits_for_the_last_or_until_the_deadline() -> None:
    def took(*statuses: str, deadline: float | None = None) -> float:
        return round_time(
            [HospitalRound("x", status=s, virtual_time=1.0 + i) for i, s in enumerate(statuses)], deadline
        )

    assert took("ok", "ok") == took("ok", "ok", deadline=5.0) == 2.0
    assert took("ok", "late", deadline=1.5) == took("dropped", "dropped", deadline=1.5) == 1.5
    assert took("ok", "dropped") == 1.0
    assert took("idle", "absent") == took("dropped") == 0.0


def test_a_deadline_that_nobody_meets_is_refused_and_who_never_meets_it_is_named() -> None:
    config = replace(TEN, hospitals=(replace(TEN.hospitals[0], pace=Slow(4.0)), *TEN.hospitals[1:]), deadline=2.0)
    assert str(always_late(config, (100,) * 10)[0]).startswith("Hospital A is late in every round and takes no part")
    assert all_late(config, (100,) * 10) == []
    (problem,) = all_late(replace(config, deadline=0.5), (100,) * 10)
    assert "the deadline 0.5 is earlier than the 1 that the fastest of them needs" in str(problem)


def test_no_deadline_is_had_where_single_images_are_hidden() -> None:
    for dp in PRIVATE:
        problems = SimulationConfig(dp=dp, noise_multiplier=1.0, deadline=2.0).validate()
        assert [("deadline cannot be had with dp record" in each) for each in problems] == [True] * (dp == "record")
