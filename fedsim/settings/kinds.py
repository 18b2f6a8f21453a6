"""Settings that are one of several kinds, each with parameters of its own: as a table, flat as in a link, and checked.

A table is {"kind": "fedprox", "mu": 0.1}. Flat, the kind has the setting's name and each parameter its own:
{"strategy": "fedprox", "mu": 0.1}.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_type_hints

from annotated_types import Ge, Le

from fedsim.errors import FedsimError
from fedsim.settings.participation import Participation
from fedsim.settings.partition import Partition
from fedsim.settings.strategy import Strategy


class ConfigError(FedsimError):
    """A setting is out of bounds or cannot be read."""


UNIONS: dict[str, Any] = {"strategy": Strategy, "partition": Partition, "participation": Participation}
"""By the setting's name."""
KINDS: dict[str, dict[str, type]] = {
    name: {member.kind: member for member in get_args(union) or (union,)} for name, union in UNIONS.items()
}
"""For each of them, its kinds by name."""


def parameters(kind: type) -> dict[str, Any]:
    """A kind's parameters by name, with their annotated types."""
    return {name: hint for name, hint in get_type_hints(kind, include_extras=True).items() if name != "kind"}


PARAMETERS = {parameter for kinds in KINDS.values() for kind in kinds.values() for parameter in parameters(kind)}
"""The names of all kinds' parameters."""


def to_table(value: Any) -> dict[str, Any]:
    return dataclasses.asdict(value)


def to_flat(name: str, value: Any) -> dict[str, Any]:
    table = to_table(value)
    return {name: table.pop("kind"), **table}


def read(name: str, values: Mapping[str, Any]) -> Any:
    """The value of a union among settings of either form; where neither is there, its default.

    Raises:
        ConfigError: there is no such kind, it has no such parameter, or a value has the wrong type.
    """
    given = values.get(name, {})
    table = dict(given) if isinstance(given, Mapping) else {"kind": given}
    known = KINDS[name]
    flat = {each for kind in known.values() for each in parameters(kind)} & set(values)
    kind = table.pop("kind", next(iter(known)))
    if kind not in list(known):
        raise ConfigError(f"{name} must be one of {', '.join(known)}, got {kind}.")
    table |= {each: values[each] for each in flat}
    return known[kind](**{each: _parameter(name, known[kind], each, value) for each, value in table.items()})


def _parameter(name: str, kind: Any, parameter: str, value: Any) -> Any:
    if parameter not in (hints := parameters(kind)):
        has = f"has only {', '.join(hints)}" if hints else "has no parameters"
        raise ConfigError(f"{parameter} is no setting of {name} {kind.kind}, which {has}: leave it out.")
    try:
        return get_args(hints[parameter])[0](value)
    except (TypeError, ValueError):
        raise ConfigError(f"{parameter} must be a number, got '{value}'.") from None


def problems(value: Any) -> Iterator[str]:
    """What is out of bounds, a sentence each."""
    for name, hint in parameters(type(value)).items():
        low = next(float(each.ge) for each in get_args(hint) if isinstance(each, Ge))  # type: ignore[arg-type]
        high = next(float(each.le) for each in get_args(hint) if isinstance(each, Le))  # type: ignore[arg-type]
        number = getattr(value, name)
        if isinstance(number, bool) or not isinstance(number, float | int) or not low <= number <= high:
            yield f"{name} must be from {low:g} to {high:g}, got {number}."
