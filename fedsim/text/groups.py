"""What groups of kept runs are called, and the settings in which they differ."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from urllib.parse import unquote

from fedsim.analysis.groups import Group, differing, hospitals_apart
from fedsim.language import _, commas, semicolons
from fedsim.settings.config import SimulationConfig
from fedsim.settings.declared import declared
from fedsim.settings.forms import EXCLUDED
from fedsim.text.format import exact, few, listed, number
from fedsim.text.kinds import its_own
from fedsim.text.pages.kept import Compared
from fedsim.text.settings import VALUES, called

DECIMAL = re.compile(r"-?\d+(\.\d+(e-?\d+)?|e-\d+)")
OF_HOSPITALS = {EXCLUDED: "excluded"} | {one.name: one.name for one in declared(SimulationConfig).values() if one.each}
"""Settings that each hospital has of its own: their names in links, and in `Hospital`."""


def group_titles(groups: Sequence[Group], *, seeds: bool = True) -> tuple[str, ...]:
    """What groups are called: by the settings in which they are not like most of them, and how many seeds each has.

    Two that would be called alike have their places before their names.
    """
    queries = [group.config.to_query() for group in groups]
    names = differing([group.config for group in groups])
    common = {name: _of_most([query.get(name) for query in queries]) for name in names}
    own = [[name for name in names if query.get(name) not in (None, common[name])] for query in queries]
    words = {name: value_words(groups, name) for name in names}
    titles = [_title(query, its, words) for query, its in zip(queries, own, strict=True)]
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


def _title(query: Mapping[str, str], names: Sequence[str], words: Mapping[str, Mapping[str, str]]) -> str:
    parts = [Compared.SETTING.format(name=called(name), value=words[name][query[name]]) for name in names]
    return commas(parts) or str(Compared.SAME)


@lru_cache(maxsize=1000)
def set_otherwise(config: SimulationConfig) -> str:
    """The settings that are not as they are at first, and the seed: what a run is found by."""
    query, at_first = config.to_query(), SimulationConfig().to_query()
    apart = [name for name in query if query[name] != at_first.get(name) and name not in OF_HOSPITALS]
    names = dict.fromkeys([*apart, "seed"])
    return commas(Compared.SETTING.format(name=called(name), value=_value(name, query[name])) for name in names)


def value_words(groups: Sequence[Group], name: str) -> dict[str, str]:
    """A setting's values as links have them, in words: of what each hospital has of its own, where that differs."""
    configs = [group.config for group in groups]
    texts = [config.to_query().get(name) for config in configs]
    if name not in OF_HOSPITALS:
        return {text: _value(name, text) for text in texts if text is not None}
    apart = hospitals_apart(configs, OF_HOSPITALS[name])
    return {text: _own(name, config, apart) for text, config in zip(texts, configs, strict=True) if text is not None}


def _own(name: str, config: SimulationConfig, apart: Collection[str]) -> str:
    hospitals = [each for each in config.hospitals if each.name in apart] or list(config.hospitals)
    if name == EXCLUDED:
        lacking = [_("{hospital} without {classes}").format(hospital=each.name, classes=listed(each.excluded))
                   for each in hospitals if each.excluded]  # fmt: skip
        return commas(few(lacking)) or str(Compared.NOBODY)
    return semicolons(its_own(name, hospitals)) or str(Compared.NOBODY)


def _value(name: str, text: str) -> str:
    """A setting's value in a link, in words where it has any."""
    if text in VALUES.get(name, {}):
        return VALUES[name][text]
    return exact(float(text)) if DECIMAL.fullmatch(text) else unquote(text)
