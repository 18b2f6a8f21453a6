"""A configuration as plain values, as a settings file with a table for each group, and as a link; and back.

In a file a union is a table, {kind = "fedprox", mu = 0.1}. In a link, and among command line options, the kind has the
union's name and each parameter its own: strategy=fedprox&mu=0.1. Both are read everywhere, nested or flat. What each
hospital has of its own is in `fedsim.settings.each`.
"""

import dataclasses
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import ValidationError

from fedsim.errors import Problem
from fedsim.settings.declared import Declared, declared, has, own_settings
from fedsim.settings.each import in_brief, to_line, to_table
from fedsim.settings.each import read as read_each
from fedsim.settings.hospitals import (
    MAX_HOSPITALS,
    OCT_CLASSES,
    Hospital,
    default_names,
    format_exclusions,
    format_names,
    parse_exclusions,
    parse_names,
    start_hospitals,
)
from fedsim.settings.partition import EARLIER
from fedsim.settings.places import MANY, spread, together
from fedsim.settings.problems import (
    no_such_parameter,
    too_many_hospitals,
    values_out_of_bounds,
    wrong_type,
    wrong_value,
)
from fedsim.settings.setting import ConfigError, Group

EXCLUDED = "excluded"
"""What hospitals have never seen has a name of its own, beside their names'."""
NAMES = "names"
"""What a file calls the hospitals within the group of the same name."""

MAX_DIGITS = 9
"""Of a number of hospitals, however wrong: Python reads no number of thousands of digits."""

IN_HOSPITALS = (
    *("partition", "participation", "samples_per_hospital", "dropout", "deadline", "deal", "quantity"),
    *own_settings(Hospital),
)
"""What else is in that group."""

Settings = Mapping[str, Declared]


def to_dict(config: Any) -> dict[str, Any]:
    """Plain values by the settings' names; a union is a table."""
    values: dict[str, Any] = {}
    for one in _fields(declared(type(config))):
        if one.each:
            values[one.name] = to_table(one, config.hospitals)
            continue
        value = getattr(config, one.name)
        values[one.name] = dataclasses.asdict(value) if one.kinds else one.setting.none if value is None else value
    values["hospitals"] = list(config.hospital_names)
    return values | {EXCLUDED: {hospital.name: list(hospital.excluded) for hospital in config.hospitals}}


def to_toml(config: Any) -> str:
    values, tables = to_dict(config), {group: {} for group in Group}  # type: dict[str, Any], dict[str, dict[str, Any]]
    for one in _fields(declared(type(config))):
        group, value = str(one.setting.group), values[one.name]
        if one.name == group and one.kinds:
            tables[group] |= value
        else:
            tables[group][NAMES if one.name == group else one.name] = value
    tables[Group.HOSPITALS][EXCLUDED] = values[EXCLUDED]
    if len(config.hospitals) > MANY:
        tables[Group.HOSPITALS] |= _in_brief(config)
    return tomli_w.dumps({str(group): table for group, table in tables.items()})


def _in_brief(config: Any) -> dict[str, Any]:
    """Many hospitals by number and places, where their names are those that a number stands for."""
    names, of_each = config.hospital_names, [one for one in declared(type(config)).values() if one.each]
    brief: dict[str, Any] = {one.name: in_brief(one, config.hospitals) for one in of_each}
    if list(names) == default_names(len(names)):
        brief[NAMES] = len(names)
    excluded = together([each.excluded or None for each in config.hospitals], names)
    return brief | {EXCLUDED: {key: list(classes) for key, classes in excluded.items()}}


def to_query(config: Any) -> dict[str, str]:
    settings = declared(type(config))
    query: dict[str, str] = {}
    for name, value in to_dict(config).items():
        if name in settings and settings[name].kinds:
            query |= {name: value.pop("kind")} | {parameter: str(each) for parameter, each in value.items()}
        elif name in settings and settings[name].each:
            query[name] = to_line(settings[name], config.hospitals)
        else:
            query[name] = str(value)
    return query | {"hospitals": format_names(config.hospital_names), EXCLUDED: format_exclusions(config.hospitals)}


def parse_query(settings: Settings, query: Mapping[str, str]) -> dict[str, Any]:
    """A link's settings, ready for `read`; parameters that are none are passed over."""
    values: dict[str, Any] = {name: text for name, text in query.items() if name in settings or name == EXCLUDED}
    if "hospitals" in values:
        values["hospitals"] = parse_names(values["hospitals"])
    if EXCLUDED in values:
        values[EXCLUDED] = parse_exclusions(values[EXCLUDED])
    return values


def read_toml(path: str | Path) -> dict[str, Any]:
    """The file's settings by name, whatever tables they are in.

    Raises:
        ConfigError: the file is missing or is not TOML.
    """
    try:
        return flatten(tomllib.loads(Path(path).read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise ConfigError(Problem.of("file-unreadable", path=path, error=why)) from error


def flatten(values: Mapping[str, Any]) -> dict[str, Any]:
    """The settings by name, out of the groups' tables."""
    flat = {**values}
    for group in Group:
        table = flat.get(group)
        if isinstance(table, Mapping) and _is_group(group, table):
            flat.pop(group)
            flat |= {("hospitals" if name == NAMES else name): value for name, value in table.items()}
    return flat


def _is_group(group: Group, table: Mapping[str, Any]) -> bool:
    """Whether it is a group's table, and not the setting of the same name."""
    if group is Group.HOSPITALS:
        return bool({NAMES, EXCLUDED, *IN_HOSPITALS} & set(table))
    return group is not Group.STRATEGY


def read(settings: Settings, values: Mapping[str, Any], classes: Sequence[str]) -> dict[str, Any]:
    """The fields of a configuration from any of the forms.

    Raises:
        ConfigError: a name is unknown or a value has the wrong type; the message tells of each.
    """
    values = _name_partition(name_participation(_name_dp(flatten(values))))
    if unknown := sorted(set(values) - set(settings) - {EXCLUDED}):
        raise ConfigError(Problem.of("unknown-setting", value=unknown[0], settings=list(settings)))
    problems: list[Problem] = []
    fields = {}
    for one in _fields(settings):
        if one.kinds:
            fields[one.name] = _read_union(settings, one, values, problems)
        elif not one.each and one.name != "hospitals" and one.name in values:
            fields[one.name] = _coerce(one, values[one.name], problems)
    try:
        fields |= _read_of_hospitals(settings, values, classes)
    except ConfigError as error:
        problems += error.problems
    if problems:
        raise ConfigError(*problems, *values_out_of_bounds(settings, fields))
    return fields


def _read_of_hospitals(settings: Settings, values: Mapping[str, Any], classes: Sequence[str]) -> dict[str, Any]:
    """The hospitals with all that each has of its own, where anything is said of them."""
    of_each = [one for one in settings.values() if one.each and one.name in values]
    if "hospitals" in values or EXCLUDED in values or classes != OCT_CLASSES or of_each:
        hospitals = _read_hospitals(values, classes)
        for one in of_each:
            own = read_each(one, values[one.name], [hospital.name for hospital in hospitals])
            hospitals = tuple(replace(h, **{one.name: own[h.name]}) if h.name in own else h for h in hospitals)
        return {"hospitals": hospitals}
    return {}


def _fields(settings: Settings) -> list[Declared]:
    """Without the kinds' parameters."""
    return [one for one in settings.values() if not one.union]


def _coerce(one: Declared, value: Any, problems: list[Problem]) -> Any:
    """Take what TOML, JSON or a URL gave for a setting as the type that the setting has."""
    if one.setting.none and (value is None or str(value).lower() == one.setting.none):
        return None
    try:
        return one.reader.validate_python(value)
    except ValidationError:
        problems.append(wrong_type(one, value))
        return None


def _read_union(settings: Settings, union: Declared, values: Mapping[str, Any], problems: list[Problem]) -> Any:
    """A union's kind and its parameters, from a table or from beside it."""
    given = values.get(union.name, {})
    table = dict(given) if isinstance(given, Mapping) else {"kind": given}
    kind = table.pop("kind", union.default)
    if kind not in list(union.kinds):
        problems.append(wrong_value(union, kind))
        return None
    table |= {name: value for name, value in values.items() if name in settings and settings[name].union == union.name}
    has_these = [one.name for one in settings.values() if has(one, union, kind)]
    if strange := sorted(set(table) - set(has_these)):
        problems.append(no_such_parameter(strange[0], union.name, kind, has_these))
        return None
    return union.kinds[kind](**{name: _coerce(settings[name], value, problems) for name, value in table.items()})


def _name_dp(values: dict[str, Any]) -> dict[str, Any]:
    """Settings from before `dp` was one, and those that leave it out, mean central noise where they ask for any."""
    asked = any(_as_number(values.get(name)) > 0 for name in ("noise_multiplier", "target_epsilon"))
    return values if "dp" in values or not asked else {**values, "dp": "central"}


def name_participation(values: Mapping[str, Any]) -> dict[str, Any]:
    """A fraction without its participation asks for a sample of it."""
    asked = "fraction" in values and "participation" not in values
    return {**values, "participation": "sampled"} if asked else {**values}


def _name_partition(values: dict[str, Any]) -> dict[str, Any]:
    """Earlier versions had one kind of it by another name."""
    match values.get("partition"):
        case str(kind) | {"kind": str(kind)} if kind in EARLIER:
            return {**values, "partition": EARLIER[kind]}
    return values


def _as_number(value: Any) -> float:
    """0 for what is no number: `_coerce` complains of it."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0


def _read_hospitals(values: Mapping[str, Any], classes: Sequence[str]) -> tuple[Hospital, ...]:
    """Join the names and the exclusions. A count stands for A, B, C ...; no exclusions at all are the start's."""
    names = _read_names(values.get("hospitals", 3))
    excluded = values.get(EXCLUDED)
    if excluded is None:
        return tuple(
            Hospital(name, start.excluded)
            for name, start in zip(names, start_hospitals(len(names), classes), strict=True)
        )
    if not _is_table(excluded):
        raise ConfigError(Problem.of("excluded-no-table", value=excluded))
    excluded = spread(excluded, names, EXCLUDED)
    if strangers := [name for name in excluded if name not in names]:
        raise ConfigError(Problem.of("unknown-hospital", hospital=strangers[0], hospitals=names))
    return tuple(Hospital(name, tuple(excluded.get(name, ()))) for name in names)


def _read_names(names: Any) -> list[str]:
    if isinstance(names, int) or (isinstance(names, str) and names.isdecimal()):
        if isinstance(names, str) and len(names) > MAX_DIGITS:
            raise ConfigError(Problem.of("hospitals-unreadable", value=names))
        number = int(names)
        names = default_names(min(number, MAX_HOSPITALS))
    elif not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise ConfigError(Problem.of("hospitals-unreadable", value=names))
    else:
        number = len(names)
    if number > MAX_HOSPITALS:
        raise ConfigError(too_many_hospitals(number))
    return list(names)


def _is_table(excluded: Any) -> bool:
    return isinstance(excluded, Mapping) and all(
        isinstance(classes, list | tuple) and all(isinstance(cls, str) for cls in classes)
        for classes in excluded.values()
    )
