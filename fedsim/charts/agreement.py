"""How far the hospitals' updates of a round point the same way: a matrix of cosines."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from fedsim.charts.contrast import better_ink, turning_share
from fedsim.charts.names import labels
from fedsim.charts.palette import theme_of
from fedsim.text.charts import Agreement
from fedsim.text.format import decimals, shortened, width

COLORS = {"light": ("#b35806", "#f4f4f4", "#0d4da6"), "dark": ("#f0a35e", "#20262f", "#6aa9f8")}
"""Of a cosine of -1, 0 and 1, by the page's theme."""
LETTERS, LETTER_PX, TEXT_PX, NARROW_PX, ROW_PX, AXIS_PX, LEAST_PX, GRADIENT_PX = 14, 6.5, 11, 30, 26, 80, 220, 120


def similarity_chart(
    frame: pd.DataFrame, hospitals: Sequence[str], ink: str, height: int, *, legend: bool = False
) -> alt.LayerChart:
    """A cell a pair of hospitals.

    Args:
        frame: `similarity_frame`.
        hospitals: names, in order: they fix rows and columns.
        ink: colour of text on the page.
        height: px.
        legend: whether it says which colour is which cosine; where a pointer finds numbers it need not.
    """
    order, short = list(hospitals), labels(zip(hospitals, shortened(hospitals, LETTERS), strict=True))
    low, zero, high = COLORS[theme_of(ink)]
    slanted = LETTER_PX * max(map(width, shortened(hospitals, LETTERS)), default=1) > NARROW_PX
    base = alt.Chart(frame).encode(
        x=alt.X("other:N", sort=order, title=None, scale=alt.Scale(domain=order)).axis(
            labelExpr=short, labelAngle=-45 if slanted else 0, labelLimit=0, labelOverlap=False, orient="bottom"
        ),
        y=alt.Y("hospital:N", sort=order, title=None, scale=alt.Scale(domain=order)).axis(
            labelExpr=short, labelLimit=0, labelOverlap=False
        ),
        tooltip=[
            alt.Tooltip("hospital:N", title=Agreement.HOSPITAL),
            alt.Tooltip("other:N", title=Agreement.OTHER),
            alt.Tooltip("cosine:Q", title=Agreement.COSINE, format=".2f"),
            alt.Tooltip("round:Q", title=Agreement.ROUND),
        ],
    )
    scale = alt.Scale(domain=[-1, 0, 1], range=[low, zero, high], interpolate="rgb")
    key = alt.Legend(orient="top", values=[-1, 0, 1], format="d", gradientLength=GRADIENT_PX) if legend else None
    far = f"datum.cosine < {-turning_share(zero, low)} || datum.cosine > {turning_share(zero, high)}"
    said = f"width / {max(1, len(order))} < {NARROW_PX} ? '' : format(datum.cosine, '.2f')"
    text = base.transform_calculate(said=said).mark_text(fontSize=TEXT_PX).encode(
        text="said:N", color=alt.condition(far, alt.value(better_ink(high)), alt.value(better_ink(zero)))
    )  # fmt: skip
    color = alt.Color("cosine:Q", scale=scale, title=Agreement.COSINE, legend=key)
    cells = base.mark_rect(stroke=None).encode(color=color)
    return (cells + text).properties(height=height)


def similarity_height(num_hospitals: int) -> int:
    """px."""
    return AXIS_PX + max(LEAST_PX, ROW_PX * num_hospitals)


def describe_similarity(frame: pd.DataFrame) -> str:
    """The matrix in words: who is nearest, and who is farthest apart."""
    if frame.empty:
        return Agreement.SPOKEN_EMPTY
    most, least = (frame.loc[each] for each in (frame["cosine"].idxmax(), frame["cosine"].idxmin()))
    return Agreement.SPOKEN.format(
        round=int(frame["round"].iloc[0]),
        one=most["hospital"],
        other=most["other"],
        high=decimals(most["cosine"], 2),
        first=least["hospital"],
        second=least["other"],
        low=decimals(least["cosine"], 2),
    )
