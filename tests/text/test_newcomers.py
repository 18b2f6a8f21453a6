"""What is said of a hospital that never took part."""

from dataclasses import replace

from fedsim.analysis.newcomer_frames import ALONE, CAME, TUNED, newcomer_frame
from fedsim.charts.attendance import ROW_PX, attendance_height
from fedsim.charts.names import MAX_LETTERS
from fedsim.errors import Problem
from fedsim.events import Epoch, Newcomer
from fedsim.runs.state import RunState
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.presence import Never
from fedsim.text.newcomers import SERIES, describe, on_all, sentence
from fedsim.text.preview import never_takes_part
from tests.tiny import baseline, finished, started

TRIED = Newcomer("C", 5, 1, 0.8, 0.88, 0.7, 0.93)


def state(*tried: Newcomer, alone: bool = True) -> RunState:
    """A round before training, and one for each that was tried."""
    hospitals = (Hospital("A"), Hospital("B"), Hospital("C", presence=Never()))
    made = RunState("x", SimulationConfig(hospitals=hospitals, rounds=5)).after(started(), 0.0)
    for place, each in enumerate((TRIED, *tried)):
        made = made.after(replace(finished(place), newcomers=(each,)), 0.0)
    if alone:
        made = made.after(replace(baseline("C"), epochs=(Epoch(1, 1.0, 1.0, 0.5, 0.6, 0.74),)), 0.0)
    return made


def test_it_ends_in_one_sentence_on_the_classes_that_the_hospital_has() -> None:
    assert sentence(state(TRIED), "C") == (
        "C never took part: the shared model finds 88 % there as it comes, 93 % after 1 epoch on C's own images; alone "
        "C reaches 74 %."
    )
    assert sentence(state(TRIED, alone=False), "C") == (
        "C never took part: the shared model finds 88 % there as it comes, 93 % after 1 epoch on C's own images."
    )
    untuned = Newcomer("C", 5, 0, 0.8, 0.88)
    assert sentence(state(untuned, alone=False), "C") == (
        "C never took part: the shared model finds 88 % there as it comes."
    )
    assert str(sentence(state(untuned), "C")).endswith("as it comes; alone C reaches 74 %.")


def test_all_classes_are_told_beside_and_stand_in_where_none_of_its_own_is_tested() -> None:
    said = str(on_all(state(TRIED), "C"))
    assert "On all classes: shared, as it comes 80 %; after fine-tuning 70 %; alone 60 %." in said
    untested = replace(TRIED, accuracy_on_own_classes=None, tuned_accuracy_on_own_classes=None)
    assert "finds 80 % there as it comes, 70 % after 1 epoch" in str(sentence(state(untested), "C"))
    assert on_all(state(untested), "C") is None


def test_what_came_to_nothing_is_said_and_nothing_before_the_first_round() -> None:
    failed = Newcomer("C", 5, 1, 0.8, 0.88, error=Problem.of("not-finite"))
    assert str(sentence(state(failed), "C")).endswith(f"came to nothing: {failed.error}")
    assert sentence(state(), "C") is on_all(state(), "C") is None
    assert "none is finished yet" in describe(state(), "C")
    assert sentence(state(TRIED), "A") is None


def test_the_chart_has_a_row_a_round_and_line() -> None:
    frame = newcomer_frame(state(TRIED), "C")
    assert [*frame["series"]] == [CAME, TUNED, CAME, TUNED, ALONE]
    assert [*frame["round"]] == [0.0, 0.0, 1.0, 1.0, 1.0]
    assert [*frame["accuracy"]] == [0.88, 0.93, 0.88, 0.93, 0.74]
    assert [*frame["on_all"]] == [0.8, 0.7, 0.8, 0.7, 0.6]
    assert newcomer_frame(state(TRIED), "A").empty


def test_before_the_run_it_is_said_that_its_images_train_nothing() -> None:
    assert never_takes_part(["C"]).startswith("C takes no part: its images train no shared model and are not pooled.")
    assert never_takes_part(["C", "D"]).startswith("C and D take no part: their images")


def test_the_legend_says_each_line_whole() -> None:
    assert max(len(str(title)) for title in SERIES.values()) <= MAX_LETTERS


def test_the_heat_map_of_few_hospitals_has_room_for_their_rows_below_its_legend() -> None:
    assert attendance_height(3) - attendance_height(0) == 3 * ROW_PX
    assert attendance_height(0) >= 150  # a legend of two lines, the axis and its title
