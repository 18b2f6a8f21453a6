"""Single runs by their settings: a point each against one setting, or a line each through all that differ."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from fedsim.charts.groups import ENTRY, HEIGHT, of_groups
from fedsim.charts.names import labels
from fedsim.charts.palette import DASHES, POOLED_COLOR, SHAPES
from fedsim.charts.scales import Scale
from fedsim.language import commas, semicolons
from fedsim.text.format import shortened
from fedsim.text.measures import told
from fedsim.text.pages.kept import Compared
from fedsim.text.pages.views import Charts

LEAST_LETTERS, LETTERS = 16, 110  # of a name below an axis, and of all together; a browser cuts what is too wide
FAINT = 0.12


def scatter_chart(
    frame: pd.DataFrame,
    titles: tuple[str, ...],
    colors: tuple[str, ...],
    setting: str,
    x: Scale | tuple[tuple[str, str], ...],
    y: Scale,
    height: int = HEIGHT,
) -> alt.Chart:
    """A number against a setting.

    Args:
        frame: `points_frame` with title, called and told (the setting's value in words).
        titles: the legend's entries, in order.
        colors: theirs.
        setting: what it is called.
        x: of numbers; of values without a size, these and what they are called, in order.
        y: the number.
        height: px, without the legend.
    """
    shapes = [list(SHAPES)[place % len(SHAPES)] for place in range(len(titles))]
    return (
        alt.Chart(frame)
        .mark_point(filled=True, size=110, opacity=0.8)
        .encode(
            x=x.on(alt.X, "x") if isinstance(x, Scale) else _in_order("text", setting, x),
            y=y.on(alt.Y, "value"),
            color=of_groups(alt.Color, titles, colors),
            shape=of_groups(alt.Shape, titles, shapes),
            tooltip=[
                alt.Tooltip("called:N", title=Compared.GROUP),
                alt.Tooltip("told:N", title=setting),
                alt.Tooltip("value:Q", title=y.title, format=y.format),
                alt.Tooltip("seed:Q", title=Charts.SEED, format="d"),
            ],
        )
        .properties(height=height + ENTRY * len(titles))
    )


def parallel_chart(
    frame: pd.DataFrame,
    titles: tuple[str, ...],
    colors: tuple[str, ...],
    axes: tuple[tuple[str, str], ...],
    height: int = HEIGHT,
) -> alt.LayerChart | alt.FacetChart:
    """An axis a setting, the number last. Whatever is pointed at stands out, or the groups clicked in the legend.

    Args:
        frame: `parallel_frame` with title, called and told (in words); rows without a run are the axes' marks.
        titles: the legend's entries, in order.
        colors: theirs.
        axes: what settings are called, in order.
        height: px, without the legend.
    """
    pointed = alt.selection_point(name="pointed", fields=["run"], on="pointerover", clear="pointerout")
    picked = alt.selection_point(name="picked", fields=["title"], bind="legend")
    base = alt.Chart(frame).encode(
        x=_in_order("setting", None, axes),
        y=alt.Y("height:Q", axis=None, scale=alt.Scale(domain=[-0.05, 1.05], nice=False)),
    )
    lines = base.transform_filter("datum.run !== ''").encode(
        color=of_groups(alt.Color, titles, colors),
        detail="run:N",
        opacity=alt.condition(pointed & picked, alt.value(0.9), alt.value(FAINT)),
        tooltip=[
            alt.Tooltip("called:N", title=Compared.GROUP),
            alt.Tooltip("name:N", title=Charts.SETTING),
            alt.Tooltip("told:N", title=Charts.VALUE),
        ],
    )
    marks = base.transform_filter("datum.run === ''")
    dashes = of_groups(alt.StrokeDash, titles, [DASHES[place % len(DASHES)] for place in range(len(titles))])
    return alt.layer(
        marks.mark_rule(color=POOLED_COLOR).encode(y=alt.value(0), y2=alt.value("height")),
        lines.mark_line(strokeWidth=2.5).encode(strokeDash=dashes).add_params(pointed, picked),
        lines.mark_circle(size=60),
        marks.mark_text(align="left", dx=7, dy=-7, fontSize=11, limit=alt.expr(f"width / {len(axes)} - 12")).encode(
            text="told:N"
        ),
    ).properties(height=height + ENTRY * len(titles))


def _in_order(field: str, title: str | None, called: Sequence[tuple[str, str]]) -> alt.X:
    """Values at equal distances, their names cut where they are long."""
    short = shortened([name for _, name in called], max(LEAST_LETTERS, LETTERS // len(called)))
    keys = [key for key, _ in called]
    axis = alt.Axis(labelExpr=labels(zip(keys, short, strict=True)), labelAngle=0, labelOverlap=False, grid=False)
    axis.labelLimit = alt.expr(f"width / {len(keys)} - 6")
    scale = alt.Scale(type="point", domain=keys, padding=0.5)
    return alt.X(f"{field}:N", title=title, sort=keys, axis=axis, scale=scale)


def describe_scatter(frame: pd.DataFrame, metric: str, title: str, setting: str) -> str:
    """Each group's mean at each value, in words.

    Args:
        frame: as the chart has it.
        metric: of `measures.METRICS`.
        title: the y axis's.
        setting: the x axis's.
    """
    means = frame.groupby(["called", "told"], sort=False)["value"].mean()
    parts = [Charts.SPOKEN_POINT.format(group=g, x=x, value=told(metric, mean)) for (g, x), mean in means.items()]
    said = Charts.SPOKEN_SCATTER.format(metric=title, setting=setting, groups=semicolons(parts))
    return said if parts else str(Charts.SPOKEN_EMPTY)


def describe_parallel(settings: Sequence[str], metric: str) -> str:
    """What the lines go through.

    Args:
        settings: what they are called.
        metric: what the number is.
    """
    return Charts.SPOKEN_PARALLEL.format(settings=commas(settings), metric=metric)
