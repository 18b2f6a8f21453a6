"""What each hospital has of its own (a scanner shift, a cheat), as a table by hospital and in a line, and back.

In a file it is a table a hospital, shift = {A = {kind = "blur", radius = 1.5}}; in a link and as an option a line,
A=blur:1.5;B=blur:2, with a kind's parameters in the order in which they are declared. Who is not named has the default,
and none is nobody.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote

from pydantic import ValidationError

from fedsim.settings.declared import Declared, parameters_of
from fedsim.settings.hospitals import Hospital, escape, unescape
from fedsim.settings.places import MANY, are_places, spread, together
from fedsim.settings.problems import no_such_kind, no_such_parameter, wrong_type
from fedsim.settings.setting import ConfigError


def to_table(one: Declared, hospitals: Sequence[Hospital]) -> dict[str, Any] | str:
    """Each hospital's kind that is not the default one, with its parameters; the word for none where there is none."""
    start = next(iter(one.each.values()))()
    own = {hospital.name: getattr(hospital, one.name) for hospital in hospitals}
    return {name: dataclasses.asdict(kind) for name, kind in own.items() if kind != start} or str(one.setting.none)


def to_line(one: Declared, hospitals: Sequence[Hospital]) -> str:
    """The form that `read` takes as well."""
    table = in_brief(one, hospitals) if len(hospitals) > MANY else to_table(one, hospitals)
    if isinstance(table, str):
        return table
    return ";".join(f"{key if are_places(key) else escape(key)}={_word(own)}" for key, own in table.items())


def in_brief(one: Declared, hospitals: Sequence[Hospital]) -> dict[str, Any] | str:
    """`to_table`, with the places of those that have the same in place of their names."""
    start = next(iter(one.each.values()))()
    kinds = [None if (kind := getattr(each, one.name)) == start else kind for each in hospitals]
    table = together(kinds, [each.name for each in hospitals])
    return {key: dataclasses.asdict(kind) for key, kind in table.items()} or str(one.setting.none)


def _word(kind: Mapping[str, Any]) -> str:
    values = [value for name, value in kind.items() if name != "kind"]
    return ":".join(quote(str(each), safe="+") for each in (kind["kind"], *values))


def read(one: Declared, value: Any, names: Sequence[str]) -> dict[str, Any]:
    """The kinds by hospital.

    Raises:
        ConfigError: it cannot be read, a hospital is unknown, or a kind or a parameter is.
    """
    if value is None or str(value).strip().lower() in ("", one.setting.none):
        return {}
    table = spread(value if isinstance(value, Mapping) else _split(one, value), names, one.name)
    if strangers := [name for name in table if name not in names]:
        raise ConfigError("no-such-hospital", name=one.name, hospital=strangers[0], hospitals=list(names))
    return {name: _read_kind(one, given) for name, given in table.items()}


def _split(one: Declared, line: Any) -> dict[str, str]:
    table: dict[str, str] = {}
    for part in str(line).split(";"):
        name, equals, kind = part.partition("=")
        if not equals or unescape(name) in table:
            raise ConfigError("each-unreadable", name=one.name, value=part)
        table[unescape(name)] = kind
    return table


def _read_kind(one: Declared, given: Any) -> Any:
    """A kind from its table, or from its words in a line."""
    words = [unquote(word.strip()) for word in given.split(":")] if isinstance(given, str) else [given]
    table = dict(given) if isinstance(given, Mapping) else {"kind": words[0]}
    if not isinstance(kind := table.pop("kind", None), str) or kind not in one.each:
        raise ConfigError(no_such_kind(one, kind))
    parameters = parameters_of(one.each[kind])
    names = [*parameters, *words[1 + len(parameters) :]]  # a word too many is told as a parameter that there is not
    table |= dict(zip(names, words[1:], strict=False))
    if strange := sorted(set(table) - set(parameters)):
        raise ConfigError(no_such_parameter(strange[0], one.name, kind, list(parameters)))
    return one.each[kind](**{name: _coerce(parameters[name], value) for name, value in table.items()})


def _coerce(parameter: Declared, value: Any) -> Any:
    try:
        return parameter.reader.validate_python(value)
    except ValidationError as error:
        raise ConfigError(wrong_type(parameter, value)) from error
