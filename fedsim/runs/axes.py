"""What can be moved from run to run: every number and every choice among the settings, as they are declared."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from fedsim.errors import Problem
from fedsim.hospitals.participation.sampled import sample_size
from fedsim.settings.config import MAX_HOSPITALS, MIN_HOSPITALS, SimulationConfig
from fedsim.settings.declared import Declared, declared, flat, in_force, parameters_of
from fedsim.settings.hospitals import Hospital, default_names
from fedsim.settings.participation import Full, Sampled
from fedsim.settings.presence import Always
from fedsim.settings.problems import too_many_hospitals, wrong_type, wrong_value
from fedsim.settings.quantity import Even
from fedsim.settings.setting import Changes, ConfigError
from fedsim.settings.strategy import ROBUST

SETTINGS = declared(SimulationConfig)
COUNTS = Changes.DATA | Changes.FEDERATION
USUAL = ("alpha", "adversary.sign-flip", "fraction", "dropout")
"""What is offered first."""
FEW = 3
LOG_FROM = 30
"""Values that are as many times apart stand on a logarithmic axis."""
NUMBERS = (2, 3, 5, 7, 10, 15, 20, 30, 50, 100)


@dataclass(frozen=True)
class Axis:
    """What is moved.

    Attributes:
        key: names it in files, options and widgets: a setting, or of what each hospital has of its own
            `adversary.sign-flip` (how many hospitals have this kind) and `shift.blur.sigma` (how strongly).
        one: the setting.
        put: gives settings one of the values.
        steps: values that are worth trying, in order.
        kind: of what each hospital has of its own, the one that is moved.
        parameter: of that kind, the one that is moved; None is how many hospitals have it.
        most: of a number of hospitals, the largest.
    """

    key: str
    one: Declared
    put: Callable[[SimulationConfig, Any], SimulationConfig]
    steps: tuple[Any, ...]
    kind: str | None = None
    parameter: Declared | None = None
    most: int | None = None

    @property
    def counts_hospitals(self) -> bool:
        return self.most is not None

    @property
    def is_choice(self) -> bool:
        """Whether its values are names and no numbers."""
        return self.kind is None and bool(self.one.choices)

    @property
    def start(self) -> tuple[Any, ...]:
        """A few of the steps, from one end to the other; of choices the first ones."""
        if self.is_choice:
            return self.steps[:2]
        if (self.kind and self.counts_hospitals) or len(self.steps) <= FEW:
            return self.steps[:FEW]
        edge = int(len(self.steps) > FEW + 1)
        return self.steps[edge], self.steps[len(self.steps) // 2], self.steps[-1 - edge]

    def read(self, text: str) -> Any:
        """A value that somebody wrote: a number, or the name of a choice.

        Raises:
            ConfigError: it is no number, out of bounds, or no such choice.
        """
        if self.is_choice:
            if text.strip() not in self.steps:
                raise ConfigError(wrong_value(self.one, text.strip()))
            return text.strip()
        if self.counts_hospitals:
            return self._read_count(text)
        one = self.parameter or self.one
        if text.strip() == one.setting.none:
            raise ConfigError("moved-to-no-number", name=one.name, value=text.strip())
        try:
            value = one.reader.validate_python(text.strip())
        except ValidationError:
            raise ConfigError(wrong_type(one, text)) from None
        try:
            one.checker.validate_python(value, strict=True)
        except ValidationError:
            raise ConfigError(wrong_value(one, value)) from None
        return value

    def read_all(self, texts: Iterable[str]) -> tuple[Any, ...]:
        """Values that somebody wrote, each once: numbers in order, choices as they are declared.

        Raises:
            ConfigError: some are none; the message tells of each.
        """
        values, wrong = set[Any](), list[Problem]()
        for text in texts:
            try:
                values.add(self.read(text))
            except ConfigError as error:
                wrong += error.problems
        if wrong:
            raise ConfigError(*wrong)
        return tuple(sorted(values, key=self.steps.index if self.is_choice else None))

    def read_listed(self, text: str) -> tuple[Any, ...]:
        """Likewise, with commas between them.

        Raises:
            ConfigError: some are none, or there is none.
        """
        texts = [each for each in text.split(",") if each.strip()]
        if not texts:
            raise ConfigError("moved-nowhere", name=self.key, values=[str(each) for each in self.start])
        return self.read_all(texts)

    def _read_count(self, text: str) -> int:
        least = MIN_HOSPITALS if self.kind is None else 0
        if not text.strip().isdecimal():
            raise ConfigError(wrong_type(replace(self.one, base=int), text))
        value = int(text) if len(text) < 9 else 10**9
        if not least <= value <= (self.most or 0):
            if self.kind is None:
                raise ConfigError(too_many_hospitals(value))
            raise ConfigError("more-than-there-are", name=self.key, value=value, most=self.most)
        return value

    def is_log(self, values: tuple[float, ...]) -> bool:
        """Whether these values are read on a logarithmic axis."""
        return min(values) > 0 and max(values) / min(values) >= LOG_FROM


def axes(base: SimulationConfig) -> dict[str, Axis]:
    """All that can be moved in a run with these settings, by key: the usual ones first, then as they are declared."""
    found = {axis.key: axis for axis in _axes(base)}
    return {key: found.pop(key) for key in USUAL if key in found} | found


def all_axes(base: SimulationConfig) -> dict[str, Axis]:
    """Likewise, and the choices, which come first: a parameter is put into the kind that was chosen."""
    return {axis.key: axis for axis in _choices(base)} | axes(base)


def _choices(base: SimulationConfig) -> Iterator[Axis]:
    values = flat(base)
    for one in SETTINGS.values():
        if one.choices and not one.each and not one.union and one.setting.changes & COUNTS and in_force(one, values):
            yield Axis(one.name, one, _chosen(one), one.choices)


def _chosen(one: Declared) -> Callable[[SimulationConfig, Any], SimulationConfig]:
    """A choice; of a union, its kind as the settings have it, or with its own parameters."""

    def put(config: SimulationConfig, value: Any) -> SimulationConfig:
        if not one.kinds:
            return replace(config, **{one.name: value})
        has = getattr(config, one.name)
        return replace(config, **{one.name: has if has.kind == value else one.kinds[value]()})

    return put


def find_axis(base: SimulationConfig, key: str, *, choices: bool = False) -> Axis:
    """The one with a key.

    Args:
        base: the settings.
        key: the axis's.
        choices: whether it may be a choice.

    Raises:
        ConfigError: there is none.
    """
    known = all_axes(base) if choices else axes(base)
    if key not in known:
        raise ConfigError("no-axis", value=key, axes=list(known))
    return known[key]


def _axes(base: SimulationConfig) -> Iterator[Axis]:
    values = flat(base)
    for one in SETTINGS.values():
        if one.each:
            yield from _of_each(one, base)
        elif one.name == "hospitals":
            yield Axis(one.name, one, _resized, NUMBERS, most=MAX_HOSPITALS)
        elif not (one.is_number and one.setting.changes & COUNTS and _steps(one)):
            continue
        elif one.union:
            yield Axis(one.name, one, _of_kind(one), _steps(one))
        elif in_force(one, values):
            yield Axis(one.name, one, _setting(one.name), _steps(one))


def _steps(one: Declared) -> tuple[Any, ...]:
    return tuple(step for step in one.setting.steps if step is not None)


def _setting(name: str) -> Callable[[SimulationConfig, Any], SimulationConfig]:
    return lambda config, value: replace(config, **{name: value})


def _of_kind(one: Declared) -> Callable[[SimulationConfig, Any], SimulationConfig]:
    """A kind's parameter. A strategy without it, or without a rule, stays; else the first kind that has it is taken."""
    union = SETTINGS[str(one.union)]

    def put(config: SimulationConfig, value: Any) -> SimulationConfig:
        kind = getattr(config, union.name)
        if kind.kind not in one.of_kinds:
            if union.name == "strategy" or (union.name == "mixing" and config.strategy.kind not in ROBUST):
                return config
            kind = union.kinds[one.of_kinds[0]]()
        config = replace(config, **{union.name: replace(kind, **{one.name: value})})
        if union.name == "partition":
            return _skew_alone(config)
        return _asked(config) if union.name == "participation" else config

    return put


def _skew_alone(config: SimulationConfig) -> SimulationConfig:
    """Every hospital may see every class, no image is dealt twice: the skew alone says who has what."""
    hospitals = tuple(replace(each, excluded=()) for each in config.hospitals)
    sizes = Even() if config.partition.kind == "shards" else config.quantity
    return replace(config, hospitals=hospitals, deal="disjoint", quantity=sizes)


def _asked(config: SimulationConfig) -> SimulationConfig:
    """Fractions that ask as many hospitals are one: that number over all, or everyone."""
    if not isinstance(config.participation, Sampled) or {each.presence for each in config.hospitals} != {Always()}:
        return config
    number = len(config.hospitals)
    asked = sample_size(config.participation.fraction, number)
    kind = Full() if asked == number else Sampled(fraction=_shortest(asked, number))
    return replace(config, participation=kind)


def _shortest(asked: int, number: int) -> float:
    """The fraction with the fewest digits that asks for so many."""
    tried = (round(asked / number, digits) for digits in range(1, 9))
    return next(each for each in tried if each > 0 and sample_size(each, number) == asked)


def _resized(config: SimulationConfig, number: int) -> SimulationConfig:
    """The first of them; further ones are honest, and have never seen what those before them have not, in turn."""
    hospitals, names = list(config.hospitals[:number]), {each.name for each in config.hospitals}
    fresh = (name for name in default_names(number + len(names)) if name not in names)
    while len(hospitals) < number:
        hospitals.append(Hospital(next(fresh), config.hospitals[len(hospitals) % len(config.hospitals)].excluded))
    return replace(config, hospitals=tuple(hospitals))


def _of_each(one: Declared, base: SimulationConfig) -> Iterator[Axis]:
    """How many hospitals have a kind, and how strongly."""
    for kind, cls in list(one.each.items())[1:]:
        most = len(base.hospitals)
        key = f"{one.name}.{kind}"
        yield Axis(key, one, _so_many(one, cls), tuple(range(min(most, 5) + 1)), kind, most=most)
        for parameter in parameters_of(cls).values():
            if parameter.is_number and _steps(parameter):
                named = replace(parameter, name=f"{one.name}.{parameter.name}")
                put = _so_strongly(one, cls, parameter.name)
                yield Axis(f"{key}.{parameter.name}", one, put, _steps(parameter), kind, named)


def _so_many(one: Declared, cls: Any) -> Callable[[SimulationConfig, Any], SimulationConfig]:
    """The first hospitals have the kind, with the parameters of the first that has it already; nobody else has it."""
    honest = next(iter(one.each.values()))()

    def put(config: SimulationConfig, number: Any) -> SimulationConfig:
        own = [getattr(each, one.name) for each in config.hospitals]
        kind = next((each for each in own if isinstance(each, cls)), cls())
        given = [kind if place < number else honest for place in range(len(own))]
        return replace(config, hospitals=_with(config, one.name, given))

    return put


def _so_strongly(one: Declared, cls: Any, parameter: str) -> Callable[[SimulationConfig, Any], SimulationConfig]:
    """Whoever has the kind has it so strongly; where nobody has, the first hospital does."""

    def put(config: SimulationConfig, value: Any) -> SimulationConfig:
        own = [getattr(each, one.name) for each in config.hospitals]
        if not any(isinstance(each, cls) for each in own):
            own[0] = cls()
        given = [replace(each, **{parameter: value}) if isinstance(each, cls) else each for each in own]
        return replace(config, hospitals=_with(config, one.name, given))

    return put


def _with(config: SimulationConfig, name: str, given: list[Any]) -> tuple[Hospital, ...]:
    return tuple(replace(each, **{name: own}) for each, own in zip(config.hospitals, given, strict=True))
