"""Charts are drawn from any frame, say in words what they show, and keep their colours and axes."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest
from every_chart import CHARTS
from tiny import finished

from fedsim import charts
from fedsim.analysis import frames
from fedsim.analysis.compare_frames import Model, answer_frame, recall_frame
from fedsim.analysis.curves import Measured
from fedsim.analysis.keys import POOLED, TOGETHER, alone, on_classes_of
from fedsim.text.models import Titles, class_titles, labelled, named, titles

HOSPITALS = ("A", "B")
CLASSES = ("a", "b")
ROUNDS = [finished(0, 0.25, 1.5), finished(1, 0.5, 1.0), finished(2, 0.875, 0.25)]
MATRIX = ((3, 1), (0, 0))
BOTH = titles([alone("A"), TOGETHER])
MODELS = titles([alone("A"), TOGETHER, POOLED])
LEARNT = {Measured.OWN: "its own", Measured.TEST: "all"}


def own_classes(hospitals: Sequence[str]) -> Titles:
    return class_titles([TOGETHER, *map(on_classes_of, hospitals)], "All classes")


def beside_alone(hospitals: Sequence[str]) -> Titles:
    return titles([TOGETHER, *map(alone, hospitals), POOLED])


COMPARED = [
    Model(alone("A"), 5, (True, False), finished(1)),
    Model(TOGETHER, 9, (True, True), finished(2)),
    Model(POOLED, 9, (True, True), None),
]

FULL = {
    "accuracy": lambda frame: charts.accuracy_chart(frame, own_classes(HOSPITALS), 5),
    "comparison": lambda frame: charts.comparison_chart(frame, beside_alone(HOSPITALS), 5),
    "learning": lambda frame: charts.learning_chart(frame, tuple(LEARNT), "#123", 9, 150),
    "loss": lambda frame: charts.loss_chart(frame, 5, 2.0),
    "confusion": lambda frame: charts.confusion_chart(frame, CLASSES, shares=True, ink="#000"),
    "confusion, small": lambda frame: charts.confusion_chart(frame, CLASSES, shares=False, ink="#000", small=True),
    "counts": lambda frame: charts.counts_chart(frame, HOSPITALS, CLASSES, 200),
    "balance": lambda frame: charts.balance_chart(frame, CLASSES, 0.5, "#000", 100),
    "recall": lambda frame: charts.recall_chart(frame, MODELS, CLASSES, "#000", 100),
    "answers": lambda frame: charts.answers_chart(frame, BOTH, ("#111111", "#222222"), CLASSES, 90),
}
FRAMES = {
    "accuracy": charts.with_ends(named(frames.accuracy_frame(ROUNDS), own_classes(HOSPITALS))),
    "comparison": charts.with_ends(named(frames.accuracy_frame(ROUNDS), own_classes(HOSPITALS))),
    "learning": labelled(
        pd.DataFrame({"measured": ["own", "test"], "accuracy": [0.5, 0.25], "epoch": [1, 1]}), LEARNT, "measured"
    ),
    "loss": frames.loss_frame(ROUNDS),
    "confusion": frames.matrix_frame(MATRIX, CLASSES, 2),
    "confusion, small": frames.matrix_frame(MATRIX, CLASSES, 2, (True, False)),
    "counts": frames.counts_frame(np.array(MATRIX), HOSPITALS, CLASSES),
    "balance": frames.balance_frame({"train": np.array([3, 1]), "test": np.array([2, 2])}, CLASSES),
    "recall": named(recall_frame(COMPARED, CLASSES), MODELS, "model"),
    "answers": named(
        answer_frame({alone("A"): np.array([0.25, 0.75]), TOGETHER: np.array([0.9, 0.1])}, CLASSES, 7), BOTH, "model"
    ),
}
EMPTY = {
    "accuracy": charts.with_ends(named(frames.accuracy_frame([]), own_classes(HOSPITALS))),
    "comparison": charts.with_ends(named(frames.accuracy_frame([]), own_classes(HOSPITALS))),
    "learning": pd.DataFrame(columns=["title", "measured", "accuracy", "epoch"]),
    "loss": frames.loss_frame([]),
    "confusion": frames.matrix_frame(None, CLASSES, 0),
    "confusion, small": frames.matrix_frame(None, CLASSES, 0),
    "counts": frames.counts_frame(np.empty((0, 2)), (), CLASSES),
    "balance": frames.balance_frame({}, CLASSES),
    "recall": named(recall_frame([], CLASSES), MODELS, "model"),
    "answers": named(answer_frame({}, CLASSES, 0), BOTH, "model"),
}


def channels(spec: Any) -> Iterator[tuple[str, dict]]:
    """Every (name, definition) of an encoding channel in a specification."""
    if isinstance(spec, list):
        for part in spec:
            yield from channels(part)
    elif isinstance(spec, dict):
        for name, part in spec.items():
            if name == "encoding":
                for channel, found in part.items():
                    yield from ((channel, each) for each in (found if isinstance(found, list) else [found]))
            elif name not in ("data", "datasets"):
                yield from channels(part)


def scales(chart: alt.LayerChart, channel: str) -> list[dict]:
    return [found["scale"] for name, found in channels(chart.to_dict()) if name == channel and "scale" in found]


@pytest.mark.parametrize("name", FULL)
@pytest.mark.parametrize("some", [FRAMES, EMPTY], ids=["full", "empty"])
def test_a_chart_is_drawn_and_is_valid(name: str, some: dict) -> None:
    spec = FULL[name](some[name]).to_dict()
    assert spec["height"] > 0
    assert list(channels(spec))


@pytest.mark.parametrize("name", FULL)
def test_no_expression_holds_what_a_browser_cannot_read(name: str) -> None:
    """An enum stands in Altair's expressions as its repr, which only the browser finds out."""
    assert not re.search(r"<\w+\.\w+: ", json.dumps(FULL[name](FRAMES[name]).to_dict()))


@pytest.mark.parametrize("name", FULL)
def test_a_chart_without_data_names_the_type_and_field_of_every_encoding(name: str) -> None:
    bare, full = FULL[name](pd.DataFrame()).to_dict(), FULL[name](FRAMES[name]).to_dict()
    fields = [found for _, found in channels(bare) if "field" in found]
    typed = [found for name, found in channels(bare) if "field" in found and name != "x2"]  # has the type of x
    assert typed
    assert all(found.get("type") in ("quantitative", "nominal") for found in typed)
    assert list(channels(bare)) == list(channels(full))
    assert {found["field"] for found in fields} <= {*FRAMES[name].columns, "said", "purpose"}  # by transforms


def test_the_accuracy_axis_is_always_0_to_1() -> None:
    for name, frame in product(("accuracy", "comparison"), (FRAMES["accuracy"], EMPTY["accuracy"], pd.DataFrame())):
        found = scales(FULL[name](frame), "y")
        assert found
        assert all(scale["domain"] == [0, 1] for scale in found)


@pytest.mark.parametrize("name", ["accuracy", "comparison", "loss"])
def test_the_round_axis_spans_the_whole_run_from_the_start(name: str) -> None:
    found = scales(FULL[name](EMPTY[name]), "x")
    assert found
    assert all(scale["domain"] == [0, 5] for scale in found)


def test_a_hospital_has_its_colour_by_its_place_alone() -> None:
    names = [f"H{place}" for place in range(20)]
    (many, *_), (few, *_) = (
        scales(charts.accuracy_chart(EMPTY["accuracy"], own_classes(some), 3), "color") for some in (names, names[:2])
    )
    assert many["domain"] == ["together", *(f"together:{name}" for name in names)]
    assert few["range"] == many["range"][:3]
    assert many["range"][0] == charts.TOGETHER_COLOR
    assert tuple(many["range"][1 : 1 + len(charts.HOSPITAL_COLORS)]) == charts.HOSPITAL_COLORS


@pytest.mark.parametrize(
    "draw",
    [
        lambda frame, names, rounds: charts.accuracy_chart(frame, own_classes(names), rounds),
        lambda frame, names, rounds: charts.comparison_chart(frame, beside_alone(names), rounds),
    ],
    ids=["own classes", "alone"],
)
def test_no_two_of_20_hospitals_look_the_same(draw: Callable) -> None:
    chart = draw(EMPTY["accuracy"], [f"H{place}" for place in range(20)], 3)
    colors, dashes = scales(chart, "color")[0]["range"], scales(chart, "strokeDash")[0]["range"]
    looks = {(color, tuple(dash)) for color, dash in zip(colors, dashes, strict=True)}
    assert len(looks) == len(scales(chart, "color")[0]["domain"]) >= 21


def test_a_hospital_alone_has_the_colour_that_it_has_in_the_federation() -> None:
    scale = scales(FULL["comparison"](EMPTY["comparison"]), "color")[0]
    assert scale["domain"] == ["together", "alone:A", "alone:B", "pooled"]
    assert scale["range"] == [charts.TOGETHER_COLOR, *charts.HOSPITAL_COLORS[:2], charts.POOLED_COLOR]


def test_the_federations_colour_is_no_hospitals() -> None:
    assert charts.TOGETHER_COLOR not in charts.HOSPITAL_COLORS
    assert len(set(charts.HOSPITAL_COLORS)) == len(charts.HOSPITAL_COLORS)


def test_confusion_axes_keep_the_order_of_the_classes() -> None:
    classes = ("west", "north", "east")
    chart = charts.confusion_chart(frames.matrix_frame(None, classes, 0), classes, shares=True, ink="#000")
    for axis in ("x", "y"):
        assert {tuple(scale["domain"]) for scale in scales(chart, axis)} == {classes}
    channel_of = dict(channels(chart.to_dict()))
    assert (channel_of["y"]["field"], channel_of["x"]["field"]) == ("true", "predicted")


def test_cells_say_shares_or_counts() -> None:
    for shares, field in ((True, "said"), (False, "count")):
        chart = charts.confusion_chart(FRAMES["confusion"], CLASSES, shares=shares, ink="#123456")
        (text,) = [found for name, found in channels(chart.to_dict()) if name == "text"]
        assert text["field"] == field


def test_the_loss_axis_names_its_unit() -> None:
    titles = [found["title"] for name, found in channels(FULL["loss"](EMPTY["loss"]).to_dict()) if name == "y"]
    assert titles
    assert all("nats" in title for title in titles)


def test_the_words_say_the_numbers() -> None:
    assert charts.describe_accuracy(FRAMES["accuracy"], "on all classes") == (
        "Test accuracy by round: 25 % before training, 88 % on all classes after round 2."
    )
    assert charts.describe_loss(FRAMES["loss"]) == "Test loss by round: 1.50 before training, now 0.25."
    words = charts.describe_matrix(FRAMES["confusion"], "the shared model")
    assert words == "Confusion matrix of the shared model. Recognised: a 75 %, b has no test image."


def test_the_words_for_nothing_say_that_nothing_is_there() -> None:
    assert "no round is finished yet" in charts.describe_accuracy(EMPTY["accuracy"], "on all classes")
    assert "no round is finished yet" in charts.describe_loss(EMPTY["loss"])
    assert "no round is finished yet" in charts.describe_matrix(EMPTY["confusion"], "A")


def test_colours_mean_hospitals_and_never_classes() -> None:
    assert scales(FULL["balance"](FRAMES["balance"]), "color") == []
    (counts,) = scales(FULL["counts"](FRAMES["counts"]), "color")
    assert counts == {"domain": list(HOSPITALS), "range": list(charts.HOSPITAL_COLORS[:2])}


def test_every_class_has_a_column_of_its_own_at_the_hospitals() -> None:
    chart = FULL["counts"](FRAMES["counts"])
    (scale,) = scales(chart, "x")
    assert scale["domain"] == [0, len(CLASSES)]
    assert str(list(CLASSES)) in str(dict(channels(chart.to_dict()))["x"]["axis"]["labelExpr"])


def test_the_words_for_a_balance_name_the_rarest_class_to_train_on() -> None:
    words = charts.describe_balance(FRAMES["balance"])
    assert words == "Training images of each class: a 75 %, b 25 %. The rarest is b with 25 % of the training images."


def test_the_rarest_class_is_judged_by_training_images_alone() -> None:
    frame = frames.balance_frame({"train": np.array([1, 3]), "test": np.array([9, 1])}, CLASSES)
    assert charts.describe_rarest(frame) == "The rarest is a with 25 % of the training images."


@pytest.mark.parametrize(("fewest", "even"), [(79, False), (80, True), (100, True)])
def test_no_class_is_called_rare_where_all_are_about_alike(fewest: int, even: bool) -> None:
    frame = frames.balance_frame({"train": np.array([100, fewest])}, CLASSES)
    assert (charts.describe_rarest(frame) == "Every class is about equally common.") is even


def test_the_words_for_no_balance_name_no_class() -> None:
    assert charts.describe_balance(EMPTY["balance"]) == "Training images of each class: none."


def test_the_heat_map_keeps_a_row_for_every_model_trained_or_not() -> None:
    classes = ("west", "north")
    chart = charts.recall_chart(EMPTY["recall"], MODELS, classes, "#000", 100)
    assert {tuple(scale["domain"]) for scale in scales(chart, "y")} == {("alone:A", "together", "pooled")}
    assert {tuple(scale["domain"]) for scale in scales(chart, "x")} == {classes}
    assert all(scale["domain"] == [0, 1] for scale in scales(chart, "color"))


def test_only_what_was_never_seen_is_outlined_in_the_heat_map() -> None:
    layers = FULL["recall"](FRAMES["recall"]).to_dict()["layer"]
    outlined = [layer for layer in layers if layer["mark"].get("stroke") == charts.NEVER_COLOR]
    assert [layer["transform"] for layer in outlined] == [[{"filter": "!datum.seen"}]]
    assert FRAMES["recall"]["seen"].tolist() == [True, False, True, True]


def test_the_heat_map_in_words_says_what_each_model_finds_and_has_never_seen() -> None:
    said = charts.describe_recalls(FRAMES["recall"])
    assert "A alone: a 50 %, b 50 % (never seen); Together: a 50 %, b 50 %." in said
    assert "No model is trained yet" in charts.describe_recalls(EMPTY["recall"])


def test_two_models_answers_have_the_colours_given_and_an_axis_from_0_to_1() -> None:
    chart = FULL["answers"](FRAMES["answers"])
    assert scales(chart, "stroke") == [{"domain": ["alone:A", "together"], "range": ["#111111", "#222222"]}]
    assert scales(chart, "fill") == [{"domain": ["alone:A", "together"], "range": ["rgba(17,17,17,0.15)", "#222222"]}]
    assert scales(chart, "x") == [{"domain": [0, 1]}]


def test_two_models_answers_in_words() -> None:
    assert charts.describe_answers(FRAMES["answers"]) == (
        "Probabilities: A alone says b 75 %, then a 25 %; Together says a 90 %, then b 10 %."
    )


def test_class_names_are_slanted_where_they_would_not_fit_side_by_side() -> None:
    assert not charts.are_slanted(("CNV", "DME", "DRUSEN", "NORMAL"))
    assert not charts.are_slanted([str(digit) for digit in range(10)])
    assert charts.are_slanted(("femur-left", "femur-right", "heart", "kidney-left", "spleen"))
    assert charts.are_slanted(("脉络膜新生血管",) * 4), "a Chinese letter is as wide as two"
    assert not charts.are_slanted(("abcdefg",) * 4)
    assert not charts.are_slanted(())


def test_a_hospitals_colour_comes_round_again_after_the_last() -> None:
    assert charts.hospital_color(0) == charts.HOSPITAL_COLORS[0] == charts.hospital_color(len(charts.HOSPITAL_COLORS))


@pytest.mark.parametrize("num_epochs", [1, 2])
def test_one_epoch_is_a_point_since_it_makes_no_line(num_epochs: int) -> None:
    mark = charts.learning_chart(FRAMES["learning"], tuple(LEARNT), "#123", num_epochs, 150).to_dict()["mark"]
    assert bool(mark["point"]) == (num_epochs == 1)


def quantitative_scales(spec: Any) -> Iterator[dict]:
    return (found.get("scale", {}) for name, found in channels(spec)
            if found.get("type") == "quantitative" and name in ("x", "y", "color"))  # fmt: skip


@pytest.mark.parametrize(("name", "build"), [(name, each) for name, them in CHARTS.items() for each in them])
def test_no_axis_takes_its_ends_from_the_data_which_come_later(name: str, build: Callable) -> None:
    """Vega warns of an infinite extent where it has to make an axis of no data."""
    assert [scale for scale in quantitative_scales(build().to_dict()) if "domain" not in scale] == []


def test_a_bar_is_as_high_whatever_the_classes_are_called() -> None:
    flat, slanted, limit = (charts.counts_height(3, [name] * 8) for name in ("A", "a longer name", "x" * 60))
    assert flat < slanted < limit < flat + charts.counts_height(2, "A") - charts.counts_height(0, "A") + 20
