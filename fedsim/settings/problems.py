"""What is wrong with a configuration: every problem at once, each with its value and its bound."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from fedsim.errors import LONG, Problem
from fedsim.settings import cheating
from fedsim.settings.declared import Declared, asks, declared, flat, parameters_of
from fedsim.settings.hospitals import MAX_HOSPITALS, MAX_NAME, MIN_HOSPITALS, UNPRINTABLE
from fedsim.settings.presence import MAX_ROUNDS, Rounds, is_there, spans, takes_part

MOST_VALUES = 3
"""So many of the values that several hospitals have are told."""


def find(config: Any, classes: Sequence[str] | None) -> list[Problem]:
    """Every problem.

    Args:
        config: a `SimulationConfig`.
        classes: the data set's class names; None leaves the hospitals' exclusions unchecked.
    """
    settings, values = declared(type(config)), flat(config)
    return [
        *_values(settings, values),
        *(problem for one in settings.values() for problem in _needs(one, values)),
        *_batches(config),
        *_shards(config),
        *_hospitals(config.hospital_names),
        *_presence(config),
        *(_too_few_take_part(config) or _nobody_there(config)),
        *cheating.find(config),
        *(_classes(config, classes) if classes is not None else []),
    ]


def find_unshowable(config: Any, classes: Sequence[str]) -> list[Problem]:
    """Problems of single values, the number of hospitals, and unknown classes: no control can stand at such a value.

    What remains are problems that a person can see on the page and mend there.

    Args:
        config: a `SimulationConfig`.
        classes: the data set's class names.
    """
    number = len(config.hospitals)
    hospitals = [] if MIN_HOSPITALS <= number <= MAX_HOSPITALS else [too_many_hospitals(number)]
    return [
        *_values(declared(type(config)), flat(config)),
        *hospitals,
        *_unprintable(config.hospital_names),
        *_unknown_classes(config, classes),
        *cheating.unknown_classes(config, classes),
    ]


def values_out_of_bounds(settings: Mapping[str, Declared], fields: Mapping[str, Any]) -> list[Problem]:
    """Of the fields that could be read where others could not: what is wrong with their values.

    Args:
        settings: as declared.
        fields: by name; a union is its dataclass; what could not be read is missing or None.
    """
    of_kinds = {
        one.name: getattr(fields.get(one.union), one.name, None) if one.union else fields.get(one.name)
        for one in settings.values()
        if not one.kinds and not one.each and one.name != "hospitals"
    }
    there = {name: value for name, value in of_kinds.items() if value is not None}
    kinds = {one.name: fields[one.name].kind for one in settings.values() if one.kinds and fields.get(one.name)}
    return [problem for name in there if (problem := _value(settings[name], there | kinds))]


def _values(settings: dict[str, Declared], values: dict[str, Any]) -> Iterator[Problem]:
    for one in settings.values():
        if one.each:
            yield from _of_each(one, values[one.name], values[str(one.part_of)])
        elif problem := _value(one, values):
            yield problem


def _of_each(one: Declared, kinds: Sequence[Any] | None, hospitals: Sequence[Any]) -> Iterator[Problem]:
    """What is wrong with what hospitals have of their own, once for all of whom it holds; None is nothing."""
    whose: dict[Any, list[str]] = {}
    for hospital, kind in zip(hospitals, kinds or (), strict=kinds is not None):
        whose.setdefault(kind, []).append(hospital.name)
    found: dict[Problem, tuple[list[str], list[Any]]] = {}
    for kind, names in whose.items():
        for problem in _kind(one, kind):
            value = dict(problem.arguments)["value"]
            alike = replace(problem, arguments=tuple(each for each in problem.arguments if each[0] != "value"))
            its, values = found.setdefault(alike, ([], []))
            its.extend(names)
            values.extend([] if value in values else [value])
    for problem, (names, values) in found.items():
        some = (*values[:MOST_VALUES], *([LONG] if len(values) > MOST_VALUES else []))
        whole = replace(problem, arguments=(*problem.arguments, ("value", values[0] if len(values) == 1 else some)))
        yield Problem.of("of-hospitals", hospitals=names, problem=whole)


def _kind(one: Declared, kind: Any) -> Iterator[Problem]:
    """What the declaration says against what a hospital has of its own."""
    if kind.kind not in one.each:
        yield no_such_kind(one, kind.kind)
        return
    parameters = parameters_of(one.each[kind.kind])
    values = {name: getattr(kind, name) for name in parameters}
    yield from (problem for each in parameters.values() if (problem := _value(each, values)))


def _value(one: Declared, values: dict[str, Any]) -> Problem | None:
    """What the declaration says against a value."""
    value = values[one.name]
    absent = one.union and values[one.union] not in one.of_kinds
    if absent or one.name == "hospitals" or (one.kinds and value in one.kinds):
        return None
    try:
        one.checker.validate_python(value, strict=True)
    except ValidationError:
        return wrong_value(one, value)
    return None


def wrong_value(one: Declared, value: Any) -> Problem:
    """A value that is none of the choices, or out of bounds."""
    if one.choices:
        return Problem.of("not-a-choice", name=one.name, choices=[*one.choices], value=value)
    if not one.is_number:
        return Problem.of("no-text", name=one.name, value=value)
    return Problem.of("out-of-bounds", name=one.name, low=one.low, high=one.high, value=value)


def wrong_type(one: Declared, value: Any) -> Problem:
    """A value that cannot be read as what the setting is."""
    if one.base is int:
        return Problem.of("no-whole-number", name=one.name, value=value)
    if one.base is float:
        return Problem.of("no-number", name=one.name, value=value)
    return Problem.of("no-text", name=one.name, value=value)


def no_such_parameter(value: str, union: str, kind: str, names: list[str]) -> Problem:
    """A parameter that a kind has not, beside those that it has."""
    if names:
        return Problem.of("no-such-parameter", value=value, union=union, kind=kind, names=names)
    return Problem.of("no-parameters", value=value, union=union, kind=kind)


def no_such_kind(one: Declared, value: Any) -> Problem:
    """Of what each hospital has of its own."""
    return Problem.of("not-a-choice", name=one.name, choices=[*one.each], value=value)


def _needs(one: Declared, values: dict[str, Any]) -> Iterator[Problem]:
    """What a value needs of other settings and has not."""
    value = values[one.name]
    for need in one.setting.needs:
        asked = asks(one, value, need) if need.of else value != one.default
        if need.problem and asked and values[need.setting] not in need.among:
            yield Problem.of(need.problem, got=values[need.setting])


def _batches(config: Any) -> Iterator[Problem]:
    if config.model == "resnet18" and config.batch_size == 1 and not config.private:
        yield Problem.of("batch-of-one")


def _shards(config: Any) -> Iterator[Problem]:
    """Shards go to whoever draws them, and all hospitals draw equally many."""
    if config.partition.kind != "shards":
        return
    if blind := [each.name for each in config.hospitals if each.excluded]:
        yield Problem.of("shards-or-unseen", hospitals=blind)
    if typed := [each.name for each in config.hospitals if each.images.kind != "share"]:
        yield Problem.of("shards-or-numbers", hospitals=typed)


def _hospitals(names: Sequence[str]) -> Iterator[Problem]:
    if not MIN_HOSPITALS <= len(names) <= MAX_HOSPITALS:
        yield too_many_hospitals(len(names))
    if any(not name.strip() for name in names):
        yield Problem.of("hospital-without-name")
    if long := [name for name in names if len(name) > MAX_NAME]:
        begin, length = [name[:MAX_NAME] for name in long], max(map(len, long))
        yield Problem.of("hospital-names-too-long", hospitals=begin, length=length, most=MAX_NAME)
    yield from _unprintable(names)
    if twice := sorted(name for name, times in Counter(names).items() if times > 1 and name.strip()):
        yield Problem.of("hospital-twice", hospital=twice[0])


def _presence(config: Any) -> Iterator[Problem]:
    """Rounds in which a hospital is to be there and that never come."""
    rounds = config.rounds if isinstance(config.rounds, int) else MAX_ROUNDS  # what is no number is told as such
    there = [each for each in config.hospitals if isinstance(each.presence, Rounds)]
    if strange := [each for each in there if not _are_spans(each.presence.but)]:
        values = dict.fromkeys(each.presence.but[:40] for each in strange)
        yield Problem.of("rounds-no-list", hospitals=_names(strange), values=[*values], most=MAX_ROUNDS)
    if turned := [each for each in there if each.presence.first > each.presence.last]:
        spans_ = dict.fromkeys((each.presence.first, each.presence.last) for each in turned)
        yield Problem.of("first-after-last", hospitals=_names(turned), spans=[*spans_])
    if late := [each for each in there if each not in turned and each.presence.first > rounds]:
        firsts = sorted({each.presence.first for each in late})
        yield Problem.of("joins-too-late", hospitals=_names(late), firsts=firsts, rounds=rounds)


def _names(hospitals: Sequence[Any]) -> list[str]:
    return [each.name for each in hospitals]


def _are_spans(text: str) -> bool:
    try:
        spans(text)
    except ValueError:
        return False
    return True


def _too_few_take_part(config: Any) -> list[Problem]:
    """Hospitals beside those that never take part."""
    away = [each.name for each in config.hospitals if not takes_part(each)]
    number = len(config.hospitals) - len(away)
    if not away or number >= MIN_HOSPITALS:
        return []
    return [Problem.of("too-few-take-part", hospitals=away, number=number, least=MIN_HOSPITALS)]


def _nobody_there(config: Any) -> Iterator[Problem]:
    """The first round for which no hospital is there."""
    presences = {hospital.presence for hospital in config.hospitals}
    if not presences or any(getattr(each, "kind", None) not in ("always", "rounds", "never") for each in presences):
        return
    if not all(_are_spans(getattr(each, "but", "")) for each in presences):
        return
    rounds = config.rounds if isinstance(config.rounds, int) else 0  # what is no number is told as such
    for server_round in range(1, min(rounds, MAX_ROUNDS) + 1):
        if not any(is_there(each, server_round) for each in presences):
            yield Problem.of("nobody-there-then", round=server_round, rounds=config.rounds)
            return


def _unprintable(names: Sequence[str]) -> Iterator[Problem]:
    if places := [place for place, name in enumerate(names, start=1) if UNPRINTABLE.search(name)]:
        yield Problem.of("hospital-unprintable", places=[str(place) for place in places])


def too_many_hospitals(number: int) -> Problem:
    """Or too few."""
    return Problem.of("number-of-hospitals", low=MIN_HOSPITALS, high=MAX_HOSPITALS, value=number)


def _classes(config: Any, classes: Sequence[str]) -> Iterator[Problem]:
    yield from _unknown_classes(config, classes)
    yield from cheating.unknown_classes(config, classes)
    if who := [each.name for each in config.hospitals if set(each.excluded) >= set(classes)]:
        yield Problem.of("no-classes-left", hospitals=who)
    number = getattr(config.partition, "classes_per_hospital", 0)
    if few := [each.name for each in config.hospitals if len(set(classes) - set(each.excluded)) < number]:
        yield Problem.of("too-few-classes", hospitals=few, classes=number)


def _unknown_classes(config: Any, classes: Sequence[str]) -> Iterator[Problem]:
    if who := [each for each in config.hospitals if not set(each.excluded) <= set(classes)]:
        unknown = list(dict.fromkeys(cls for each in who for cls in each.excluded if cls not in classes))
        names = [each.name for each in who]
        yield Problem.of("unknown-classes", hospitals=names, unknown=unknown, classes=list(classes))
