"""Kept runs side by side, in words: their table, and what a paired comparison says."""

from collections.abc import Callable, Sequence

import pandas as pd

from fedsim.analysis.groups import LAST, Group, differing, summary_frame
from fedsim.analysis.measures import METRICS, along
from fedsim.analysis.paired import NEGLIGIBLE, Apart, Paired
from fedsim.analysis.same import SAME
from fedsim.language import ngettext, paragraph
from fedsim.runs.state import RunState
from fedsim.text.format import counted, decimals, few, listed, number, points, short
from fedsim.text.groups import value_words
from fedsim.text.measures import told, value_title
from fedsim.text.pages.kept import Compared
from fedsim.text.pages.views import APART, UNITS, Differences
from fedsim.text.pages.views import METRICS as TITLES
from fedsim.text.runs import title_of
from fedsim.text.settings import TEXTS

N = "{n}"


def comparison_table(
    groups: Sequence[Group], metric: str = "accuracy", value: str = "last", last: int = LAST
) -> pd.DataFrame:
    """A row a group, in words: the settings that differ, seeds, and what they came to, what is asked for first.

    Args:
        groups: theirs.
        metric: of `measures.METRICS`.
        value: of `measures.VALUES`.
        last: of how many rounds a mean is.
    """
    names = differing([group.config for group in groups])
    queries, words = [group.config.to_query() for group in groups], {name: value_words(groups, name) for name in names}
    settings = {TEXTS[name].title: [words[name].get(query.get(name, ""), "–") for query in queries] for name in names}
    of = dict(list(summary_frame(groups, metric, last).groupby("of")))
    titles = {"last": str(Compared.END), "best": str(Compared.BEST), "mean": Compared.LAST.format(n=last)}
    main = of[value]
    reached = [told(metric, *row) for row in zip(main["value"], main["sd"], strict=True)]
    worst = summary_frame(groups, "worst").query("of == 'last'")["value"]
    return pd.DataFrame(
        {
            **(settings or {str(Compared.GROUP): [str(Compared.SAME)] * len(groups)}),
            str(Compared.SEEDS): [number(len(group.runs)) for group in groups],
            value_title(metric, value, last): reached,
            str(Compared.SE): [told(metric, each) for each in main["se"]],
            **{titles[each]: [told(metric, it) for it in of[each]["value"]] for each in titles if each != value},
            TITLES["worst"]: [told("worst", each) for each in worst],
            str(Compared.ROUNDS): [decimals(_mean(group, lambda run: run.rounds_done), 0) for group in groups],
            str(Compared.SECONDS): [decimals(_mean(group, _seconds), 1) for group in groups],
        }
    )


def _mean(group: Group, of: Callable[[RunState], float]) -> float:
    return sum(map(of, group.runs)) / len(group.runs)


def _seconds(run: RunState) -> float:
    return along(run, "seconds")[-1]


def difference(one: str, other: str, found: Paired | Apart) -> str:
    """What a paired comparison says, in a sentence."""
    if isinstance(found, Apart):
        return APART[found].format(one=one, other=other)
    if not found.sure:
        said = Differences.BETTER_ALONE if found.gap.mean >= 0 else Differences.WORSE_ALONE
    elif not found.gap.clear:
        said = Differences.NOT_APART if abs(found.gap.mean) > SAME else Differences.ALIKE
    elif found.negligible:
        said = Differences.NEGLIGIBLE
    else:
        said = Differences.BETTER if found.gap.mean > 0 else Differences.WORSE
    worse = found.gap.mean < 0
    low, high = (-found.gap.high, -found.gap.low) if worse else (found.gap.low, found.gap.high)
    sentence = said.format(
        one=one, other=other, better=other if worse else one, worse=one if worse else other,
        size=_size(found.metric, found.gap.mean), interval=_interval(found.metric, low, high),
        seeds=counted(found.seeds, "seed"),
    )  # fmt: skip
    if found.effect is None:
        return sentence
    return Differences.EFFECT.format(sentence=sentence, d=decimals(abs(found.effect), 1))


def differences_are_of(metric: str, value: str, last: int) -> str:
    """What the sentences are about, and how to read them."""
    return paragraph(
        [
            (Differences.MORE_IS_BETTER if METRICS[metric].share else Differences.LESS_IS_BETTER).format(
                metric=value_title(metric, value, last)
            ),
            (Differences.POINT_IS_SMALL if METRICS[metric].share else Differences.PART_IS_SMALL).format(
                size=decimals(100 * NEGLIGIBLE, 0)
            ),
            str(Differences.EACH_ALONE),
        ]
    )


def _size(metric: str, number: float) -> str:
    """How large a difference is, without a sign."""
    return points(number, 0.0) if METRICS[metric].share else UNITS.get(metric, N).format(n=short(abs(number), 2))


def _interval(metric: str, low: float, high: float) -> str:
    if METRICS[metric].share:
        return Differences.POINTS.format(low=decimals(100 * low, 1), high=decimals(100 * high, 1))
    ends = {"low": short(low, 2), "high": UNITS.get(metric, N).format(n=short(high, 2))}
    return Differences.INTERVAL.format(**ends)


def which_runs(groups: Sequence[Group]) -> str:
    """Whose numbers a picture of them has: their images, and the runs by id."""
    runs = [run for group in groups for run in group.runs]
    images = listed([*dict.fromkeys(title_of(run) for run in runs)])
    counted = ngettext("{n} run", "{n} runs", len(runs)).format(n=number(len(runs)))
    return f"{images} · {counted}: {listed(few([run.id for run in runs]))}"
