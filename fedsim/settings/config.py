"""Everything a run depends on, in one frozen value that survives TOML, JSON and a URL unchanged."""

import dataclasses
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import tomli_w

from fedsim.settings import kinds
from fedsim.settings.kinds import KINDS, PARAMETERS, ConfigError
from fedsim.settings.participation import Full, Participation
from fedsim.settings.partition import Disjoint, Partition
from fedsim.settings.strategy import FedAvg, Strategy

MIN_HOSPITALS, MAX_HOSPITALS = 2, 20
MIN_SAMPLES = 50
OCT_CLASSES = ("CNV", "DME", "DRUSEN", "NORMAL")
START_EXCLUDED = (1, 2, 0)
"""Positions of the classes that hospitals A, B and C have never seen at the start; later ones repeat them."""

BOUNDS: dict[str, tuple[float, float]] = {
    "rounds": (1, 500),
    "local_epochs": (1, 50),
    "batch_size": (1, 4096),
    "lr": (1e-6, 1.0),
    "noise_multiplier": (0.0, 100.0),
    "clip_norm": (1e-3, 1e6),
    "seed": (0, 2**31 - 1),
    "size": (8, 512),
}
REAL_NUMBERS = ("lr", "noise_multiplier", "clip_norm", "target_epsilon", "delta")
WORD_FOR_NONE = {"samples_per_hospital": "all", "baseline_epochs": "auto", "target_epsilon": "none", "delta": "auto"}
"""Numbers that may be left open, and how a file or a URL says so."""
CHOICES: dict[str, tuple[str, ...]] = {
    "model": ("cnn", "resnet18"),
    "weights": ("none", "imagenet"),
    "engine": ("inprocess", "ray"),
    "device": ("auto", "cuda", "mps", "cpu"),
    "baselines": ("none", "before", "after", "beside"),
    "attack": ("none", "last-round"),
    "dp": ("none", "central", "central-client", "central-adaptive", "local", "record"),
}
MAX_EPOCHS = 1000
MAX_EPSILON = 1e6


@dataclass(frozen=True)
class Hospital:
    """One simulated hospital.

    Attributes:
        name: unique in its federation.
        excluded: names of the classes that it has never seen.
    """

    name: str
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True)
class SimulationConfig:
    """The settings of one run; the defaults are the quick demo's.

    Building one never fails: `validate` tells whether it makes sense.

    Attributes:
        dataset: a name that `fedsim.data.load` knows, or the path of an .npz file.
        size: height and width of the images, px.
        hospitals: the federation, in order.
        partition: which hospital gets which image.
        participation: which hospitals take part in a round.
        samples_per_hospital: at most this many images each; None is all that there are.
        rounds: communication rounds.
        local_epochs: passes over its images that each hospital makes in a round.
        batch_size: images a step.
        lr: Adam's learning rate.
        model: a name of `fedsim.training.models.MODELS`.
        weights: "none" starts from random weights, "imagenet" from torchvision's (resnet18 only).
        strategy: how the hospitals' models become one.
        dp: where differential privacy's noise goes. The server clips and adds it ("central"), or adds it to what the
            hospitals clipped ("central-client"), or moves the clip norm too ("central-adaptive"); each hospital adds
            it to its own update ("local"), or to every step of its training ("record").
        noise_multiplier: the noise, in units of the clip norm; 0 is clipping alone, without a guarantee.
        clip_norm: with `dp`, no hospital's update is longer than this (L2); for "record" no example's gradient.
        target_epsilon: the run stops before it would spend more. Where the noise multiplier is 0, the one is
            taken that spends it in the last round.
        delta: the chance at which the promise may fail; None is a hundredth of one over the population.
        baselines: whether each hospital also trains alone, and one model on all their images pooled: before, after
            or beside the federation.
        baseline_epochs: passes over its images that each baseline makes; None is as many as in the federation.
        attack: "last-round" tries to tell, from the models of the last round, which images they were trained on
            (`fedsim.privacy.membership`). It changes nothing in the training.
        seed: every random choice follows from it.
        engine: how Flower's apps are run.
        device: where to train; "auto" takes the fastest there is.
    """

    dataset: str = "synthetic-oct"
    size: int = 28
    hospitals: tuple[Hospital, ...] = field(default_factory=lambda: start_hospitals(3, OCT_CLASSES))
    partition: Partition = field(default_factory=Disjoint)
    participation: Participation = field(default_factory=Full)
    samples_per_hospital: int | None = 1500
    rounds: int = 10
    local_epochs: int = 1
    batch_size: int = 32
    lr: float = 2.5e-3
    model: str = "cnn"
    weights: str = "none"
    strategy: Strategy = field(default_factory=FedAvg)
    dp: str = "none"
    noise_multiplier: float = 0.0
    clip_norm: float = 1.0
    target_epsilon: float | None = None
    delta: float | None = None
    baselines: str = "none"
    baseline_epochs: int | None = None
    attack: str = "none"
    seed: int = 0
    engine: str = "inprocess"
    device: str = "auto"

    @property
    def hospital_names(self) -> tuple[str, ...]:
        return tuple(hospital.name for hospital in self.hospitals)

    @property
    def num_baseline_epochs(self) -> int:
        """Epochs that each baseline trains for."""
        return self.rounds * self.local_epochs if self.baseline_epochs is None else self.baseline_epochs

    def repeats(self, other: "SimulationConfig") -> bool:
        """Whether the other differs in the seed alone, when the baselines are trained, and whether it is attacked."""
        one, two = (dataclasses.replace(each, seed=0, baselines="none", attack="none") for each in (self, other))
        return one == two

    @property
    def private(self) -> bool:
        """Whether differential privacy's clipping is on; a guarantee needs noise too."""
        return self.dp != "none"

    def validate(self, classes: Sequence[str] | None = None) -> list[str]:
        """Return every problem at once, each a sentence with the value, the bound and the remedy.

        Args:
            classes: the data set's class names, to check the hospitals' exclusions against.
        """
        return [
            *(problem for name in BOUNDS if (problem := self._out_of_bounds(name))),
            *(problem for name in CHOICES if (problem := self._not_a_choice(name))),
            *(problem for name in KINDS for problem in kinds.problems(getattr(self, name))),
            *self._sample_problems(),
            *self._privacy_problems(),
            *self._hospital_problems(),
            *(self._class_problems(classes) if classes is not None else []),
        ]

    def _out_of_bounds(self, name: str) -> str | None:
        low, high = BOUNDS[name]
        value = getattr(self, name)
        kind = float | int if name in REAL_NUMBERS else int
        if isinstance(value, bool) or not isinstance(value, kind) or not low <= value <= high:
            return f"{name} must be from {low:g} to {high:g}, got {value}."
        return None

    def _not_a_choice(self, name: str) -> str | None:
        value = getattr(self, name)
        return None if value in CHOICES[name] else f"{name} must be one of {', '.join(CHOICES[name])}, got {value}."

    def _sample_problems(self) -> list[str]:
        problems = []
        if self.samples_per_hospital is not None and self.samples_per_hospital < MIN_SAMPLES:
            problems.append(f"samples_per_hospital must be >= {MIN_SAMPLES} or all, got {self.samples_per_hospital}.")
        if self.baseline_epochs is not None and not 1 <= self.baseline_epochs <= MAX_EPOCHS:
            problems.append(
                f"baseline_epochs must be from 1 to {MAX_EPOCHS}, or auto for the federation's, "
                f"got {self.baseline_epochs}."
            )
        if self.weights == "imagenet" and self.model != "resnet18":
            problems.append("Only resnet18 has ImageNet weights; choose it, or set weights to none.")
        if self.model == "resnet18" and self.batch_size == 1 and not self.private:
            problems.append("ResNet-18's BatchNorm needs batches of 2 or more; set batch_size to at least 2, got 1.")
        return problems

    def _privacy_problems(self) -> list[str]:
        problems = []
        if unsound := self.strategy.privacy_problem(self.dp):
            problems.append(unsound)
        if self.weights == "imagenet" and self.private:
            problems.append(
                "ImageNet weights need BatchNorm, which differential privacy rules out; "
                "set weights to none or dp to none."
            )
        if self.target_epsilon is not None and not 0 < self.target_epsilon <= MAX_EPSILON:
            problems.append(f"target_epsilon must be above 0, at most {MAX_EPSILON:g}, got {self.target_epsilon}.")
        if self.target_epsilon is not None and not self.private:
            problems.append(
                "A target_epsilon needs noise: choose with dp where it goes, or set target_epsilon to none."
            )
        if self.delta is not None and not 0 < self.delta < 1:
            problems.append(f"delta must be between 0 and 1, or auto, got {self.delta}.")
        return problems

    def _hospital_problems(self) -> list[str]:
        names = self.hospital_names
        problems = []
        if not MIN_HOSPITALS <= len(names) <= MAX_HOSPITALS:
            problems.append(f"hospitals must be from {MIN_HOSPITALS} to {MAX_HOSPITALS}, got {len(names)}.")
        if any(not _can_be_written(name) for name in names):
            problems.append("Every hospital needs a name without '=', ';' or ',' and without spaces around it.")
        if twice := sorted({name for name in names if names.count(name) > 1}):
            problems.append(f"Two hospitals are called {twice[0]}; give each its own name.")
        return problems

    def _class_problems(self, classes: Sequence[str]) -> list[str]:
        problems = []
        if odd := [name for name in classes if not _can_be_written(name)]:
            problems.append(
                f"The class name {odd[0]!r} cannot be written in a link; rename it without '=', ';' or ','."
            )
        for hospital in self.hospitals:
            if unknown := [name for name in hospital.excluded if name not in classes]:
                problems.append(
                    f"Hospital {hospital.name} excludes {', '.join(unknown)}, but the classes are {', '.join(classes)}."
                )
            if set(hospital.excluded) >= set(classes):
                problems.append(f"Hospital {hospital.name} has no class left to learn from; give it at least one.")
        return problems

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON or TOML: `from_dict` gives the same configuration back."""
        values = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        values["hospitals"] = list(self.hospital_names)
        values |= {name: kinds.to_table(values[name]) for name in KINDS}
        values |= {name: word for name, word in WORD_FOR_NONE.items() if values[name] is None}
        values["excluded"] = {hospital.name: list(hospital.excluded) for hospital in self.hospitals}
        return values

    @classmethod
    def from_dict(cls, values: Mapping[str, Any], classes: Sequence[str] = OCT_CLASSES) -> "SimulationConfig":
        """Build a configuration from `to_dict`'s form; what is missing keeps its default.

        Args:
            values: settings by name.
            classes: the data set's class names, for the start pattern where no exclusions are given.

        Raises:
            ConfigError: a name is unknown or a value has the wrong type.
        """
        known = {f.name: f for f in dataclasses.fields(cls)}
        values = _name_dp(values)
        if unknown := sorted(set(values) - set(known) - PARAMETERS - {"excluded"}):
            raise ConfigError(f"Unknown setting '{unknown[0]}'; the settings are {', '.join(known)} and excluded.")
        fields = {name: _coerce(name, value) for name, value in values.items() if name in known and name not in KINDS}
        fields |= {name: kinds.read(name, values) for name in KINDS}
        if "hospitals" in values or "excluded" in values or classes != OCT_CLASSES:
            fields["hospitals"] = _read_hospitals(values, classes)
        return cls(**fields)

    def to_toml(self) -> str:
        return tomli_w.dumps(self.to_dict())

    @classmethod
    def from_toml(cls, path: str | Path) -> "SimulationConfig":
        """Read a TOML file in `to_dict`'s form.

        Raises:
            ConfigError: the file cannot be read, or holds an unknown or ill-typed setting.
        """
        return cls.from_dict(read_toml(path))

    def to_query(self) -> dict[str, str]:
        """URL query parameters, one string a setting."""
        values = self.to_dict()
        for name in KINDS:
            values |= kinds.to_flat(name, getattr(self, name))
        values = {name: str(value) for name, value in values.items()}
        values["hospitals"] = ",".join(self.hospital_names)
        values["excluded"] = format_exclusions(self.hospitals)
        return values

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "SimulationConfig":
        """Read `to_query`'s form; parameters that are no settings are passed over.

        Raises:
            ConfigError: a value has the wrong type.
        """
        known = {f.name for f in dataclasses.fields(cls)} | PARAMETERS | {"excluded"}
        values: dict[str, Any] = {name: value for name, value in query.items() if name in known}
        if "hospitals" in values:
            values["hospitals"] = values["hospitals"].split(",")
        if "excluded" in values:
            values["excluded"] = parse_exclusions(values["excluded"])
        return cls.from_dict(values)


def default_names(num_hospitals: int) -> list[str]:
    """A, B, C ..."""
    return list(ascii_uppercase[:num_hospitals])


def start_hospitals(num_hospitals: int, classes: Sequence[str]) -> tuple[Hospital, ...]:
    """The story's start: each of A, B and C has never seen one class, and later hospitals repeat the pattern."""
    missing = [classes[START_EXCLUDED[i % 3] % len(classes)] for i in range(num_hospitals)]
    return tuple(Hospital(name, (cls,)) for name, cls in zip(default_names(num_hospitals), missing, strict=False))


def parse_exclusions(text: str) -> dict[str, list[str]]:
    """Read "A=DME;B=DRUSEN,NORMAL" as {"A": ["DME"], "B": ["DRUSEN", "NORMAL"]}; "none" is no exclusion.

    Raises:
        ConfigError: a part has no '=', or names a hospital twice.
    """
    exclusions: dict[str, list[str]] = {}
    for part in text.split(";"):
        name, equals, classes = (piece.strip() for piece in part.partition("="))
        if not equals and part.strip().lower() in ("", "none"):
            continue
        if not equals or name in exclusions:
            raise ConfigError(
                f"Cannot read the exclusion '{part}'; write it once a hospital, as in A=DME;B=DRUSEN,CNV."
            )
        exclusions[name] = [cls.strip() for cls in classes.split(",") if cls.strip()]
    return exclusions


def format_exclusions(hospitals: Sequence[Hospital]) -> str:
    """The form that `parse_exclusions` reads."""
    parts = [f"{hospital.name}={','.join(hospital.excluded)}" for hospital in hospitals if hospital.excluded]
    return ";".join(parts) or "none"


def read_toml(path: str | Path) -> dict[str, Any]:
    """The file's settings.

    Raises:
        ConfigError: the file is missing or is not TOML.
    """
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"Cannot read the settings in {path}: {error}.") from error


def _coerce(name: str, value: Any) -> Any:
    """Take what TOML, JSON or a URL gave for a setting as the type that the setting has."""
    if name in WORD_FOR_NONE and (value is None or str(value).lower() == WORD_FOR_NONE[name]):
        return None
    kind: type = float if name in REAL_NUMBERS else str
    if kind is str and (name in BOUNDS or name in WORD_FOR_NONE):
        kind = int
    try:
        if kind is int and isinstance(value, float) and not value.is_integer():
            raise ValueError
        return value if name == "hospitals" else kind(value)
    except (TypeError, ValueError):
        article = "a whole number" if kind is int else "a number"
        raise ConfigError(f"{name} must be {article}, got '{value}'.") from None


def _name_dp(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Settings from before `dp` was one, and those that leave it out, mean central noise where they ask for any."""
    asked = any(_as_number(values.get(name)) > 0 for name in ("noise_multiplier", "target_epsilon"))
    return values if "dp" in values or not asked else {**values, "dp": "central"}


def _as_number(value: Any) -> float:
    """0 for what is no number: `_coerce` complains of it."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0


def _read_hospitals(values: Mapping[str, Any], classes: Sequence[str]) -> tuple[Hospital, ...]:
    """Join the names and the exclusions. A count stands for A, B, C ...; no exclusions at all are the start's."""
    names = _read_names(values.get("hospitals", 3))
    excluded = values.get("excluded")
    if excluded is not None and not _is_table(excluded):
        raise ConfigError(f"excluded must be a table such as {{A = ['DME']}}, got '{excluded}'.")
    if excluded is None:
        return tuple(
            Hospital(name, start.excluded)
            for name, start in zip(names, start_hospitals(len(names), classes), strict=True)
        )
    if strangers := [name for name in excluded if name not in names]:
        raise ConfigError(f"Hospital {strangers[0]} excludes classes, but the hospitals are {', '.join(names)}.")
    return tuple(Hospital(name, tuple(excluded.get(name, ()))) for name in names)


def _read_names(names: Any) -> list[str]:
    if isinstance(names, int) or (isinstance(names, str) and names.isdecimal()):
        number = int(names)
        names = default_names(min(number, MAX_HOSPITALS))
    elif not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise ConfigError(f"hospitals must be a number or a list of names, got '{names}'.")
    else:
        number = len(names)
    if number > MAX_HOSPITALS:
        raise ConfigError(f"hospitals must be from {MIN_HOSPITALS} to {MAX_HOSPITALS}, got {number}.")
    return [name.strip() for name in names]


def _is_table(excluded: Any) -> bool:
    return isinstance(excluded, Mapping) and all(
        isinstance(classes, list | tuple) and all(isinstance(cls, str) for cls in classes)
        for classes in excluded.values()
    )


def _can_be_written(name: str) -> bool:
    """Whether a name survives the form "A=DME;B=DRUSEN,CNV"."""
    return bool(name) and name == name.strip() and not set(name) & set("=;,")
