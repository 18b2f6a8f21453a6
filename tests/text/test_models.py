"""A hospital may be called anything: nothing finds a model by what it is called."""

import numpy as np
import pytest
from tiny import baseline, finished, started

from fedsim import charts
from fedsim.analysis.compare_frames import answer_frame, models_of, recall_frame
from fedsim.analysis.curves import curve_frame
from fedsim.analysis.frames import accuracy_frame
from fedsim.analysis.keys import POOLED, TOGETHER, ModelKey, ModelKind, alone, on_classes_of
from fedsim.charts.names import labels
from fedsim.runs.state import RunState
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.text.models import class_titles, describe_curves, named, score_frame, title, titles

NAMES = ("Together", "Pooled", "All classes", "together", "alone:A", "A alone")
"""What models are or were called, and parts of their ids."""


@pytest.fixture
def run() -> RunState:
    """A run whose hospitals are called like models, each model with an accuracy of its own."""
    config = SimulationConfig(hospitals=tuple(map(Hospital, NAMES)), rounds=1, baselines="after")
    info = started()
    hospitals = tuple(type(info.hospitals[0])(name, (), 5, (5, 0)) for name in NAMES)
    state = RunState("id", config).after(type(info)(**{**vars(info), "hospitals": hospitals}), 0.0)
    for event in (finished(0, 0.25), finished(1, 0.5)):
        own = tuple(type(event.hospitals[0])(name, global_accuracy_on_own_classes=0.75) for name in NAMES)
        state = state.after(type(event)(**{**vars(event), "hospitals": own}), 0.0)
    for place, name in enumerate((*NAMES, None)):
        state = state.after(baseline(name, place / 10), 0.0)
    return state


def test_no_two_keys_share_an_id() -> None:
    keys = [ModelKey(kind, name) for kind in ModelKind for name in (None, *NAMES)]
    assert len({key.id for key in keys}) == len(keys)


def test_a_line_is_of_one_model_whatever_its_hospital_is_called(run: RunState) -> None:
    curves = curve_frame(run).groupby("series")["accuracy"].last().to_dict()
    assert curves == {
        TOGETHER.id: 0.5,
        POOLED.id: len(NAMES) / 10,
        **{alone(name).id: place / 10 for place, name in enumerate(NAMES)},
    }
    own = accuracy_frame(run.rounds).groupby("series")["accuracy"].last().to_dict()
    assert own == {TOGETHER.id: 0.5, **{on_classes_of(name).id: 0.75 for name in NAMES}}


def test_every_line_has_a_colour_and_dash_of_its_own_model(run: RunState) -> None:
    called = titles([TOGETHER, *map(alone, NAMES), POOLED])
    spec = charts.comparison_chart(named(curve_frame(run), called), called, 1).to_dict()
    scale = spec["layer"][0]["encoding"]["color"]["scale"]
    look = dict(zip(scale["domain"], scale["range"], strict=True))
    assert len(look) == len(NAMES) + 2
    assert look[TOGETHER.id] == charts.TOGETHER_COLOR
    assert look[alone("Together").id] == charts.HOSPITAL_COLORS[0]
    assert look[POOLED.id] == charts.POOLED_COLOR
    thick = spec["layer"][0]["encoding"]["strokeWidth"]["condition"]["test"]
    assert TOGETHER.id in str(thick)
    assert alone("Together").id not in str(thick)


def test_a_legend_writes_titles_for_ids() -> None:
    called = class_titles([TOGETHER, on_classes_of("All classes")], "All classes")
    assert labels((key.id, name) for key, name in called) == (
        '({"together": "All classes", "together:All classes": "On All classes\'s classes"})[datum.value]'
    )


def test_every_model_keeps_its_row_and_its_cells(run: RunState) -> None:
    models = models_of(run)
    scores = score_frame(models, ("a", "b"))
    assert scores["accuracy"].tolist() == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.5, 0.6]
    assert scores["model"].tolist() == [*(f"{name} alone" for name in NAMES), "Together", "Pooled"]
    frame = recall_frame(models, ("a", "b"))
    assert frame["model"].unique().tolist() == [model.key.id for model in models]


def test_two_answers_stay_two_models() -> None:
    said = {alone("Together"): np.array([1.0, 0.0]), TOGETHER: np.array([0.0, 1.0])}
    frame = named(answer_frame(said, ("a", "b"), 0), titles(tuple(said)), "model")
    assert charts.describe_answers(frame) == (
        "Probabilities: Together alone says a 100 %, then b 0 %; Together says b 100 %, then a 0 %."
    )


def test_the_curves_in_words_name_each_model(run: RunState) -> None:
    called = titles([TOGETHER, *map(alone, NAMES), POOLED])
    words = describe_curves(curve_frame(run), called)
    assert "Together 50 %, Together alone 0 %, Pooled alone 10 %" in words
    assert words.endswith("Pooled 60 %.")


def test_alone_and_after_its_own_training_are_two_things() -> None:
    local = title(ModelKey(ModelKind.LOCAL, "A"))
    assert local == "A after its own training this round"
    assert title(alone("A")) == "A alone"
