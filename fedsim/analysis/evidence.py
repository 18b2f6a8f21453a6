"""The numbers that a verdict rests on: one run, or several that differ in the seed, model by model.

With one run, the difference of two accuracies p and q has the normal 95 % interval with the standard error
sqrt(p (1 - p) / n + q (1 - q) / n), as if the two were independent. They answer the same images, so that a paired test
would be tighter, as a rule: this one rather says "within noise". It holds nothing of what another seed would change.

With several seeds, the differences are paired by seed, and the interval of their mean is Student's (1908). Its standard
deviation is taken for one test image at least: no accuracy is known finer. The seeds share their test images: the
interval is for these images, and other images could add to it. The best hospital alone is the one with the best mean
over the seeds, not the best of each seed. Being picked for it, it looks a little better than it is, which never
favours the federation. Where several hospitals are compared, the intervals are not corrected for their number.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np

from fedsim.analysis.keys import POOLED, TOGETHER, ModelKey, alone
from fedsim.events import BaselineFinished, RoundFinished, Started
from fedsim.runs.state import RunState

Scores = Sequence[RoundFinished | BaselineFinished]
"""One model, once a seed."""
CONFIDENCE = 0.95
SAME = 1e-9
"""Two means closer than this are equal: the rest is floating point."""
FREE = ("seed", "engine", "device", "baselines")
"""Settings in which runs that are compared may differ: by the last, only when the hospitals train alone."""


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
    """A mean difference of two accuracies, and half of its 95 % interval."""

    mean: float
    margin: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves 0 out."""
        return abs(self.mean) > max(self.margin, SAME)


def compare(ones: Scores, others: Scores) -> Gap:
    """The mean difference of two models' accuracies; see the module's docstring. Both have one entry a seed."""
    from scipy import stats  # takes a second to import: not before it is needed

    num_test = max(1, int(np.sum(ones[0].confusion_matrix)))
    p, q = (np.array([score.accuracy for score in scores]) for scores in (ones, others))
    if len(p) == 1:
        error = float(np.sqrt((p * (1 - p) + q * (1 - q)) / num_test)[0])
        return Gap(float((p - q)[0]), float(stats.norm.ppf((1 + CONFIDENCE) / 2)) * error)
    error = max(float(np.std(p - q, ddof=1)), 1 / num_test) / len(p) ** 0.5
    return Gap(float(np.mean(p - q)), float(stats.t.ppf((1 + CONFIDENCE) / 2, len(p) - 1)) * error)


def comparable(runs: Sequence[RunState]) -> tuple[RunState, ...]:
    """The runs that count beside the first; none does until the first has all its rounds and baselines."""
    first = runs[0]
    used = {first.config.seed: first}
    for run in runs[1:] if _complete(first) else ():
        same = replace(run.config, **{name: getattr(first.config, name) for name in FREE})
        if same == first.config and _complete(run) and (run.pooled or not first.pooled):
            used.setdefault(run.config.seed, run)
    return tuple(used.values())


def _complete(run: RunState) -> bool:
    return run.rounds_done >= run.config.rounds and len(run.alone) == len(run.config.hospitals) and bool(run.info)


@dataclass(frozen=True)
class Evidence:
    """The runs that count, model by model.

    Attributes:
        runs: the first is the one shown.
        info: its data and hospitals.
        num_given: runs that were asked about.
    """

    runs: tuple[RunState, ...]
    info: Started
    num_given: int

    @cached_property
    def together(self) -> Scores:
        return tuple(run.rounds[-1] for run in self.runs)

    @cached_property
    def alone(self) -> dict[str, Scores]:
        """The hospitals that have trained alone in every run, in the federation's order."""
        return {str(seeds[0].hospital): seeds for seeds in zip(*(run.alone for run in self.runs), strict=True)}

    @cached_property
    def pooled(self) -> Scores:
        return tuple(run.pooled for run in self.runs if run.pooled)

    @property
    def num_test(self) -> int:
        return int(np.sum(self.together[0].confusion_matrix))

    @cached_property
    def tested(self) -> tuple[str, ...]:
        """Classes that have test images."""
        matrix = self.together[0].confusion_matrix
        return tuple(name for name, images in zip(self.info.classes, matrix, strict=True) if sum(images))

    @cached_property
    def unseen(self) -> dict[str, tuple[str, ...]]:
        """For each hospital, the classes that it had no image of in any of the runs."""
        seen: dict[str, set[str]] = {name: set() for name in self.runs[0].config.hospital_names}
        for info in (run.info for run in self.runs if run.info):
            for hospital in info.hospitals:
                has = zip(info.classes, hospital.class_counts, strict=True)
                seen.setdefault(hospital.name, set()).update(name for name, count in has if count)
        return {name: tuple(each for each in self.info.classes if each not in has) for name, has in seen.items()}

    @cached_property
    def nobodys(self) -> tuple[str, ...]:
        """Classes that no hospital has."""
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

    @cached_property
    def gap(self) -> Gap:
        """Together less the best alone; of several, the one that is least sure."""
        return max((compare(self.together, self.alone[name]) for name in self.best), key=lambda gap: gap.margin)

    @property
    def kind(self) -> Kind:
        if not self.gap.clear:
            return Kind.WITHIN_NOISE
        return Kind.HELPS if self.gap.mean > 0 else Kind.HURTS


def _row(key: ModelKey, scores: Scores, never_seen: tuple[str, ...]) -> Row:
    accuracies = [score.accuracy for score in scores]
    matrices = np.array([score.confusion_matrix for score in scores], dtype=float)
    hits, images = matrices.diagonal(axis1=1, axis2=2), matrices.sum(axis=2)
    recalls = [float(np.mean(h / n)) if n.all() else None for h, n in zip(hits.T, images.T, strict=True)]
    return Row(
        key,
        float(np.mean(accuracies)),
        float(np.std(accuracies, ddof=1)) if len(scores) > 1 else None,
        float(np.mean([score.balanced_accuracy for score in scores])),
        float(np.mean([score.macro_f1 for score in scores])),
        tuple(recalls),
        never_seen,
    )
