"""What a link says: settings that pass the checks that every door has, and what of it counts for nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from fedsim.errors import Problem
from fedsim.settings.config import SimulationConfig
from fedsim.settings.declared import declared, flat, in_force
from fedsim.settings.forms import EXCLUDED
from fedsim.settings.lesson import ASK, HIDE, Lesson, read_lesson
from fedsim.settings.problems import find_unshowable
from fedsim.settings.setting import ConfigError

RUN, KEY = "run", "key"
"""The parameters that name a run, and let somebody stop it on a shared server; they are no settings."""
LANGUAGE = "lang"
"""The parameter that names the language of the pages, as BCP 47 does; no setting either."""


@dataclass(frozen=True)
class Link:
    """A link that could be read.

    Attributes:
        config: its settings, the default where it leaves one out; None where it names none.
        unused: what else it says, and why that counts for nothing.
        lesson: which controls it hides, and what it asks.
    """

    config: SimulationConfig | None = None
    unused: tuple[Problem, ...] = ()
    lesson: Lesson = field(default_factory=Lesson)


def read_link(query: Mapping[str, Sequence[str]], classes_of: Callable[[str], Sequence[str]]) -> Link:
    """Read a link's parameters.

    Args:
        query: by name, every value that the link gives to it, in order.
        classes_of: a data set's class names, by the set's name.

    Raises:
        ConfigError: a setting is given twice or cannot be read, no control can stand at its value, or its hospitals
            exclude a class that the set has not. The message tells of each.
        DataError: from `classes_of`.
    """
    settings = declared(SimulationConfig)
    asked = {name: values[-1] for name, values in query.items() if name in settings or name == EXCLUDED}
    unused = [Problem.of("link-run-twice", times=len(query[RUN]), run=query[RUN][-1])] if _twice(query, [RUN]) else []
    if strange := [name for name in query if name not in asked and name not in (RUN, KEY, LANGUAGE, HIDE, ASK)]:
        unused.append(Problem.of("link-no-setting", names=strange))
    lesson, untaught = read_lesson(query)
    unused += untaught
    if not asked:
        return Link(unused=tuple(unused), lesson=lesson)
    if twice := _twice(query, asked):
        raise ConfigError(*(Problem.of("link-twice", name=name, times=len(query[name])) for name in twice))
    classes = classes_of(asked.get("dataset", settings["dataset"].default))
    config = SimulationConfig.from_query(asked, classes)
    if problems := find_unshowable(config, classes):
        raise ConfigError(*problems)
    return Link(config, (*unused, *_without_effect(config, asked)), lesson)


def _twice(query: Mapping[str, Sequence[str]], names: Mapping[str, str] | Sequence[str]) -> list[str]:
    return [name for name in names if len(query.get(name, ())) > 1]


def _without_effect(config: SimulationConfig, asked: Mapping[str, str]) -> list[Problem]:
    """What the link sets and its other settings rule out."""
    values = flat(config)
    idle = [
        one
        for one in declared(SimulationConfig).values()
        if one.name in asked and values[one.name] != one.default and not in_force(one, values)
    ]
    return [
        Problem.of(
            "link-without-effect", name=one.name, setting=need.setting, got=values[need.setting], among=need.among
        )
        for one in idle
        for need in one.setting.needs
        if need.of is None and values[need.setting] not in need.among
    ]
