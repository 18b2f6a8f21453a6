"""Kept runs side by side, in words: what groups are called, their table, and what a paired comparison says."""

from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

import pandas as pd

from fedsim.analysis.groups import LAST, Group, Paired, differing, summary_frame
from fedsim.language import _, ngettext
from fedsim.text.format import decimals, number, percent, points
from fedsim.text.pages.kept import Compared
from fedsim.text.settings import TEXTS, VALUES, called


def group_titles(groups: Sequence[Group], *, seeds: bool = True) -> tuple[str, ...]:
    """What groups are called: by the settings in which they are not like most of them, and how many seeds each has.

    Two that would be called alike have their places before their names.
    """
    queries = [group.config.to_query() for group in groups]
    names = differing([group.config for group in groups])
    common = {name: _of_most([query.get(name) for query in queries]) for name in names}
    own = [[name for name in names if query.get(name) not in (None, common[name])] for query in queries]
    titles = [_title(query, names) for query, names in zip(queries, own, strict=True)]
    twice = {title for title in titles if titles.count(title) > 1}
    titles = [f"{place}: {title}" if title in twice else title for place, title in enumerate(titles, start=1)]
    if not seeds:
        return tuple(titles)
    counts = [number(len(group.runs)) for group in groups]
    return tuple(Compared.AND_SEEDS.format(group=title, n=n) for title, n in zip(titles, counts, strict=True))


def _of_most(values: Sequence[str | None]) -> str | None:
    """The value that more than half have; None where none is."""
    value, times = Counter(values).most_common(1)[0]
    return value if 2 * times > len(values) else None


def _title(query: Mapping[str, str], names: Sequence[str]) -> str:
    parts = [Compared.SETTING.format(name=called(name), value=_value(name, query[name])) for name in names]
    return ", ".join(parts) or str(Compared.SAME)


def _value(name: str, text: str) -> str:
    """A setting's value in a link, in words where it has any."""
    return VALUES[name][text] if text in VALUES.get(name, {}) else unquote(text)


def comparison_table(groups: Sequence[Group]) -> pd.DataFrame:
    """A row a group, in words: the settings that differ, seeds, and what they came to."""
    frame, names = summary_frame(groups), differing([group.config for group in groups])
    queries = [group.config.to_query() for group in groups]
    settings = {
        TEXTS[name].title: [_value(name, query[name]) if name in query else "–" for query in queries] for name in names
    }
    spreads = [None if pd.isna(sd) else sd for sd in frame["sd"]]
    return pd.DataFrame(
        {
            **(settings or {str(Compared.GROUP): [str(Compared.SAME)] * len(groups)}),
            str(Compared.SEEDS): [number(each) for each in frame["seeds"]],
            str(Compared.ACCURACY): [percent(a, 1, sd) for a, sd in zip(frame["accuracy"], spreads, strict=True)],
            str(Compared.SE): [_share(each) for each in frame["se"]],
            str(Compared.BEST): [_share(each) for each in frame["best"]],
            Compared.LAST.format(n=LAST): [_share(each) for each in frame["last"]],
            str(Compared.WORST): [_share(each) for each in frame["worst"]],
            str(Compared.ROUNDS): [decimals(each, 0) for each in frame["rounds"]],
            str(Compared.SECONDS): [decimals(each, 1) for each in frame["seconds"]],
        }
    )


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


def _share(share: float) -> str:
    return "–" if pd.isna(share) else percent(share, 1)
