"""What hospitals and sets hold, and what models say to an image."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from fedsim.charts.names import blocks, ids, labels, words_of
from fedsim.charts.palette import POOLED_COLOR, hospital_color, pale
from fedsim.language import commas, paragraph, semicolons
from fedsim.text.charts import Images
from fedsim.text.format import number, percent, shortened, width
from fedsim.text.models import Titles

CHARACTER_PX, BARS_PX, NAME_LETTERS = 6.5, 260, 14  # of a letter and of all bars, about; of a name, at most
BAR_HEIGHT, AXIS_HEIGHT, MOST_NAME_PX = 26, 60, 90  # of a hospital's bar, of the classes' names, and of one's length
SHARE_PX = 40  # of a share that is written after its bar
EVEN = 0.8  # classes are alike where the rarest has this share of the most common one's images


def counts_chart(frame: pd.DataFrame, hospitals: Sequence[str], classes: Sequence[str], height: int) -> alt.Chart:
    """Images of each class at each hospital: a column a class, and in it a bar a hospital, in the hospital's colour.

    Args:
        frame: `counts_frame`.
        hospitals: names, in order: they fix the rows and the colours.
        classes: names, in label order: they fix the columns.
        height: px.
    """
    colors = [hospital_color(place) for place in range(len(hospitals))]
    return (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X("order:Q", title=None, scale=alt.Scale(domain=[0, len(classes)], nice=False)).axis(
                orient="top",
                values=list(range(len(classes))),
                labelExpr=f"{list(classes)}[datum.value]",
                labelAlign="left",
                labelFlush=False,
                labelOverlap=False,
                labelAngle=-45 if _are_slanted(classes) else 0,
                labelLimit=MOST_NAME_PX,
            ),
            x2="end:Q",
            y=alt.Y("hospital:N", sort=list(hospitals), title=None, scale=alt.Scale(domain=list(hospitals))).axis(
                labelOverlap=False,
                labelExpr=labels(zip(hospitals, shortened(hospitals, NAME_LETTERS), strict=True)),
            ),
            color=alt.Color("hospital:N", scale=alt.Scale(domain=list(hospitals), range=colors), legend=None),
            tooltip=[
                alt.Tooltip("hospital:N", title=Images.HOSPITAL),
                alt.Tooltip("class:N", title=Images.CLASS),
                alt.Tooltip("images:Q", title=Images.IMAGES, format=",d"),
            ],
        )
        .properties(height=height)
    )


def counts_height(num_hospitals: int, classes: Sequence[str]) -> int:
    """px: as much for a hospital's bar whatever the classes are called."""
    slanted_px = min(MOST_NAME_PX, CHARACTER_PX * max(map(width, classes), default=1)) / 2**0.5
    return BAR_HEIGHT * num_hospitals + AXIS_HEIGHT + (round(slanted_px) if _are_slanted(classes) else 0)


def _are_slanted(classes: Sequence[str]) -> bool:
    """Whether a class's name is wider than its bars."""
    return CHARACTER_PX * max(map(width, classes), default=1) > BARS_PX / max(1, len(classes))


def balance_chart(frame: pd.DataFrame, classes: Sequence[str], most: float, ink: str, height: int) -> alt.LayerChart:
    """How common each class is among the training images, and paler among the test images.

    Args:
        frame: `balance_frame` of "train" and "test".
        classes: names, in label order: they fix the rows.
        most: the largest share.
        ink: colour of text.
        height: px.
    """
    room = alt.Scale(domain=[0, most], range=[0, alt.expr(f"width - {SHARE_PX}")])
    splits = {"train": Images.TRAIN, "test": Images.TEST}
    base = (
        alt.Chart(frame)
        .transform_calculate(purpose=words_of("split", splits.items()))
        .encode(
            x=alt.X("share:Q", axis=None, scale=room),
            y=alt.Y(
                "class:N", sort=list(classes), title=None, scale=alt.Scale(domain=list(classes), paddingInner=0.3)
            ).axis(domain=False, ticks=False),
            yOffset=alt.YOffset("split:N", sort=[*splits], scale=alt.Scale(domain=[*splits])),
            tooltip=[
                alt.Tooltip("class:N", title=Images.CLASS),
                alt.Tooltip("purpose:N", title=Images.SPLIT),
                alt.Tooltip("images:Q", title=Images.IMAGES, format=",d"),
                alt.Tooltip("share:Q", title=Images.SHARE, format=".1%"),
            ],
        )
    )
    pale = alt.condition("datum.split == 'test'", alt.value(0.35), alt.value(1.0))
    bars = base.mark_bar(color=POOLED_COLOR).encode(opacity=pale)
    text = (
        base.transform_filter("datum.split == 'train'")
        .mark_text(align="left", dx=4)
        .encode(text=alt.Text("share:Q", format=".0%"), color=alt.value(ink))
    )
    return (bars + text).properties(height=height)


def answers_chart(
    frame: pd.DataFrame, called: Titles, colors: Sequence[str], classes: Sequence[str], height: int, *,
    legend: bool = False,
) -> alt.Chart:  # fmt: skip
    """What two models say to one image: a pair of bars a class, the first one hollow.

    Args:
        frame: `answer_frame`, `named`.
        called: the two models.
        colors: theirs.
        classes: names, in label order.
        height: px.
        legend: whether it says whose bars are which, and what they are of; the page does so beside it.
    """
    whose = blocks([(key.id, name) for key, name in called]) if legend else None
    fill, stroke = (
        channel("model:N", title=None, legend=whose).scale(domain=ids(called), range=looks)
        for channel, looks in ((alt.Fill, [pale(colors[0]), colors[1]]), (alt.Stroke, list(colors)))
    )
    return (
        alt.Chart(frame)
        .mark_bar(strokeWidth=1.5)
        .encode(
            x=alt.X("probability:Q", title=Images.PROBABILITY if legend else None, scale=alt.Scale(domain=[0, 1])).axis(
                format=".0%", values=[0, 0.5, 1], labelFlush=True
            ),
            y=alt.Y(
                "class:N", sort=list(classes), title=None, scale=alt.Scale(domain=list(classes), paddingInner=0.25)
            ).axis(labelLimit=80, labelOverlap=False, labelFlush=False, domain=False, ticks=False),
            yOffset=alt.YOffset("model:N", sort=ids(called), scale=alt.Scale(domain=ids(called))),
            fill=fill,
            stroke=stroke,
            tooltip=[
                alt.Tooltip("title:N", title=Images.MODEL),
                alt.Tooltip("class:N", title=Images.SAYS),
                alt.Tooltip("probability:Q", title=Images.PROBABILITY, format=".1%"),
            ],
        )
        .properties(height=height)
    )


def describe_counts(frame: pd.DataFrame) -> str:
    """The bars in words: each hospital's images, and the classes that it has none of."""
    parts = []
    for name, rows in frame.groupby("hospital", sort=False):
        missing = commas(rows["class"][rows["images"] == 0])
        words = Images.COUNTS_LACKS if missing else Images.COUNTS_HAS
        parts.append(words.format(hospital=name, n=number(rows["images"].sum()), classes=missing))
    return Images.COUNTS_SPOKEN.format(hospitals=semicolons(parts))


def describe_balance(frame: pd.DataFrame) -> str:
    """The class balance in words: each class's share of the training images, and which is rarest."""
    train = frame[frame["split"] == "train"]
    parts = commas(f"{cls} {percent(share)}" for cls, share in zip(train["class"], train["share"], strict=True))
    if not parts:
        return Images.BALANCE_SPOKEN_EMPTY
    return paragraph([Images.BALANCE_SPOKEN.format(classes=parts), describe_rarest(frame)])


def describe_rarest(frame: pd.DataFrame) -> str:
    """Which class there is least of to train on, in a sentence; nothing to say of an empty frame."""
    train = frame[frame["split"] == "train"].sort_values("images", kind="stable")
    if train.empty:
        return ""
    rare, common = train.iloc[0], train.iloc[-1]
    if rare["images"] >= EVEN * common["images"]:
        return Images.EVEN
    return Images.RAREST.format(cls=rare["class"], share=percent(rare["share"]))


def describe_answers(frame: pd.DataFrame) -> str:
    """The paired bars in words: each model's likeliest classes."""
    parts = []
    for _, rows in frame.groupby("model", sort=False):
        best = rows.nlargest(2, "probability")
        said = [f"{cls} {percent(share)}" for cls, share in zip(best["class"], best["probability"], strict=True)]
        words = Images.ANSWERS_TWO if len(said) > 1 else Images.ANSWERS_ONE
        parts.append(words.format(model=rows["title"].iloc[0], first=said[0], second=said[-1]))
    return Images.ANSWERS_SPOKEN.format(models=semicolons(parts))
