"""Events are values: they never change, and two that say the same are the same."""

import dataclasses

import pytest
from results_schema import TEMPLATE
from tiny import finished, started

from fedsim import events
from fedsim.events import HospitalInfo, HospitalRound, Pace, Progress, RoundFinished

EVENTS = [started(), Progress(1, "A", 2, 3), finished(1)]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_cannot_be_changed_and_can_be_compared(event) -> None:
    name = dataclasses.fields(event)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(event, name, None)
    assert event == dataclasses.replace(event)
    assert hash(event) == hash(dataclasses.replace(event))


@pytest.mark.parametrize(
    ("event", "template"),
    [
        (HospitalInfo, TEMPLATE["hospitals"][0]),
        (RoundFinished, TEMPLATE["rounds"][0]),
        (HospitalRound, TEMPLATE["rounds"][0]["hospitals"][0]),
    ],
)
def test_an_events_fields_are_named_as_in_the_results_file(event: type, template: dict) -> None:
    assert set(template) <= {field.name for field in dataclasses.fields(event)}


def test_a_hospital_that_has_not_begun_is_idle() -> None:
    hospital = HospitalRound("A")
    assert (hospital.status, hospital.participated, hospital.num_examples) == ("idle", False, 0)
    assert hospital.train_loss is hospital.local_accuracy is hospital.local_confusion_matrix is None


def test_a_pace_is_due_at_once_and_then_when_its_time_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([5.0, 5.01, 5.11, 5.2, 9.0])
    monkeypatch.setattr(events.time, "monotonic", lambda: next(times))
    pace = Pace()
    assert [pace.due() for _ in range(5)] == [True, False, True, False, True]
