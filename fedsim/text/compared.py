"""Kept runs side by side, in words: their table, and what a paired comparison says."""

from collections.abc import Callable, Sequence

import pandas as pd

from fedsim.analysis.groups import LAST, Group, Paired, differing, summary_frame
from fedsim.analysis.measures import along
from fedsim.language import _, ngettext
from fedsim.runs.state import RunState
from fedsim.text.format import decimals, few, listed, number, points
from fedsim.text.groups import value_words
from fedsim.text.measures import told, value_title
from fedsim.text.pages.kept import Compared
from fedsim.text.pages.views import METRICS
from fedsim.text.runs import title_of
from fedsim.text.settings import TEXTS


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
            METRICS["worst"]: [told("worst", each) for each in worst],
            str(Compared.ROUNDS): [decimals(_mean(group, lambda run: run.rounds_done), 0) for group in groups],
            str(Compared.SECONDS): [decimals(_mean(group, _seconds), 1) for group in groups],
        }
    )


def _mean(group: Group, of: Callable[[RunState], float]) -> float:
    return sum(map(of, group.runs)) / len(group.runs)


def _seconds(run: RunState) -> float:
    return along(run, "seconds")[-1]


def difference(one: str, other: str, found: Paired) -> str:
    """What a paired comparison says, in a sentence."""
    interval = _("95 % interval {low} to {high} points").format(
        low=decimals(100 * found.gap.low, 1), high=decimals(100 * found.gap.high, 1)
    )
    if not found.gap.clear:
        said = _("{one} and {other} are not told apart: {size} ({interval}, {seeds}).")
    elif found.negligible:
        said = _("{one} and {other} differ by {size} ({interval}, {seeds}): significant, yet negligible.")
    elif found.gap.mean > 0:
        said = _("{one} is better than {other} by {size} ({interval}, {seeds}).")
    else:
        said = _("{one} is worse than {other} by {size} ({interval}, {seeds}).")
    seeds = ngettext("{n} seed", "{n} seeds", found.seeds).format(n=number(found.seeds))
    sentence = said.format(one=one, other=other, size=points(found.gap.mean, 0.0), interval=interval, seeds=seeds)
    if found.effect is None:
        return sentence
    return _("{sentence} Cohen's d of the pairs: {d}.").format(sentence=sentence, d=decimals(found.effect, 1))


def which_runs(groups: Sequence[Group]) -> str:
    """Whose numbers a picture of them has: their images, and the runs by id."""
    runs = [run for group in groups for run in group.runs]
    images = listed([*dict.fromkeys(title_of(run) for run in runs)])
    counted = ngettext("{n} run", "{n} runs", len(runs)).format(n=number(len(runs)))
    return f"{images} · {counted}: {listed(few([run.id for run in runs]))}"
