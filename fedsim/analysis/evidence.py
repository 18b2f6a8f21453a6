"""The numbers that a verdict rests on: one run, or several that differ in the seed, model by model.

With one run, the difference of two accuracies has a normal 95 % interval over the choice of test images. Both models
answer the same images, and what is kept of that is how many images of each class each of them gets right. So they are
paired by class: with recalls p and q of a class, just one of them is right on p (1 - q) + q (1 - p) of its images, as
if their mistakes within the class were independent. Images that are hard for all models make that too many, and the
interval too wide. It holds nothing of what another seed would change.

With several seeds, the differences are paired by seed, and the interval of their mean is Student's (1908). Its standard
deviation is taken for one test image at least: no accuracy is known finer. The seeds share their test images: the
interval is for these images, and other images could add to it. The best hospital alone is the one with the best mean
over the seeds, not the best of each seed.

The best of K hospitals looks better than it is: luck helps whoever is picked. So `against_best` is about the truly best
one, whichever that is. Together is better than it by `low` where it is so than each single hospital, which needs no
correction, since the best one is among them (an intersection-union test: Berger 1982, Technometrics 24:295). That it is
worse may be the luck of any of K, and for `high` the error of each interval is divided by K (Bonferroni), as in
comparisons with the best (Hsu 1984, Annals of Statistics 12:1136). So it is where hospitals that gain are counted.

Where each hospital has a model of its own that is evaluated on what its own scanner takes, no hospital alone answers
the same images as they all do: then the mean over their own models is compared with the mean over the hospitals alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

import numpy as np

from fedsim.analysis.keys import POOLED, TOGETHER, ModelKey, alone
from fedsim.analysis.same import SAME
from fedsim.analysis.tested import tested_of
from fedsim.events import BaselineFinished, RoundFinished, Started
from fedsim.runs.state import RunState
from fedsim.settings.alike import sample_names, sample_places
from fedsim.settings.presence import takes_part
from fedsim.settings.strategy import by_scanner


@dataclass(frozen=True)
class Mean:
    """The mean of several models' scores with one seed, on as many test images of each class; its matrix is theirs."""

    accuracy: float
    confusion_matrix: tuple[tuple[float, ...], ...]


Score = RoundFinished | BaselineFinished | Mean
Scores = Sequence[RoundFinished | BaselineFinished]
"""One model, once a seed."""
CONFIDENCE = 0.95


class Kind(StrEnum):
    """Whether together is better than the best hospital alone."""

    HELPS = "helps"
    HURTS = "hurts"
    WITHIN_NOISE = "within-noise"


@dataclass(frozen=True)
class Row:
    """A model: means over the seeds, as fractions in [0, 1].

    Attributes:
        key: which one.
        accuracy: over the whole test set.
        spread: its standard deviation over the seeds; None with one.
        balanced_accuracy: mean recall over the classes.
        macro_f1: mean F1 over the classes.
        recalls: of each class; None where there is no test image of it.
        never_seen: classes that it had no training image of.
    """

    key: ModelKey
    accuracy: float
    spread: float | None
    balanced_accuracy: float
    macro_f1: float
    recalls: tuple[float | None, ...]
    never_seen: tuple[str, ...]


@dataclass(frozen=True)
class Gap:
    """A mean difference, of accuracies where nothing else is said, and the ends of its 95 % interval."""

    mean: float
    low: float
    high: float

    @property
    def margin(self) -> float:
        """Half of the interval."""
        return (self.high - self.low) / 2

    @property
    def clear(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > SAME or self.high < -SAME

    @property
    def noise(self) -> float:
        """How large a difference of this sign could be and not be clear."""
        return self.mean - self.low if self.mean >= 0 else self.high - self.mean


def compare(ones: Sequence[Score], others: Sequence[Score], among: int = 1) -> Gap:
    """The mean difference of two models' accuracies; see the module's docstring.

    Args:
        ones: the one model, an entry a seed.
        others: the other, likewise.
        among: comparisons of which all intervals are to hold at once, 95 times of 100.
    """
    differences = np.array([one.accuracy - other.accuracy for one, other in zip(ones, others, strict=True)])
    if len(differences) > 1:
        return gap_of(differences, 1 / max(1, int(np.sum(ones[0].confusion_matrix))), among)
    mean, half = float(differences[0]), _quantile(among) * _error(ones[0], others[0])
    return Gap(mean, mean - half, mean + half)


def gap_of(differences: np.ndarray, least: float = 0.0, among: int = 1) -> Gap:
    """The mean of several seeds' differences, with Student's interval.

    Args:
        differences: (seeds,), two at least.
        least: their standard deviation is taken for so much at least: nothing is known finer.
        among: as `compare` has it.
    """
    mean, num_seeds = float(np.mean(differences)), len(differences)
    spread = max(float(np.std(differences, ddof=1)), least)
    half = _quantile(among, num_seeds - 1) * spread / num_seeds**0.5
    return Gap(mean, mean - half, mean + half)


def against_best(ones: Scores, others: Sequence[Scores]) -> Gap:
    """A model less the best of others, whichever that truly is."""
    each = [compare(ones, other) for other in others]
    at_once = [compare(ones, other, len(others)) for other in others]
    return Gap(min(gap.mean for gap in each), min(gap.low for gap in each), min(gap.high for gap in at_once))


def _error(one: Score, other: Score) -> float:
    """Standard error of the difference of two accuracies on the same images, paired by class."""
    matrices = [np.asarray(score.confusion_matrix, dtype=float) for score in (one, other)]
    images = matrices[0].sum(axis=1)
    p, q = (matrix.diagonal() / np.maximum(images, 1) for matrix in matrices)
    shares = images / max(1, images.sum())
    variance = shares @ (p * (1 - q) + q * (1 - p)) - float(shares @ (p - q)) ** 2
    return float(np.sqrt(max(0.0, variance) / max(1, images.sum())))


@lru_cache(maxsize=256)
def _quantile(among: int, degrees: int | None = None) -> float:
    """Of the normal distribution, or of Student's: half of a 95 % interval of one of several, in standard errors."""
    from scipy import stats  # takes a second to import: not before it is needed

    share = 1 - (1 - CONFIDENCE) / 2 / among
    return float(stats.norm.ppf(share) if degrees is None else stats.t.ppf(share, degrees))


def comparable(runs: Sequence[RunState]) -> tuple[RunState, ...]:
    """The runs of the first's experiment that count beside it; none does until it has all its rounds and baselines."""
    first = runs[0]
    used = {first.config.seed: first}
    for run in runs[1:] if _complete(first) else ():
        if _counts(run, first) and run.made_like(first):
            used.setdefault(run.config.seed, run)
    return tuple(used.values())


def num_of_other_versions(runs: Sequence[RunState]) -> int:
    """How many more would count, had the same code, libraries and machine made them as the first."""
    first, used = runs[0], {run.config.seed for run in comparable(runs)}
    others = [run for run in runs[1:] if not run.made_like(first)] if _complete(first) else []
    return len({run.config.seed for run in others if _counts(run, first)} - used)


def _counts(run: RunState, first: RunState) -> bool:
    return run.config.repeats(first.config) and _complete(run) and bool(run.pooled or not first.pooled)


def _complete(run: RunState) -> bool:
    return run.is_trained and len(run.alone) == len(sample_places(run.config)) and bool(run.info)


@dataclass(frozen=True)
class Evidence:
    """The runs that count, model by model.

    Attributes:
        runs: the first is the one shown.
        info: its data and hospitals.
        num_given: runs that were asked about, but for those of other versions.
        num_of_other_versions: runs that would count but for what made them.
    """

    runs: tuple[RunState, ...]
    info: Started
    num_given: int
    num_of_other_versions: int = 0

    @cached_property
    def together(self) -> Scores:
        return tuple(run.rounds[-1] for run in self.runs)

    @cached_property
    def alone(self) -> dict[str, Scores]:
        """The hospitals that take part and have trained alone in every run, in the federation's order."""
        found = {str(seeds[0].hospital): seeds for seeds in zip(*(run.alone for run in self.runs), strict=True)}
        return {name: seeds for name, seeds in found.items() if name in self.members}

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The hospitals that take part: a verdict is about them."""
        return tuple(each.name for each in self.runs[0].config.hospitals if takes_part(each))

    @property
    def num_to_train(self) -> int:
        """How many of them are to train alone: of many hospitals a sample's."""
        return len({*sample_names(self.runs[0].config)} & {*self.members})

    @cached_property
    def pooled(self) -> Scores:
        """Of every run, or none: a seed without it has nothing to be paired with."""
        found = tuple(run.pooled for run in self.runs if run.pooled)
        return found if len(found) == len(self.runs) else ()

    @property
    def num_test(self) -> int:
        return int(np.sum(self.together[0].confusion_matrix))

    @cached_property
    def tested(self) -> tuple[str, ...]:
        """Classes that have test images."""
        return tested_of(self.together[0].confusion_matrix, self.info.classes)

    @cached_property
    def unseen(self) -> dict[str, tuple[str, ...]]:
        """For each hospital that takes part, the classes that it had no image of in any of the runs."""
        seen: dict[str, set[str]] = {name: set() for name in self.members}
        for info in (run.info for run in self.runs if run.info):
            for hospital in (each for each in info.hospitals if each.takes_part):
                has = zip(info.classes, hospital.class_counts, strict=True)
                seen.setdefault(hospital.name, set()).update(name for name, count in has if count)
        return {name: tuple(each for each in self.info.classes if each not in has) for name, has in seen.items()}

    @cached_property
    def nobodys(self) -> tuple[str, ...]:
        """Classes that no hospital which takes part has."""
        return tuple(each for each in self.info.classes if all(each in unseen for unseen in self.unseen.values()))

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        rows = [_row(alone(name), scores, self.unseen[name]) for name, scores in self.alone.items()]
        rows.append(_row(TOGETHER, self.together, self.nobodys))
        return (*rows, _row(POOLED, self.pooled, self.nobodys)) if self.pooled else tuple(rows)

    def row(self, key: ModelKey) -> Row:
        return next(row for row in self.rows if row.key == key)

    def recalls(self, classes: Sequence[str], key: ModelKey) -> list[float]:
        """A model's recall of some of the classes, those without test images left out."""
        found = dict(zip(self.info.classes, self.row(key).recalls, strict=True))
        return [recall for name in classes if (recall := found[name]) is not None]

    @cached_property
    def best(self) -> tuple[str, ...]:
        """The best hospital alone; several if they tie."""
        means = {name: self.row(alone(name)).accuracy for name in self.alone}
        return tuple(name for name, mean in means.items() if mean > max(means.values()) - SAME)

    @property
    def has_own_models(self) -> bool:
        """Whether together is a mean over the hospitals' own models."""
        return self.info.evaluated == "own"

    @property
    def by_scanner(self) -> bool:
        """Whether each hospital's models, its own and the one alone, are evaluated on what its own scanner takes."""
        return self.has_own_models and by_scanner(self.runs[0].config)

    @property
    def all_by_scanner(self) -> bool:
        """Whether every hospital has trained alone, and been evaluated so; earlier versions never did."""
        whole = len(self.alone) == self.num_to_train
        alone = [each for run in self.runs for each in run.alone if each.hospital in self.members]
        return whole and all(each.evaluated_on == "scanner" for each in alone)

    @cached_property
    def alone_on_average(self) -> tuple[Mean, ...]:
        """The mean over the hospitals, once a seed."""
        return tuple(_mean(scores) for scores in zip(*self.alone.values(), strict=True))

    @cached_property
    def gap(self) -> Gap:
        """Together less the best alone, allowing for its having been picked; or by scanner, less the mean alone."""
        if self.by_scanner:
            return compare(self.together, self.alone_on_average)
        return against_best(self.together, tuple(self.alone.values()))

    @cached_property
    def num_gaining(self) -> int:
        """Hospitals than which together is clearly better, all of these claims at once."""
        gaps = [compare(self.together, scores, len(self.alone)) for scores in self.alone.values()]
        return sum(gap.clear and gap.mean > 0 for gap in gaps)

    @property
    def kind(self) -> Kind:
        if not self.gap.clear:
            return Kind.WITHIN_NOISE
        return Kind.HELPS if self.gap.mean > 0 else Kind.HURTS


def mean_of(scores: Sequence[Score]) -> float:
    """Of the accuracies."""
    return float(np.mean([score.accuracy for score in scores]))


def spread_of(scores: Sequence[Score]) -> float | None:
    """Their standard deviation; None of one."""
    return float(np.std([score.accuracy for score in scores], ddof=1)) if len(scores) > 1 else None


def _mean(scores: Scores) -> Mean:
    matrix = np.mean([score.confusion_matrix for score in scores], axis=0)
    return Mean(float(np.mean([score.accuracy for score in scores])), tuple(tuple(row) for row in matrix.tolist()))


def _row(key: ModelKey, scores: Scores, never_seen: tuple[str, ...]) -> Row:
    matrices = np.array([score.confusion_matrix for score in scores], dtype=float)
    hits, images = matrices.diagonal(axis1=1, axis2=2), matrices.sum(axis=2)
    recalls = [float(np.mean(h / n)) if n.all() else None for h, n in zip(hits.T, images.T, strict=True)]
    return Row(
        key,
        mean_of(scores),
        spread_of(scores),
        float(np.mean([score.balanced_accuracy for score in scores])),
        float(np.mean([score.macro_f1 for score in scores])),
        tuple(recalls),
        never_seen,
    )
