"""The settings at the command line, all from their declarations: an option each, a list, and a JSON schema."""

import argparse
import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from fedsim.language import commas, semicolons
from fedsim.settings.config import SimulationConfig
from fedsim.settings.declared import Declared, declared, flat
from fedsim.settings.forms import EXCLUDED, NAMES, name_participation
from fedsim.settings.hospitals import parse_exclusions, parse_names
from fedsim.settings.setting import Group
from fedsim.text.cli.commands import Facts
from fedsim.text.format import either, exact
from fedsim.text.settings import GROUPS, TEXTS

SETTINGS = declared(SimulationConfig)
EXCLUDE = "exclude"
"""The option for `excluded`."""
EXAMPLE = "A=DME;B=DRUSEN;C=CNV"
OPTIONS = tuple(option for name in SETTINGS for option in (["hospitals", EXCLUDE] if name == "hospitals" else [name]))
"""Every setting's option, in order, without its dashes."""


def add_options(parser: argparse.ArgumentParser, names: Iterable[str], defaults: SimulationConfig) -> None:
    """Give each of these settings an option. It takes text, which `forms.read` makes sense of.

    Args:
        parser: where to.
        names: of `OPTIONS`.
        defaults: what the help tells as each one's default.
    """
    values = flat(defaults)
    for name in names:
        if name == EXCLUDE:
            parser.add_argument(f"--{EXCLUDE}", help=_help(EXCLUDED))
            continue
        one = SETTINGS[name]
        maybe: dict[str, Any] = {"nargs": "?", "const": one.setting.alone} if one.setting.alone else {}
        text = _help(name)
        if name != "hospitals":
            text = Facts.WITH_FACTS.format(help=text, facts=_facts(one, values[name], choices=False))
        called = [each.replace("_", "-") for each in (one.setting.option, name) if each]
        options = [f"--{each}" for each in called]
        parser.add_argument(*options, dest=name, help=text, choices=one.choices or None, **maybe)


def given(options: argparse.Namespace, names: Iterable[str]) -> dict[str, Any]:
    """The settings that were given as options, ready for `SimulationConfig.from_dict`.

    Raises:
        ConfigError: the exclusions cannot be read.
    """
    values = {name: value for name in names if (value := getattr(options, name, None)) is not None}
    if EXCLUDE in values:
        values[EXCLUDED] = parse_exclusions(values.pop(EXCLUDE))
    if "hospitals" in values:
        values["hospitals"] = parse_names(values["hospitals"])
    return name_participation(values)


def show(options: argparse.Namespace) -> int:
    """Print every setting, or the schema of a settings file."""
    print(json.dumps(schema(), indent=1) if options.schema else "\n".join(_lines()))
    return 0


def schema() -> dict[str, Any]:
    """JSON schema (2020-12) of a settings file: an object a group, a property a setting."""
    groups: dict[str, Any] = {str(group): _table({}, GROUPS[group]) for group in Group}
    for one in SETTINGS.values():
        group = str(one.setting.group)
        if one.kinds and one.name == group:
            groups[group] = _property(one)
        elif not one.union and one.name != "hospitals":
            groups[group]["properties"][one.name] = _property(one)
    names = {"anyOf": [{"type": "integer"}, _list_of_texts()], **_words("hospitals")}
    excluded = {"type": "object", "additionalProperties": _list_of_texts(), **_words(EXCLUDED)}
    groups[Group.HOSPITALS]["properties"] |= {NAMES: names, EXCLUDED: excluded}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_table(groups, "fedsim")}


def _property(one: Declared) -> dict[str, Any]:
    made = one.checker.json_schema(ref_template="#/$defs/{model}")
    if one.kinds:
        made = _in_place(made, made.get("$defs", {}))
    if one.setting.none:
        made = {"anyOf": [{"const": one.setting.none} if part == {"type": "null"} else part for part in made["anyOf"]]}
    return made | _words(one.name) | {"default": {"kind": one.default} if one.kinds else _word(one, one.default)}


def _in_place(part: Any, definitions: Mapping[str, Any]) -> Any:
    """A schema without references: each kind with its parameters' titles and helps, where it is referred to."""
    if isinstance(part, list):
        return [_in_place(each, definitions) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _in_place(definitions[part["$ref"].rsplit("/", 1)[1]], definitions)
    inner = {
        name: _in_place(each, definitions) for name, each in part.items() if name not in ("$defs", "discriminator")
    }
    for name, each in inner.get("properties", {}).items():
        each |= _words(name) if name in TEXTS else {}
    return inner


def _table(properties: dict[str, Any], title: str) -> dict[str, Any]:
    return {"type": "object", "title": title, "properties": properties, "additionalProperties": False}


def _list_of_texts() -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string"}}


def _words(name: str) -> dict[str, str]:
    return {"title": TEXTS[name].title, "description": TEXTS[name].help}


def _lines() -> list[str]:
    lines: list[str] = []
    for group in Group:
        lines += ["", GROUPS[group]] if lines else [GROUPS[group]]
        for one in SETTINGS.values():
            if one.setting.group is group:
                lines.append(_line(one.name, _facts(one, one.default)))
            if one.name == "hospitals" and group is Group.HOSPITALS:
                lines.append(_line(EXCLUDED, Facts.EXAMPLE.format(example=EXAMPLE)))
    return lines


def _line(name: str, facts: str) -> str:
    return f"  {name:<21} {semicolons([TEXTS[name].title, facts])}"


def _help(name: str) -> str:
    return TEXTS[name].help.replace("%", "%%")


def _facts(one: Declared, default: Any, *, choices: bool = True) -> str:
    """What it may be, and what it is where nobody sets it."""
    if one.name == "hospitals":
        return Facts.DEFAULT.format(value=len(default))
    facts = [Facts.WITH_KIND.format(union=one.union, kinds=either(one.of_kinds))] if one.union else []
    facts += [either([_bounds(one), *filter(None, [one.setting.none])])] if one.is_number else []
    facts += [commas(one.choices)] if one.choices and choices else []
    return semicolons([*facts, Facts.DEFAULT.format(value=_word(one, default))])


def _bounds(one: Declared) -> str:
    return (Facts.BETWEEN if math.isfinite(one.high) else Facts.FROM).format(low=exact(one.low), high=exact(one.high))


def _word(one: Declared, value: Any) -> Any:
    return one.setting.none if value is None else value
