"""Stories that take one press: a few runs that differ in one thing, and what is claimed of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from fedsim.settings.adversary import Adversary, Backdoor, SignFlip
from fedsim.settings.config import Hospital, SimulationConfig, default_names, start_hospitals
from fedsim.settings.images import Exactly
from fedsim.settings.mixing import NearestNeighbours
from fedsim.settings.partition import Dirichlet, FewClasses
from fedsim.settings.presence import Never
from fedsim.settings.shortcut import Mark
from fedsim.settings.strategy import CentredClipping, FedDyn, FedMedian, FedProx, GeometricMedian, Krum, Scaffold

SEEDS = (0, 1, 2)
"""With which every scenario is measured (benchmarks/scenarios.py)."""
ALIKE = 0.03
"""So far apart are accuracies that a story calls alike."""
OWN_SEED = 3
"""With which a visitor's press runs it: one more, and none of these."""


@dataclass(frozen=True)
class Bar:
    """A number of a scenario's picture.

    Attributes:
        run: a key of its runs.
        measure: what of the run, a key of `fedsim.analysis.scenarios.MEASURES`.
    """

    run: str
    measure: str = "accuracy"


@dataclass(frozen=True)
class Claim:
    """What a story says of two of its bars; a test holds it to what was measured.

    Attributes:
        one: a bar.
        other: another.
        says: of their scores, seed by seed, whether it is true.
    """

    one: str
    other: str
    says: Callable[[Sequence[float], Sequence[float]], bool]

    def holds(self, scores: Mapping[str, Sequence[float]]) -> bool:
        """Args: scores: by bar, one a seed."""
        return self.says(scores[self.one], scores[self.other])


def _longer(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(mine > its for mine, its in zip(one, other, strict=True))


def _alike(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(abs(mine - its) <= ALIKE for mine, its in zip(one, other, strict=True))


def _undecided(one: Sequence[float], other: Sequence[float]) -> bool:
    return not _longer(one, other) and not _longer(other, one)


def longer(one: str, *others: str) -> tuple[Claim, ...]:
    """With every seed it is longer than each of the others."""
    return tuple(Claim(one, other, _longer) for other in others)


def alike(one: str, other: str) -> tuple[Claim, ...]:
    """With every seed they are within `ALIKE`."""
    return (Claim(one, other, _alike),)


def undecided(one: str, other: str) -> tuple[Claim, ...]:
    """Which of them is longer depends on the seed."""
    return (Claim(one, other, _undecided),)


@dataclass(frozen=True)
class Scenario:
    """A few runs that tell a story.

    Attributes:
        runs: by a key, in the order in which they are run.
        shown: the one that is shown while it runs.
        bars: what its picture shows, by a key, from top to bottom.
        claims: what the story says.
        surprising: whether it goes against what the method was made for.
    """

    runs: Mapping[str, SimulationConfig]
    shown: str
    bars: Mapping[str, Bar]
    claims: tuple[Claim, ...]
    surprising: bool = False


def _story(
    shown: str,
    *claims: Claim,
    bars: Mapping[str, Bar] | None = None,
    surprising: bool = False,
    **runs: SimulationConfig,
) -> Scenario:
    """One whose bars are its runs' accuracies, where nothing else is said."""
    return Scenario(runs, shown, bars or {run: Bar(run) for run in runs}, claims, surprising)


def _hospitals(number: int, make: Callable[[int], Hospital] | None = None) -> tuple[Hospital, ...]:
    names = default_names(number)
    return tuple(replace(make(place), name=name) if make else Hospital(name) for place, name in enumerate(names))


def _with_cheats(number: int, cheats: int, adversary: Adversary) -> tuple[Hospital, ...]:
    """The first ones cheat."""
    return _hospitals(number, lambda place: Hospital("", adversary=adversary) if place < cheats else Hospital(""))


DIGITS = SimulationConfig(
    dataset="digits", hospitals=_hospitals(10), samples_per_hospital=None, rounds=15, local_epochs=3, seed=OWN_SEED
)
"""Handwritten digits train in seconds, and everybody can read them."""
UNEVEN = replace(DIGITS, partition=Dirichlet(alpha=0.1))
PLAIN_SGD = replace(DIGITS, partition=FewClasses(classes_per_hospital=1), optimizer="sgd", lr=0.2)
SPECIALISTS = replace(DIGITS, hospitals=_hospitals(12), partition=FewClasses(classes_per_hospital=3))
SIGN_FLIPPED = replace(SPECIALISTS, hospitals=_with_cheats(12, 2, SignFlip()))
BACKDOOR = replace(DIGITS, hospitals=_with_cheats(5, 1, Backdoor(target="7")))
SCANS = SimulationConfig(seed=OWN_SEED, baselines="after")
"""The quick demo's, whose hospitals train alone too."""
MARKED = replace(
    SCANS,
    hospitals=tuple(
        replace(each, shortcut=Mark(of="DRUSEN", share=0.9)) if place == 0 else each
        for place, each in enumerate(_hospitals(3))
    ),
)
NEWCOMER = replace(
    SCANS,
    hospitals=(
        *_hospitals(3),
        Hospital(default_names(4)[3], images=Exactly(num_images=60), presence=Never(tuning_epochs=5)),
    ),
)
LACKING = replace(DIGITS, hospitals=start_hospitals(10, [str(digit) for digit in range(10)]))

SCENARIOS = {
    "uneven": _story(
        "uneven",
        *longer("even", "uneven"),
        even=replace(DIGITS, partition=Dirichlet(alpha=100.0)),
        uneven=UNEVEN,
    ),
    "mended": _story(
        "fedprox",
        *longer("fedprox", "fedavg"),
        *undecided("scaffold", "fedavg"),
        *undecided("feddyn", "fedavg"),
        fedavg=UNEVEN,
        fedprox=replace(UNEVEN, strategy=FedProx(mu=0.1)),
        scaffold=replace(UNEVEN, strategy=Scaffold()),
        feddyn=replace(UNEVEN, strategy=FedDyn()),
    ),
    "one-class": _story(
        "scaffold",
        *longer("fedavg", "scaffold"),
        surprising=True,
        fedavg=PLAIN_SGD,
        scaffold=replace(PLAIN_SGD, strategy=Scaffold()),
    ),
    "dropout": _story(
        "half",
        *alike("half", "all"),
        surprising=True,
        all=LACKING,
        half=replace(LACKING, dropout=0.5),
    ),
    "harmful-defence": _story(
        "krum",
        *longer("mean", "median", "rfa", "krum"),
        surprising=True,
        mean=SPECIALISTS,
        clipping=replace(SPECIALISTS, strategy=CentredClipping()),
        median=replace(SPECIALISTS, strategy=FedMedian()),
        rfa=replace(SPECIALISTS, strategy=GeometricMedian()),
        krum=replace(SPECIALISTS, strategy=Krum(byzantine=2)),
    ),
    "sign-flip": _story(
        "mean",
        *longer("mixed", "mean"),
        *longer("mean", "median"),
        mean=SIGN_FLIPPED,
        median=replace(SIGN_FLIPPED, strategy=FedMedian()),
        mixed=replace(SIGN_FLIPPED, strategy=FedMedian(), mixing=NearestNeighbours()),
    ),
    "backdoor": _story(
        "mean",
        *longer("mean", "median", "krum"),
        bars={run: Bar(run, "attack-success") for run in ("mean", "clipping", "median", "krum")},
        mean=BACKDOOR,
        clipping=replace(BACKDOOR, strategy=CentredClipping()),
        median=replace(BACKDOOR, strategy=FedMedian()),
        krum=replace(BACKDOOR, strategy=Krum(byzantine=1)),
    ),
    "shortcut": _story(
        "marked",
        *longer("alone-without", "alone-wrong"),
        *longer("together-without", "together-wrong"),
        *longer("together-wrong", "alone-wrong"),
        bars={
            "alone-without": Bar("marked", "alone-without-mark"),
            "alone-wrong": Bar("marked", "alone-with-wrong-mark"),
            "together-without": Bar("marked", "without-mark"),
            "together-wrong": Bar("marked", "with-wrong-mark"),
        },
        marked=MARKED,
    ),
    "newcomer": _story(
        "run",
        *longer("arriving", "tuned", "alone"),
        surprising=True,
        bars={
            "alone": Bar("run", "newcomer-alone"),
            "arriving": Bar("run", "newcomer"),
            "tuned": Bar("run", "newcomer-tuned"),
        },
        run=NEWCOMER,
    ),
}
"""By a key; `fedsim.text.scenarios` tells them, `benchmarks/scenarios.py` measures them."""
