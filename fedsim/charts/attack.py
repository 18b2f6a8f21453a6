"""The ROC curve of a membership test: a pure function from a tidy table to an Altair chart."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from fedsim.charts.names import legend
from fedsim.charts.palette import POOLED_COLOR, TOGETHER_COLOR
from fedsim.language import commas
from fedsim.runs.membership_runs import BOUND, CLIPPED, GUESSING, PLAIN, PRIVATE
from fedsim.text.charts import Roc
from fedsim.text.format import decimals
from fedsim.text.membership import TITLES

DASHES = {PLAIN: [1, 0], CLIPPED: [8, 3], PRIVATE: [12, 2, 2, 2], BOUND: [3, 3], GUESSING: [6, 4]}
THIN = (BOUND, GUESSING)


def colors(ink: str) -> dict[str, str]:
    """Each line's colour: as on the other charts of privacy, what promises nothing has the colour of text."""
    return {PLAIN: ink, CLIPPED: ink, PRIVATE: TOGETHER_COLOR, BOUND: TOGETHER_COLOR, GUESSING: POOLED_COLOR}


def roc_chart(frame: pd.DataFrame, ink: str, height: int = 460) -> alt.Chart:
    """Share of the members found against share of the others accused, at every threshold: a line a run.

    Args:
        frame: `curve_frame`, `labelled`; its bound and guessing are thin dashed lines: neither is a measurement.
        ink: colour of text on the page.
        height: px.
    """
    entries = legend(list(TITLES.items()))
    color, dash = (
        channel("series:N", scale=alt.Scale(domain=list(looks), range=list(looks.values())), title=None, legend=entries)
        for channel, looks in ((alt.Color, colors(ink)), (alt.StrokeDash, DASHES))
    )
    return (
        alt.Chart(frame)
        .mark_line(clip=True)
        .encode(
            x=_share("fpr", Roc.OUTSIDERS_AXIS),
            y=_share("tpr", Roc.MEMBERS_AXIS),
            color=color,
            strokeDash=dash,
            strokeWidth=alt.condition(f"indexof({[*THIN]}, datum.series) >= 0", alt.value(1.5), alt.value(3)),
            tooltip=[
                alt.Tooltip("title:N", title=Roc.RUN),
                alt.Tooltip("fpr:Q", title=Roc.OUTSIDERS, format=".1%"),
                alt.Tooltip("tpr:Q", title=Roc.MEMBERS, format=".1%"),
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
        whose: the model that was tested.
    """
    areas = commas(f"{name} {decimals(auc, 2)}" for name, auc in aucs)
    return (Roc.SPOKEN if areas else Roc.SPOKEN_EMPTY).format(whose=whose, areas=areas)
