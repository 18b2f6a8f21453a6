"""The settings as they are declared: every field's annotations, read once.

A kind's parameters (FedProx's mu) stand beside the other settings, under their own names. So does what each hospital
has of its own (`Hospital.shift`): its value is a kind a hospital, in order, or None where all have the default.
"""

import dataclasses
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import zip_longest
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from annotated_types import Ge, Gt, Le, Lt
from pydantic import TypeAdapter, WithJsonSchema

from fedsim.settings.setting import Need, Setting


@dataclass(frozen=True)
class Declared:
    """One setting's declaration.

    Attributes:
        name: the field's, by which files, links, options, controls and texts know it.
        hint: its annotated type, as pydantic reads it.
        base: its type without None: int, float or str; for others what they are.
        default: what it is where nobody sets it; of a union, the kind.
        setting: the rest of what it declares.
        choices: what there is to choose from; of a union, the names of its kinds.
        kinds: of a union, its kinds by name.
        union: of a kind's parameter, the union's name.
        of_kinds: of a kind's parameter, the kinds that have it.
        part_of: of what each hospital has of its own, the name of the setting with the hospitals.
        each: the kinds of it by name, the default one first.
    """

    name: str
    hint: Any
    base: Any
    default: Any
    setting: Setting
    choices: tuple[str, ...] = ()
    kinds: dict[str, type] = field(default_factory=dict)
    union: str | None = None
    of_kinds: tuple[str, ...] = ()
    part_of: str | None = None
    each: dict[str, type] = field(default_factory=dict)

    @property
    def is_number(self) -> bool:
        return self.base in (int, float)

    @property
    def low(self) -> float:
        return next((_number(each) for each in self._bounds if isinstance(each, Ge | Gt)), -math.inf)

    @property
    def high(self) -> float:
        return next((_number(each) for each in self._bounds if isinstance(each, Le | Lt)), math.inf)

    @property
    def _bounds(self) -> tuple[Any, ...]:
        return get_args(self.hint)[1:]

    @cached_property
    def checker(self) -> TypeAdapter:
        """Takes the values that the setting may have; of what each hospital has of its own, as a file holds them."""
        if self.each:
            kinds = WithJsonSchema({"oneOf": [TypeAdapter(kind).json_schema() for kind in self.each.values()]})
            return TypeAdapter(dict[str, Annotated[Any, kinds]] | None)
        return TypeAdapter(self.hint)

    @cached_property
    def reader(self) -> TypeAdapter:
        """Takes what a file or a link holds as the setting's type, whatever its bounds."""
        return TypeAdapter(self.base, config={"coerce_numbers_to_str": True})


def declared(cls: Any) -> dict[str, Declared]:
    """A configuration's settings by name, in order; a union's parameters follow it. Read once a class."""
    return _read(cls)


@cache
def _read(cls: Any) -> dict[str, Declared]:
    found: dict[str, Declared] = {}
    hints = get_type_hints(cls, include_extras=True)
    for each in dataclasses.fields(cls):
        setting = _setting(hints[each.name])
        if each.name in found:
            raise ValueError(f"{each.name} is declared otherwise by {found[each.name].of_kinds}: give it another name")
        found[each.name] = one = _declare(each, hints[each.name], setting)
        for kind in one.kinds.values():
            _add_parameters(found, one, kind)
        found |= {part.name: part for part in _parts(one)}
    return found


def _declare(each: dataclasses.Field, hint: Any, setting: Setting) -> Declared:
    default: Any = each.default_factory() if callable(each.default_factory) else each.default
    inner = get_args(hint)[0]
    members = tuple(member for member in get_args(inner) or (inner,) if member is not NoneType)
    if get_origin(inner) is Literal:
        return Declared(each.name, hint, str, default, setting, choices=get_args(inner))
    if all(dataclasses.is_dataclass(member) for member in members):
        kinds = {member.kind: member for member in members}
        of_kinds = tuple(need for member in members for need in getattr(member, "needs", ()))
        setting = dataclasses.replace(setting, needs=(*setting.needs, *of_kinds))
        return Declared(each.name, hint, inner, default.kind, setting, choices=tuple(kinds), kinds=kinds)
    return Declared(each.name, hint, inner if get_origin(inner) is tuple else members[0], default, setting)


def _parts(owner: Declared) -> Iterator[Declared]:
    """What each member of a tuple has of its own, of those of its fields that are settings."""
    if get_origin(owner.base) is not tuple:
        return
    for one in own_settings(get_args(owner.base)[0]).values():
        first = {one.default: one.kinds[one.default]}
        yield dataclasses.replace(
            one, base=tuple, default=None, choices=(), kinds={}, part_of=owner.name, each=first | one.kinds
        )


@cache
def own_settings(member: Any) -> dict[str, Declared]:
    """Those fields of a hospital that are settings, as one hospital has them."""
    hints = get_type_hints(member, include_extras=True)
    fields = [each for each in dataclasses.fields(member) if get_origin(hints[each.name]) is Annotated]
    return {each.name: _declare(each, hints[each.name], _setting(hints[each.name])) for each in fields}


@cache
def parameters_of(kind: Any) -> dict[str, Declared]:
    """The parameters of a kind that a hospital has of its own, by name, in order."""
    hints = get_type_hints(kind, include_extras=True)
    names = [each for each in dataclasses.fields(kind) if each.name != "kind"]
    return {each.name: _declare(each, hints[each.name], _setting(hints[each.name])) for each in names}


def _add_parameters(found: dict[str, Declared], union: Declared, kind: Any) -> None:
    hints = get_type_hints(kind, include_extras=True)
    for each in dataclasses.fields(kind):
        if each.name == "kind":
            continue
        setting, whole = _setting(hints[each.name]), union.setting
        needs = tuple(dataclasses.replace(need, problem=None) for need in whole.needs if need.of is None)
        setting = dataclasses.replace(setting, group=whole.group, changes=whole.changes, needs=needs + setting.needs)
        one, known = _declare(each, hints[each.name], setting), found.get(each.name)
        before = known.of_kinds if known else ()
        if known and known != dataclasses.replace(one, union=union.name, of_kinds=before):
            raise ValueError(f"{each.name} of {kind.kind} is declared otherwise elsewhere: give it another name")
        found[each.name] = dataclasses.replace(one, union=union.name, of_kinds=(*before, kind.kind))


def _setting(hint: Any) -> Setting:
    if get_origin(hint) is Annotated:
        return next((each for each in get_args(hint) if isinstance(each, Setting)), Setting())
    return Setting()


def _number(bound: Any) -> float:
    return next(iter(dataclasses.asdict(bound).values()))


def flat(config: Any) -> dict[str, Any]:
    """Every setting's value by name: of a union its kind, of a parameter that the kind has not its default."""
    values: dict[str, Any] = {}
    for one in declared(type(config)).values():
        if one.part_of:
            values[one.name], values[one.part_of] = _apart(one, values[one.part_of])
            continue
        owner = getattr(config, one.union) if one.union else config
        values[one.name] = getattr(owner, one.name, one.default)
        if one.kinds:
            values[one.name] = values[one.name].kind
    return values


def _apart(one: Declared, members: tuple[Any, ...]) -> tuple[tuple[Any, ...] | None, tuple[Any, ...]]:
    """What each member has of its own, None where all have the default; and the members without it."""
    start = next(iter(one.each.values()))()
    own = tuple(getattr(member, one.name) for member in members)
    if all(each == start for each in own):
        return None, members
    return own, tuple(_with(member, one.name, start) for member in members)


def _together(one: Declared, own: tuple[Any, ...] | None, members: tuple[Any, ...]) -> tuple[Any, ...]:
    """The members with what each has of its own: the default where nothing is said of it."""
    start = next(iter(one.each.values()))()
    pairs = zip_longest(members, (own or ())[: len(members)], fillvalue=start)
    return tuple(_with(member, one.name, each) for member, each in pairs)


def _with(member: Any, name: str, value: Any) -> Any:
    """The very same member where it has the value: there may be a thousand of them."""
    return member if getattr(member, name) == value else dataclasses.replace(member, **{name: value})


def unflat(cls: Any, values: dict[str, Any]) -> Any:
    """The configuration that `flat` told of; what is missing keeps its default."""
    settings = declared(cls)
    own = {name: value for name, value in values.items() if not (settings[name].union or settings[name].part_of)}
    for union in (one for one in settings.values() if one.kinds):
        kind = values.get(union.name, union.default)
        names = [one.name for one in settings.values() if has(one, union, kind)]
        own[union.name] = union.kinds[kind](**{name: values[name] for name in names if name in values})
    for name, of in ((one.name, one.part_of) for one in settings.values()):
        if of and name in values:
            own[of] = _together(settings[name], values[name], own.get(of) or getattr(cls(), of))
    return cls(**own)


def has(parameter: Declared, union: Declared, kind: str) -> bool:
    """Whether a union's kind has this parameter."""
    return parameter.union == union.name and kind in parameter.of_kinds


def in_force(one: Declared, values: dict[str, Any]) -> bool:
    """Whether a setting counts: what it needs as a whole is there, and for a parameter its kind.

    Args:
        one: the setting.
        values: all settings', by name.
    """
    if one.union and values[one.union] not in one.of_kinds:
        return False
    return all(values[need.setting] in need.among for need in one.setting.needs if need.of is None)


def unmet(one: Declared, value: Any, values: dict[str, Any]) -> list[Need]:
    """What a setting's value needs of the others and has not.

    Args:
        one: the setting.
        value: one that it may have.
        values: all settings', by name.
    """
    return [need for need in one.setting.needs if asks(one, value, need) and values[need.setting] not in need.among]


def asks(one: Declared, value: Any, need: Need) -> bool:
    """Whether a setting's value is one of those that need it; of what each hospital has of its own, any hospital's."""
    chosen = [each.kind for each in value or ()] if one.each else [value]
    return any(each in (need.of or ()) for each in chosen)


def in_the_way(settings: dict[str, Declared], one: Declared, value: Any, values: dict[str, Any]) -> list[Need]:
    """Why a setting's value cannot be had with the others: what it needs, and what they need of it.

    Args:
        settings: all of them.
        one: the setting.
        value: one that it may have.
        values: all settings', by name.
    """
    asked = [
        need
        for other in settings.values()
        for need in other.setting.needs
        if need.mutual and need.setting == one.name and asks(other, values[other.name], need)
    ]
    return [*unmet(one, value, values), *(need for need in asked if value not in need.among)]


def settled(config: Any) -> Any:
    """The same settings with those that do not count at their defaults."""
    values = flat(config)
    for one in declared(type(config)).values():
        if not in_force(one, values):
            values[one.name] = one.default
    return unflat(type(config), values)
