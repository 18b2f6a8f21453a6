"""Who was missing, in words."""

from dataclasses import replace

from tiny import finished

from fedsim.analysis.attendance_frames import STATUSES
from fedsim.charts.attendance import COLORS, LETTERS
from fedsim.events import HospitalRound
from fedsim.text.participation import STATUS, who_was_missing


def with_statuses(*statuses: str, newcomers: str = "", **more: int) -> str | None:
    hospitals = [
        HospitalRound(name, participated=status == "ok", status=status)
        for name, status in zip("ABCDEFGH", statuses, strict=False)
    ]
    return who_was_missing(replace(finished(1), hospitals=tuple(hospitals), **more), newcomers)


def test_nothing_is_said_where_everybody_took_part_or_nothing_has_begun() -> None:
    assert with_statuses("ok", "ok") is None
    assert who_was_missing(finished(0)) is None


def test_it_is_said_how_many_took_part_and_who_dropped_out() -> None:
    assert with_statuses("ok", "dropped", "idle") == "1 of 3 hospitals took part; dropped out: B"
    assert with_statuses("ok", "failed") == "1 of 2 hospitals took part"
    assert with_statuses(*["ok"] * 2, *["dropped"] * 6) == (
        "2 of 8 hospitals took part; dropped out: C, D, E and 3 more"
    )


def test_where_nobody_answered_the_model_stays() -> None:
    assert with_statuses("dropped", "dropped") == (
        "0 of 2 hospitals took part; dropped out: A and B; the shared model stays as it was"
    )


def test_every_status_has_words() -> None:
    assert set(STATUS) == set(STATUSES) == set(COLORS) == set(LETTERS)


def test_who_was_late_or_away_is_told_by_the_reason() -> None:
    assert with_statuses("ok", "late", "absent", "late") == "1 of 4 hospitals took part; late: B and D; absent: C"


def test_who_never_takes_part_is_missing_in_no_round() -> None:
    assert with_statuses("ok", "ok", "absent", newcomers="C") is None
    assert with_statuses("ok", "dropped", "absent", newcomers="C") == "1 of 2 hospitals took part; dropped out: B"
    assert with_statuses("ok", num_absent=1, newcomers="X") is None  # of many, who is away is counted
    assert with_statuses("ok", num_absent=2, newcomers="X") == "1 of 2 hospitals took part; absent: 1 hospital"
