"""The ROC curve of a membership-inference attack: a pure function from a tidy table to an Altair chart."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from fedsim.charts.names import labels
from fedsim.charts.palette import NEVER_COLOR, POOLED_COLOR, TOGETHER_COLOR
from fedsim.runs.membership_runs import BOUND, CLIPPED, GUESSING, PLAIN, PRIVATE
from fedsim.text.membership import TITLES

COLORS = {
    PLAIN: NEVER_COLOR,
    CLIPPED: "#e69f00",
    PRIVATE: TOGETHER_COLOR,
    BOUND: TOGETHER_COLOR,
    GUESSING: POOLED_COLOR,
}
DASHES = {PLAIN: [1, 0], CLIPPED: [8, 3], PRIVATE: [1, 0], BOUND: [3, 3], GUESSING: [6, 4]}
THIN = (BOUND, GUESSING)


def roc_chart(frame: pd.DataFrame, height: int = 460) -> alt.Chart:
    """Share of the members found against share of the others accused, at every threshold: a line a run.

    Args:
        frame: `curve_frame`, `labelled`; its bound and guessing are thin dashed lines: neither is a measurement.
        height: px.
    """
    color = alt.Color("series:N", scale=alt.Scale(domain=list(COLORS), range=list(COLORS.values())), title=None).legend(
        orient="top",
        labelExpr=labels(TITLES.items()),
        columns=alt.expr("width < 420 ? 2 : 3"),
        symbolType="stroke",
        symbolStrokeWidth=3,
    )
    dash = alt.StrokeDash("series:N", scale=alt.Scale(domain=list(DASHES), range=list(DASHES.values())), legend=None)
    return (
        alt.Chart(frame)
        .mark_line(clip=True)
        .encode(
            x=_share("fpr", "Outsiders called members (false positive rate)"),
            y=_share("tpr", "Members found (true positive rate)"),
            color=color,
            strokeDash=dash,
            strokeWidth=alt.condition(f"indexof({[*THIN]}, datum.series) >= 0", alt.value(1.5), alt.value(3)),
            tooltip=[
                alt.Tooltip("title:N", title="Run"),
                alt.Tooltip("fpr:Q", title="Outsiders called members", format=".1%"),
                alt.Tooltip("tpr:Q", title="Members found", format=".1%"),
            ],
        )
        .properties(height=height)
    )


def _share(name: str, title: str) -> alt.X | alt.Y:
    channel = alt.X if name == "fpr" else alt.Y
    return channel(f"{name}:Q", title=title, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%", tickCount=5))


def describe_roc(aucs: Sequence[tuple[str, float]], whose: str) -> str:
    """The curves in words.

    Args:
        aucs: each run's name and area.
        whose: the model that was attacked.
    """
    parts = ", ".join(f"{name} {auc:.2f}" for name, auc in aucs)
    return f"ROC curves of the attack on {whose}. Area under the curve, where 0.5 is guessing: {parts or 'no run yet'}."
