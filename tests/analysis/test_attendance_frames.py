"""The heat map's table."""

from tiny import finished

from fedsim.analysis.attendance_frames import attendance_frame
from fedsim.charts.attendance import describe_attendance


def test_a_row_a_hospital_and_round_of_training() -> None:
    frame = attendance_frame([finished(0), finished(1), finished(2)])
    assert list(frame.itertuples(index=False, name=None)) == [
        ("A", "ok", 1), ("B", "ok", 1), ("A", "ok", 2), ("B", "failed", 2),
    ]  # fmt: skip
    assert frame.columns[-1] == "round"
    assert attendance_frame([]).empty


def test_it_is_told_how_often_each_took_part() -> None:
    said = describe_attendance(attendance_frame([finished(1), finished(2)]))
    assert said == "Who took part in 2 rounds, and how often. A: took part 2; B: took part 1, failed 1."
