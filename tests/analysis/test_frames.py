"""Tidy tables from a run's rounds, worked by hand."""

import numpy as np
import pytest
from tiny import finished

from fedsim.analysis import frames
from fedsim.analysis.keys import TOGETHER

CLASSES = ("a", "b")


def test_accuracies_are_a_row_a_round_and_series_where_there_are_test_images() -> None:
    frame = frames.accuracy_frame([finished(0, 0.25), finished(1, 0.5)])
    assert frame.columns.tolist() == ["round", "series", "accuracy"]
    assert frame.values.tolist() == [
        [0, TOGETHER.id, 0.25],
        [1, TOGETHER.id, 0.5],
        [1, "together:A", 0.75],
        [1, "together:B", 0.25],
    ]


def test_losses_are_a_row_a_round() -> None:
    frame = frames.loss_frame([finished(0, loss=1.5), finished(1, loss=0.5)])
    assert frame.values.tolist() == [[0, TOGETHER.id, 1.5], [1, TOGETHER.id, 0.5]]


def test_a_matrix_is_a_row_a_cell_with_the_share_of_the_true_class() -> None:
    frame = frames.matrix_frame(((3, 1), (0, 0)), CLASSES, 7, seen=(False, True))
    assert frame.columns.tolist() == ["true", "predicted", "count", "share", "seen", "round"]
    assert frame.astype(object).where(frame.notna(), None).values.tolist() == [
        ["a", "a", 3, 0.75, False, 7],
        ["a", "b", 1, 0.25, False, 7],
        ["b", "a", 0, None, True, 7],
        ["b", "b", 0, None, True, 7],
    ]


def test_where_nothing_is_said_every_class_was_seen() -> None:
    assert frames.matrix_frame(((1, 0), (0, 1)), CLASSES, 1)["seen"].all()


def test_nothing_gives_empty_tables_with_their_columns() -> None:
    assert frames.accuracy_frame([]).columns.tolist() == ["round", "series", "accuracy"]
    assert frames.loss_frame([]).columns.tolist() == ["round", "series", "loss"]
    empty = frames.matrix_frame(None, CLASSES, 0)
    assert empty.columns.tolist() == frames.matrix_frame(((1, 0), (0, 1)), CLASSES, 0).columns.tolist()
    assert len(frames.accuracy_frame([])) == len(frames.loss_frame([])) == len(empty) == 0


def test_counts_are_a_row_a_hospital_and_class() -> None:
    frame = frames.counts_frame(np.array([[5, 0], [2, 3]]), ("A", "B"), CLASSES)
    assert frame.columns.tolist() == ["hospital", "class", "order", "images", "end"]
    rows = [["A", "a", 0, 5], ["A", "b", 1, 0], ["B", "a", 0, 2], ["B", "b", 1, 3]]
    assert frame.drop(columns="end").values.tolist() == rows


def test_bars_of_a_class_begin_at_its_place_and_end_by_their_number() -> None:
    frame = frames.counts_frame(np.array([[5, 0], [2, 3]]), ("A", "B"), CLASSES)
    assert ((frame["end"] - frame["order"]) / frames.COLUMN_SHARE * 5).tolist() == pytest.approx([5, 0, 2, 3])
    assert frames.counts_frame(np.zeros((1, 2), int), ("A",), CLASSES)["end"].tolist() == [0, 1]


def test_the_hospitals_table_says_why_one_failed() -> None:
    table = frames.hospital_frame(finished(2)).set_index("hospital")
    assert table.loc["A", "status"] == "ok"
    assert table.loc["B", "status"] == "ValueError: no power"
    assert table.loc["A", ["num_examples", "kilobytes_up", "kilobytes_down"]].tolist() == [5, 1.0, 2.0]
    assert table.loc["B", "kilobytes_up"] == 0.0


def test_a_balance_is_a_row_a_split_and_class_with_the_share_of_the_split() -> None:
    frame = frames.balance_frame({"train": np.array([3, 1]), "test": np.array([0, 2])}, CLASSES)
    assert frame.columns.tolist() == ["class", "split", "images", "share"]
    assert frame.values.tolist() == [
        ["a", "train", 3, 0.75],
        ["b", "train", 1, 0.25],
        ["a", "test", 0, 0.0],
        ["b", "test", 2, 1.0],
    ]


def test_the_balance_of_nothing_has_no_shares_and_no_rows_without_splits() -> None:
    assert frames.balance_frame({"test": np.array([0, 0])}, CLASSES)["share"].tolist() == [0.0, 0.0]
    empty = frames.balance_frame({}, CLASSES)
    assert len(empty) == 0
    assert empty.columns.tolist() == ["class", "split", "images", "share"]
