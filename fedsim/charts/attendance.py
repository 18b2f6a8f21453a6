"""Who took part in which round: a heat map."""

from collections import Counter
from collections.abc import Sequence

import altair as alt
import pandas as pd

from fedsim.analysis.attendance_frames import STATUSES
from fedsim.charts.axes import as_wide_as_a_round
from fedsim.charts.contrast import better_ink
from fedsim.charts.names import labels, words_of
from fedsim.charts.palette import NEVER_COLOR, POOLED_COLOR, TOGETHER_COLOR
from fedsim.language import commas, semicolons
from fedsim.text.charts import Attendance
from fedsim.text.format import number, shortened
from fedsim.text.participation import STATUS

COLORS = {
    "ok": TOGETHER_COLOR,
    "late": "#c28b11",
    "dropped": "#8149b0",
    "failed": NEVER_COLOR,
    "absent": POOLED_COLOR,
    "idle": "#b9bfc9",
}
"""By the status; a letter says the same, where a cell has room for it, and in the legend."""
LETTERS = {"ok": "", "late": "L", "dropped": "D", "failed": "F", "absent": "–", "idle": ""}
MISSING_HEIGHT = 0.5
"""Of a row, for cells of those who were asked, or expected, and sent nothing."""
NAME_LETTERS, ROW_PX, AXES_PX, MIN_CELL_PX = 22, 22, 150, 14


def attendance_chart(frame: pd.DataFrame, hospitals: Sequence[str], num_rounds: int, height: int) -> alt.LayerChart:
    """A cell a hospital and round.

    Args:
        frame: `attendance_frame`.
        hospitals: names, in order: they fix the rows.
        num_rounds: the x axis ends there from the start.
        height: px.
    """
    names = alt.Axis(
        labelExpr=labels(zip(hospitals, shortened(hospitals, NAME_LETTERS), strict=True)), labelLimit=0, ticks=False
    )
    said = {status: STATUS[status] for status in STATUSES}
    base = as_wide_as_a_round(alt.Chart(frame), 0.46).transform_calculate(
        said=words_of("status", said.items()), letter=words_of("status", LETTERS.items())
    )
    axis = alt.Scale(domain=[0.5, num_rounds + 0.5], nice=False)
    rows = alt.Y("hospital:N", sort=list(hospitals), title=None, scale=alt.Scale(domain=list(hospitals)), axis=names)
    cells = base.encode(
        x=alt.X("start:Q", title=Attendance.ROUND, scale=axis).axis(tickMinStep=1, format="d", grid=False),
        x2="end:Q",
        y=rows,
        color=_color("status:N"),
        tooltip=[
            alt.Tooltip("hospital:N", title=Attendance.HOSPITAL),
            alt.Tooltip("round:Q", title=Attendance.ROUND),
            alt.Tooltip("said:N", title=Attendance.STATUS),
        ],
    )
    letters = _letters(base, num_rounds).encode(x=alt.X("round:Q", scale=axis), y=rows)
    is_missing = "datum.letter !== ''"
    full = cells.transform_filter(f"!({is_missing})").mark_rect()
    low = cells.transform_filter(is_missing).mark_rect(height=alt.RelativeBandSize(band=MISSING_HEIGHT))
    return (full + low + letters).properties(height=height)


def _color(field: str) -> alt.Color:
    """Of a status; its letter stands behind its name."""
    called = {
        status: Attendance.MARKED.format(status=STATUS[status], letter=letter) if letter else STATUS[status]
        for status, letter in LETTERS.items()
    }
    scale = alt.Scale(domain=list(STATUSES), range=[COLORS[status] for status in STATUSES])
    return alt.Color(field, scale=scale, title=None).legend(
        orient="top", labelExpr=labels(called.items()), columns=3, labelLimit=0
    )


def _letters(base: alt.Chart, num_rounds: int) -> alt.Chart:
    """A chart's letters, where a round has room for them."""
    wide = f"width / {max(1, num_rounds)} >= {MIN_CELL_PX}"
    inks = words_of("letter", ((LETTERS[status], better_ink(color)) for status, color in COLORS.items()))
    letters = base.transform_filter(wide).mark_text(fontSize=11, color=alt.expr(inks), fontWeight="bold")
    return letters.encode(text="letter:N")


def count_chart(frame: pd.DataFrame, num_hospitals: int, num_rounds: int, height: int) -> alt.LayerChart:
    """How many hospitals took part in each round, and what became of the others: a pile a round.

    Args:
        frame: `count_frame`.
        num_hospitals: the y axis ends there.
        num_rounds: the x axis ends there from the start.
        height: px.
    """
    said = {status: STATUS[status] for status in STATUSES}
    axis = alt.Scale(domain=[0.5, num_rounds + 0.5], nice=False)
    base = as_wide_as_a_round(alt.Chart(frame), 0.46).transform_calculate(
        said=words_of("kind", said.items()),
        letter=words_of("kind", LETTERS.items()),
        middle="(datum.low + datum.high) / 2",
    )
    hospitals = alt.Scale(domain=[0, num_hospitals], nice=False)
    piles = base.mark_rect().encode(
        x=alt.X("start:Q", title=Attendance.ROUND, scale=axis).axis(tickMinStep=1, format="d", grid=False),
        x2="end:Q",
        y=alt.Y("low:Q", title=Attendance.HOSPITALS, scale=hospitals),
        y2="high:Q",
        color=_color("kind:N"),
        tooltip=[
            alt.Tooltip("round:Q", title=Attendance.ROUND),
            alt.Tooltip("said:N", title=Attendance.STATUS),
            alt.Tooltip("hospitals:Q", title=Attendance.HOSPITALS, format=","),
        ],
    )
    high = f"(datum.high - datum.low) / {num_hospitals} * height >= {MIN_CELL_PX}"
    letters = _letters(base.transform_filter(high), num_rounds)
    letters = letters.encode(x=alt.X("round:Q", scale=axis), y=alt.Y("middle:Q", scale=hospitals))
    return (piles + letters).properties(height=height)


def describe_counts_by_round(frame: pd.DataFrame) -> str:
    """The piles in words: how many there are, and the last one."""
    if frame.empty:
        return Attendance.SPOKEN_EMPTY
    last = frame[frame["round"] == frame["round"].max()]
    counts = commas(f"{STATUS[row.kind]} {number(row.hospitals)}" for row in last.itertuples())
    return Attendance.SPOKEN_COUNTS.format(rounds=number(frame["round"].nunique()), counts=counts)


def attendance_height(num_hospitals: int) -> int:
    """px."""
    return AXES_PX + ROW_PX * num_hospitals


def describe_attendance(frame: pd.DataFrame) -> str:
    """The heat map in words: of each hospital, how often which."""
    if frame.empty:
        return Attendance.SPOKEN_EMPTY
    parts = []
    for hospital, rows in frame.groupby("hospital", sort=False):
        counts = Counter(rows["status"])
        each = commas(f"{STATUS[status]} {number(counts[status])}" for status in STATUSES if counts[status])
        parts.append(Attendance.SPOKEN_HOSPITAL.format(hospital=hospital, counts=each))
    return Attendance.SPOKEN.format(rounds=number(frame["round"].nunique()), hospitals=semicolons(parts))
