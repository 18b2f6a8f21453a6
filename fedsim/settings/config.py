"""Everything a run depends on, in one frozen value that survives TOML, JSON and a URL unchanged.

A setting is declared here, once: its type, its bounds or choices, its default, and a `Setting` that says the rest.
Validation, files, links, the command line, the controls on the pages and what counts as the same experiment follow
from that; its title and help are in `fedsim.text.settings`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from annotated_types import Ge, Gt, Le, Lt

from fedsim.errors import Problem
from fedsim.settings import forms, problems, sameness
from fedsim.settings.declared import declared
from fedsim.settings.forms import read_toml
from fedsim.settings.hospitals import (
    MAX_HOSPITALS,
    MIN_HOSPITALS,
    OCT_CLASSES,
    Hospital,
    default_names,
    format_exclusions,
    parse_exclusions,
    start_hospitals,
)
from fedsim.settings.mixing import Mixing, NoMixing
from fedsim.settings.participation import Full, Participation
from fedsim.settings.partition import NoSkew, Partition
from fedsim.settings.presence import from_round, up_to
from fedsim.settings.quantity import Even, Quantity
from fedsim.settings.setting import EVERYTHING, TRAINING, Changes, ConfigError, Group, Need, Setting
from fedsim.settings.stop_at import NoStop, StopAt
from fedsim.settings.strategy import ROBUST, FedAvg, Strategy

__all__ = [
    "BOUNDS",
    "CHOICES",
    "DP",
    "KINDS",
    "MAX_EPOCHS",
    "MAX_HOSPITALS",
    "MIN_HOSPITALS",
    "MIN_SAMPLES",
    "OCT_CLASSES",
    "PRIVATE",
    "ConfigError",
    "Hospital",
    "SimulationConfig",
    "default_names",
    "format_exclusions",
    "parse_exclusions",
    "read_toml",
    "start_hospitals",
]

MIN_SAMPLES, MAX_SAMPLES, MAX_EPOCHS, MAX_EPSILON = 50, 999_999, 1000, 1e6
if TYPE_CHECKING:
    DP = str  # one that is checked when it is used: mechanisms and pages carry it as text
else:
    DP = Literal["none", "central", "central-client", "central-adaptive", "local", "record"]
PRIVATE = tuple(dp for dp in get_args(DP) if dp != "none")
NEEDS_DP = (Need("dp", PRIVATE),)


@dataclass(frozen=True)
class SimulationConfig:
    """The settings of one run; the defaults are the quick demo's.

    Building one never fails: `validate` tells whether it makes sense.

    Attributes:
        dataset: a name that `fedsim.data.load` knows, or the path of an .npz file.
        size: height and width of the images, px.
        hospitals: the federation, in order.
        partition: how a hospital's classes differ from those of others, beside the ones that it has never seen.
        participation: which hospitals take part in a round.
        samples_per_hospital: at most this many images each; None is all that there are.
        dropout: the chance that a hospital that is asked in a round does not answer.
        deadline: who needs longer for a round is cut off, in units of the median hospital's round on the virtual clock
            of `fedsim.hospitals.participation.clock`; None is waiting for everybody.
        deal: whether an image is at one hospital at most ("disjoint"), or at every hospital that sees its class
            ("shared"), so that they overlap.
        quantity: how large the hospitals are beside one another.
        rounds: communication rounds.
        stop_at: when a run ends before its last round; what it is judged by is the test accuracy that it tells.
        local_epochs: passes over its images that each hospital makes in a round.
        batch_size: images a step.
        lr: the hospitals' learning rate.
        optimizer: what takes their steps: Adam, or plain stochastic gradient descent.
        model: a name of `fedsim.training.models.MODELS`.
        weights: "none" starts from random weights, "imagenet" from torchvision's (resnet18 only).
        strategy: how the hospitals' models become one.
        mixing: what makes updates alike before a robust strategy's rule looks at them.
        dp: where differential privacy's noise goes. The server clips and adds it ("central"), or adds it to what the
            hospitals clipped ("central-client"), or moves the clip norm too ("central-adaptive"); each hospital adds
            it to its own update ("local"), or to every step of its training ("record").
        noise_multiplier: the noise, in units of the clip norm; 0 is clipping alone, without a guarantee.
        clip_norm: with `dp`, no hospital's update is longer than this (L2); for "record" no example's gradient.
        target_epsilon: the run stops before it would spend more. Where the noise multiplier is 0, the one is
            taken that spends it in the last round.
        delta: the chance at which the promise may fail; None is a hundredth of one over the population.
        baselines: whether each hospital also trains alone, and one model on all their images pooled: before, after
            or beside the federation. It changes no number of either.
        baseline_epochs: passes over its images that each baseline makes; None is as many as in the federation.
        attack: "last-round" tries to tell, from the models of the last round, which images they were trained on
            (`fedsim.privacy.membership`). It changes nothing in the training.
        target_accuracy: a test accuracy for which the rounds, bytes and seconds are told that it took; None is none.
            It ends no run.
        seed: every random choice follows from it.
        engine: how Flower's apps are run.
        device: where to train; "auto" takes the fastest there is.
        checkpoint_every: the models of every so many rounds are kept; None is the last one's alone, which always is.
    """

    dataset: Annotated[str, Setting(Group.DATA, Changes.DATA)] = "synthetic-oct"
    size: Annotated[int, Ge(8), Le(512), Setting(Group.DATA, Changes.DATA)] = 28
    hospitals: Annotated[tuple[Hospital, ...], Setting(Group.HOSPITALS, Changes.DATA)] = field(
        default_factory=lambda: start_hospitals(3, OCT_CLASSES)
    )
    partition: Annotated[Partition, Setting(Group.HOSPITALS, Changes.DATA)] = field(default_factory=NoSkew)
    participation: Annotated[Participation, Setting(Group.HOSPITALS, Changes.FEDERATION)] = field(default_factory=Full)
    samples_per_hospital: Annotated[
        int | None,
        Ge(MIN_SAMPLES),
        Le(MAX_SAMPLES),
        Setting(
            Group.HOSPITALS, Changes.DATA, none="all", steps=(50, 100, 200, 500, 1000, 1500, 2000, 5000, 10000, None)
        ),
    ] = 1500
    dropout: Annotated[
        float,
        Ge(0.0),
        Le(0.99),
        Setting(Group.HOSPITALS, Changes.FEDERATION, steps=(0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)),
    ] = 0.0
    deadline: Annotated[
        float | None,
        Ge(0.01),
        Le(1000.0),
        Setting(
            Group.HOSPITALS,
            Changes.FEDERATION,
            (Need("dp", ("none", *PRIVATE[:-1]), problem="deadline-or-records"),),
            steps=(0.5, 0.8, 1.0, 1.2, 1.5, 2.0, 3.0, 5.0, 10.0, None),
            none="none",
        ),
    ] = None
    deal: Annotated[
        Literal["disjoint", "shared"],
        Setting(
            Group.HOSPITALS,
            Changes.DATA,
            needs=(
                Need("partition", ("none", "classes"), of=("shared",), problem="shared-or-skew", mutual=True),
                Need("quantity", ("even",), of=("shared",), problem="shared-or-quantity", mutual=True),
            ),
        ),
    ] = "disjoint"
    quantity: Annotated[Quantity, Setting(Group.HOSPITALS, Changes.DATA)] = field(default_factory=Even)
    rounds: Annotated[
        int, Ge(1), Le(500), Setting(Group.TRAINING, TRAINING, steps=(1, 2, 3, 5, 10, 15, 20, 30, 50, 100))
    ] = 10
    stop_at: Annotated[StopAt, Setting(Group.TRAINING, Changes.FEDERATION)] = field(default_factory=NoStop)
    local_epochs: Annotated[int, Ge(1), Le(50), Setting(Group.TRAINING, TRAINING, steps=(1, 2, 3, 5, 10))] = 1
    batch_size: Annotated[int, Ge(1), Le(4096), Setting(Group.TRAINING, TRAINING, steps=(8, 16, 32, 64, 128, 256))] = 32
    lr: Annotated[
        float, Ge(1e-6), Le(1.0), Setting(Group.TRAINING, TRAINING, steps=(1e-4, 3e-4, 1e-3, 2.5e-3, 5e-3, 1e-2))
    ] = 2.5e-3
    optimizer: Annotated[Literal["adam", "sgd"], Setting(Group.TRAINING, TRAINING)] = "adam"
    model: Annotated[Literal["cnn", "resnet18"], Setting(Group.TRAINING, TRAINING)] = "cnn"
    weights: Annotated[
        Literal["none", "imagenet"],
        Setting(
            Group.TRAINING,
            TRAINING,
            needs=(
                Need("dp", ("none",), of=("imagenet",), problem="imagenet-or-noise", mutual=True),
                Need("model", ("resnet18",), of=("imagenet",), problem="imagenet-needs-resnet18"),
            ),
        ),
    ] = "none"
    strategy: Annotated[Strategy, Setting(Group.STRATEGY, Changes.FEDERATION)] = field(default_factory=FedAvg)
    mixing: Annotated[
        Mixing,
        Setting(Group.ROBUSTNESS, Changes.FEDERATION, needs=(Need("strategy", ROBUST, problem="mixing-without-rule"),)),
    ] = field(default_factory=NoMixing)
    dp: Annotated[
        DP,
        Setting(Group.PRIVACY, TRAINING),
    ] = "none"
    noise_multiplier: Annotated[
        float,
        Ge(0.0),
        Le(100.0),
        Setting(
            Group.PRIVACY,
            Changes.FEDERATION,
            NEEDS_DP,
            steps=(0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
        ),
    ] = 0.0
    clip_norm: Annotated[
        float,
        Ge(1e-3),
        Le(1e6),
        Setting(Group.PRIVACY, Changes.FEDERATION, NEEDS_DP, steps=(0.1, 0.3, 1.0, 3.0, 10.0)),
    ] = 1.0
    target_epsilon: Annotated[
        float | None,
        Gt(0.0),
        Le(MAX_EPSILON),
        Setting(
            Group.PRIVACY,
            Changes.FEDERATION,
            (Need("dp", PRIVATE, problem="budget-needs-noise"),),
            steps=(0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 10.0, 20.0, 50.0, None),
            none="none",
        ),
    ] = None
    delta: Annotated[
        float | None,
        Gt(0.0),
        Lt(1.0),
        Setting(
            Group.PRIVACY,
            Changes.FEDERATION,
            NEEDS_DP,
            steps=(1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, None),
            none="auto",
        ),
    ] = None
    baselines: Annotated[
        Literal["none", "before", "after", "beside"], Setting(Group.EVALUATION, Changes.RUN_ONLY, alone="after")
    ] = "none"
    baseline_epochs: Annotated[
        int | None,
        Ge(1),
        Le(MAX_EPOCHS),
        Setting(Group.EVALUATION, Changes.BASELINES, steps=(1, 2, 3, 5, 10, 20, 30, 50, 100, None), none="auto"),
    ] = None
    attack: Annotated[
        Literal["none", "last-round"], Setting(Group.EVALUATION, Changes.EVALUATION, alone="last-round")
    ] = "none"
    target_accuracy: Annotated[
        float | None,
        Gt(0.0),
        Le(1.0),
        Setting(Group.EVALUATION, steps=(0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 0.99, None), none="none"),
    ] = None
    seed: Annotated[int, Ge(0), Le(2**31 - 1), Setting(Group.RUN, EVERYTHING)] = 0
    engine: Annotated[Literal["inprocess", "ray"], Setting(Group.RUN)] = "inprocess"
    device: Annotated[Literal["auto", "cuda", "mps", "cpu"], Setting(Group.RUN)] = "auto"
    checkpoint_every: Annotated[
        int | None, Ge(1), Le(500), Setting(Group.RUN, steps=(1, 2, 5, 10, 20, 50, 100, None), none="last")
    ] = None

    @property
    def hospital_names(self) -> tuple[str, ...]:
        return tuple(hospital.name for hospital in self.hospitals)

    @property
    def num_baseline_epochs(self) -> int:
        """Epochs that each baseline trains for."""
        return self.rounds * self.local_epochs if self.baseline_epochs is None else self.baseline_epochs

    def repeats(self, other: "SimulationConfig") -> bool:
        """Whether the other is the same experiment, with the same or another seed; see `sameness.experiment`."""
        return sameness.experiment(self) == sameness.experiment(other)

    @property
    def private(self) -> bool:
        """Whether differential privacy's clipping is on; a guarantee needs noise too."""
        return self.dp != "none"

    def problems(self, classes: Sequence[str] | None = None) -> list[Problem]:
        """Every problem at once, as values.

        Args:
            classes: the data set's class names, to check the hospitals' exclusions against.
        """
        return problems.find(self, classes)

    def validate(self, classes: Sequence[str] | None = None) -> list[str]:
        """`problems` in words: each a sentence with the value, the bound and the remedy."""
        return [str(problem) for problem in self.problems(classes)]

    def to_dict(self) -> dict[str, Any]:
        """Plain values by the settings' names, ready for JSON: `from_dict` gives the same configuration back."""
        return forms.to_dict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any], classes: Sequence[str] = OCT_CLASSES) -> "SimulationConfig":
        """Build a configuration from `to_dict`'s form, or a settings file's; what is missing keeps its default.

        Args:
            values: settings by name, or tables of them by group.
            classes: the data set's class names, for the start pattern where no exclusions are given.

        Raises:
            ConfigError: a name is unknown or a value has the wrong type.
        """
        return cls(**forms.read(declared(cls), values, classes))

    def to_toml(self) -> str:
        """A settings file, with a table for each group."""
        return forms.to_toml(self)

    @classmethod
    def from_toml(cls, path: str | Path) -> "SimulationConfig":
        """Read a settings file.

        Raises:
            ConfigError: the file cannot be read, or holds an unknown or ill-typed setting.
        """
        return cls.from_dict(read_toml(path))

    def to_query(self) -> dict[str, str]:
        """URL query parameters, one string a setting."""
        return forms.to_query(self)

    @classmethod
    def from_query(cls, query: Mapping[str, str], classes: Sequence[str] = OCT_CLASSES) -> "SimulationConfig":
        """Read `to_query`'s form; parameters that are no settings are passed over. See `fedsim.settings.link`.

        Args:
            query: by name.
            classes: the data set's class names, for the start pattern where no exclusions are given.

        Raises:
            ConfigError: a value has the wrong type.
        """
        return cls.from_dict(forms.parse_query(declared(cls), query), classes)


BOUNDS: dict[str, tuple[float, float]] = {
    each.name: (each.low, each.high)
    for each in declared(SimulationConfig).values()
    if each.is_number and not each.setting.none and not each.union
}
"""The least and the largest value of every number that cannot be left open."""
CHOICES: dict[str, tuple[str, ...]] = {
    each.name: each.choices for each in declared(SimulationConfig).values() if each.choices and not each.kinds
}
"""What there is to choose from."""
KINDS: dict[str, dict[str, type]] = {
    each.name: each.kinds for each in declared(SimulationConfig).values() if each.kinds
}
"""Each union's kinds, by name."""


def with_presence(config: SimulationConfig, hospital: str, server_round: int, *, there: bool) -> SimulationConfig:
    """The same run, with a hospital left out from a round on, or back from then on."""
    changed = [
        replace(each, presence=from_round(each.presence, server_round, there)) if each.name == hospital else each
        for each in config.hospitals
    ]
    return replace(config, hospitals=tuple(changed))


def known_by(config: SimulationConfig, server_round: int) -> SimulationConfig:
    """The same run as far as a round decides who is left out; in round 0 nobody is."""
    known = [replace(each, presence=up_to(each.presence, server_round)) for each in config.hospitals]
    return replace(config, hospitals=tuple(known))
