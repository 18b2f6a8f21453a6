"""Every chart's numbers as a table: what a pointer is told, under the titles that it has there."""

import pandas as pd
import pytest
from every_chart import CHARTS, CLASSES, called, curves, matrix

from fedsim import charts
from fedsim.export.numbers import WRITTEN, numbers, told
from fedsim.text.format import percent

DRAWN = [(name, number) for name, makes in CHARTS.items() for number in range(len(makes))]


@pytest.mark.parametrize(("name", "number"), DRAWN)
def test_every_chart_gives_a_table_whose_columns_have_titles(name: str, number: int) -> None:
    drawn = CHARTS[name][number]()
    spec, frame = drawn.to_dict(), drawn.data
    table = numbers(spec, frame)
    assert len(table.cells), name
    assert len(table.numeric) == len(table.cells.columns)
    assert any(table.numeric) or "told" in frame or "said" in frame or "status" in frame
    raw = {column.field for column in told(spec)} & {column.title for column in told(spec)}
    assert not raw, f"{name}: {raw} are keys, and not what anybody calls them"
    assert {column.format for column in told(spec) if column.is_number} <= {*WRITTEN}
    assert table.cells.map(type).eq(str).all(axis=None)
    assert "nan" not in {cell for row in table.cells.to_numpy() for cell in row}


@pytest.mark.parametrize(("name", "number"), DRAWN)
def test_a_chart_without_numbers_gives_the_titles_alone(name: str, number: int) -> None:
    drawn = CHARTS[name][number]()
    empty = numbers(drawn.to_dict(), drawn.data.iloc[:0])
    assert empty.cells.empty
    assert [*empty.cells.columns] == [column.title for column in told(drawn.to_dict())]


def test_lines_along_rounds_stand_side_by_side() -> None:
    table = numbers(charts.accuracy_chart(curves(), called(), 5).to_dict(), curves())
    assert table.cells.columns.tolist() == ["Round", "All classes", "On A's classes", "On B's classes"]
    assert table.cells["Round"].tolist() == ["0", "1"]
    assert table.cells["All classes"].tolist() == [percent(0.25, 1), percent(0.5, 1)]
    assert table.of == "Test accuracy"
    assert all(table.numeric)


def test_a_matrix_has_a_row_a_cell_in_its_order() -> None:
    drawn = charts.confusion_chart(matrix(), CLASSES, shares=True, ink="#000")
    table = numbers(drawn.to_dict(), matrix())
    assert table.cells.iloc[:, :3].to_numpy().tolist() == [
        ["CNV", "CNV", "3"], ["CNV", "DRUSEN", "1"], ["DRUSEN", "CNV", "0"], ["DRUSEN", "DRUSEN", "0"],
    ]  # fmt: skip
    assert table.cells.iloc[2, 3] == "–"  # no test image
    assert table.numeric == (False, False, True, True)


def test_of_a_long_table_only_the_first_rows_are_made() -> None:
    frame = pd.concat([matrix()] * 100)
    drawn = charts.confusion_chart(matrix(), CLASSES, shares=True, ink="#000")
    assert len(numbers(drawn.to_dict(), frame, 7).cells) == 7


def test_rows_that_are_left_out_are_counted_as_the_table_has_them() -> None:
    rounds = 300
    frame = pd.concat([curves()[lambda each: each["round"] == 1].assign(round=number) for number in range(rounds)])
    assert len(frame) > 400
    table = numbers(charts.accuracy_chart(frame, called(), rounds).to_dict(), frame, 400)
    assert (len(table.cells), table.num_rows) == (rounds, rounds)
    matrices = pd.concat([matrix()] * 200)
    drawn = charts.confusion_chart(matrix(), CLASSES, shares=True, ink="#000")
    table = numbers(drawn.to_dict(), matrices, 400)
    assert (len(table.cells), table.num_rows) == (400, len(matrices))
