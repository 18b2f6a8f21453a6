"""Labels at the ends of lines."""

import numpy as np
import pandas as pd
import pytest

from fedsim.charts.ends import ROW_SHARE, spread, with_ends

CURVES = pd.DataFrame(
    {"title": ["A", "B", "A", "B"], "series": ["a", "b", "a", "b"], "accuracy": [0.1, 0.2, 0.7, 0.71]}
)


@pytest.mark.parametrize("values", [[0.7, 0.71, 0.705], [0.0, 0.0, 0.01], [1.0, 0.99, 1.0, 0.2], [0.5], []])
def test_labels_are_a_row_apart_in_the_order_of_the_lines_and_within_the_axis(values: list[float]) -> None:
    placed = spread(values, ROW_SHARE)
    order = np.argsort(values, kind="stable")
    assert (np.diff(np.array(placed)[order]) >= ROW_SHARE - 1e-9).all()
    assert all(-1e-9 <= place <= 1 + 1e-9 for place in placed)


def test_labels_that_have_room_stand_where_their_lines_end() -> None:
    assert spread([0.2, 0.9, 0.5], ROW_SHARE) == pytest.approx([0.2, 0.9, 0.5])


def test_only_the_end_of_a_line_is_labelled() -> None:
    frame = with_ends(CURVES)
    assert frame["label"].tolist()[2:] == ["A", "B"]
    assert frame["label"].isna().tolist() == frame["label_y"].isna().tolist() == [True, True, False, False]
    assert frame.columns[-1] == "accuracy"
    assert with_ends(CURVES[:0]).empty


def test_of_many_hospitals_the_best_and_the_worst_are_labelled_and_every_shared_line() -> None:
    models = [*(f"alone:{place:02}" for place in range(20)), "together", "pooled"]
    curves = pd.DataFrame({"title": models, "series": models, "accuracy": np.linspace(0.2, 0.9, 22)})
    frame = with_ends(curves)
    labelled = ["alone:00", "alone:19", "together", "pooled"]
    assert frame["label"].dropna().tolist() == frame[frame["labelled"]]["series"].tolist() == labelled
    assert (np.diff(np.sort(frame["label_y"].dropna())) >= ROW_SHARE - 1e-9).all()


def test_a_long_name_keeps_what_its_line_is() -> None:
    long = CURVES.assign(title=[f"{title} Universitätsmedizin Berlin alone" for title in CURVES["title"]])
    labels = with_ends(long)["label"].dropna()
    assert all(label.endswith(" alone") and "…" in label for label in labels)
    assert labels.is_unique
