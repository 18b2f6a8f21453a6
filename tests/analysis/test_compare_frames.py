"""The models of a run side by side, worked by hand."""

import numpy as np
import pytest
from tiny import finished, started

from fedsim.analysis import compare_frames
from fedsim.analysis.compare_frames import Model, models_of
from fedsim.analysis.keys import TOGETHER, alone
from fedsim.events import BaselineFinished, Started
from fedsim.runs.state import RunState
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.text.models import score_frame

CLASSES = ("a", "b")
CONFIG = SimulationConfig(hospitals=(Hospital("A", ("b",)), Hospital("B", ("b",))))


def baseline(hospital: str | None, accuracy: float, matrix=((2, 0), (2, 0))) -> BaselineFinished:
    return BaselineFinished(hospital, 5, (), 1.0, False, 1.0, accuracy, 0.5, 0.25, 0.75, matrix)


def state_after(*events) -> RunState:
    state = RunState("id", CONFIG)
    for event in events:
        state = state.after(event, 0.0)
    return state


def ids(models: list[Model], *, trained: bool) -> list[str]:
    return [model.key.id for model in models if (model.score is not None) is trained]


def test_every_model_has_its_place_before_it_is_trained() -> None:
    assert models_of(state_after()) == []
    models = models_of(state_after(started()))
    assert ids(models, trained=False) == ["alone:A", "alone:B", "together", "pooled"]
    assert [model.num_examples for model in models] == [5, 5, 10, 10]


def test_a_model_gets_its_score_when_it_is_trained_in_whatever_order() -> None:
    state = state_after(started(), baseline(None, 0.9), baseline("B", 0.4), finished(0), finished(1, 0.6))
    models = models_of(state)
    assert ids(models, trained=True) == ["alone:B", "together", "pooled"]
    assert [model.score.accuracy for model in models if model.score] == [0.4, 0.6, 0.9]


def test_together_is_the_last_round_and_never_the_untrained_model() -> None:
    assert ids(models_of(state_after(started(), finished(0))), trained=True) == []
    together = models_of(state_after(started(), finished(0), finished(1), finished(2, 0.8)))[2]
    assert together.score.accuracy == 0.8


def test_together_has_seen_what_any_hospital_has() -> None:
    first, second = started().hospitals
    unlike = Started(**{**vars(started()), "hospitals": (first, type(first)("B", (), 7, (0, 7)))})
    assert [model.seen for model in models_of(state_after(unlike))] == [
        (True, False),
        (False, True),
        (True, True),
        (True, True),
    ]
    assert second.class_counts == compare_frames.class_counts(started(), "B") == (5, 0)


def test_the_table_has_a_row_a_model_and_gaps_for_those_to_come() -> None:
    models = models_of(state_after(started(), baseline("A", 0.5), finished(0), finished(1, 0.6)))
    table = score_frame(models, CLASSES).set_index("model")
    assert table.loc["A alone", ["accuracy", "balanced_accuracy", "macro_f1", "auc"]].tolist() == [0.5, 0.5, 0.25, 0.75]
    assert table["accuracy"].isna().tolist() == [False, True, False, True]
    assert table["never_seen"].tolist() == ["b"] * 4
    assert table["accuracy"].dtype == float


def test_recall_is_a_row_a_trained_model_and_class() -> None:
    models = models_of(state_after(started(), baseline("A", 0.5, ((3, 1), (2, 0))), finished(0)))
    frame = compare_frames.recall_frame(models, CLASSES)
    assert frame.drop(columns="news").values.tolist() == [
        ["alone:A", "a", 0.75, 3, 4, True],
        ["alone:A", "b", 0.0, 0, 2, False],
    ]


def test_a_class_without_a_test_image_has_no_recall() -> None:
    models = models_of(state_after(started(), baseline("A", 0.5, ((3, 1), (0, 0)))))
    assert compare_frames.recall_frame(models, CLASSES)["class"].tolist() == ["a"]


@pytest.mark.parametrize("models", [[], models_of(state_after(started()))], ids=["no data yet", "nothing trained"])
def test_nothing_trained_gives_an_empty_table_with_its_columns(models: list[Model]) -> None:
    frame = compare_frames.recall_frame(models, CLASSES)
    assert frame.columns.tolist() == ["model", "class", "recall", "found", "images", "seen", "news"]
    assert len(frame) == 0


def test_a_new_round_changes_the_last_column_even_where_no_recall_did() -> None:
    states = [state_after(started(), finished(0), finished(1)), state_after(*[started()], *map(finished, range(3)))]
    one, other = (compare_frames.recall_frame(models_of(state), CLASSES) for state in states)
    assert one["recall"].tolist() == other["recall"].tolist()
    assert set(one["news"]).isdisjoint(other["news"])


def test_answers_to_an_image_are_a_row_a_model_and_class() -> None:
    frame = compare_frames.answer_frame(
        {alone("A"): np.array([0.25, 0.75]), TOGETHER: np.array([1.0, 0.0])}, CLASSES, 7
    )
    assert frame.columns.tolist() == ["model", "class", "probability", "image"]
    assert frame.values.tolist() == [
        ["alone:A", "a", 0.25, 7],
        ["alone:A", "b", 0.75, 7],
        ["together", "a", 1.0, 7],
        ["together", "b", 0.0, 7],
    ]
