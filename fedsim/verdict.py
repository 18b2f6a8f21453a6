"""What a run's own numbers say, in plain words: does federation help, by how much, and how sure is that?

"Together" is the shared model after the last finished round, "alone" a hospital that trained by itself, "pooled" one
model trained on all their images in one place. All are judged on the same n test images.

With one run, the difference of two accuracies p and q has the normal 95 % interval with the standard error
sqrt(p (1 - p) / n + q (1 - q) / n), as if the two were independent. They answer the same images, so that a paired test
would be tighter, as a rule: this one rather says "within noise". It holds nothing of what another seed would change.

With several seeds, the differences are paired by seed, and the interval of their mean is Student's (1908). Its standard
deviation is taken for one test image at least: no accuracy is known finer. The seeds share their test images: the
interval is for these images, and other images could add to it. The best hospital alone is the one with the best mean
over the seeds, not the best of each seed. Being picked for it, it looks a little better than it is, which never
favours the federation. Where several hospitals are compared, the intervals are not corrected for their number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import stats  # type: ignore[import-untyped]

from fedsim import wording
from fedsim.runs.events import BaselineFinished, RoundFinished, Started
from fedsim.runs.state import RunState, Status
from fedsim.wording import MOST_NAMED, SAME, counted, percent, places, points

Scores = Sequence[RoundFinished | BaselineFinished]
"""One model, once a seed."""
CONFIDENCE = 0.95
FREE = ("seed", "engine", "device", "baselines")
"""Settings in which runs that are compared may differ: by the last, only when the hospitals train alone."""
ENDED = {Status.STOPPED: "was stopped", Status.FAILED: "failed", Status.INTERRUPTED: "was interrupted"}


class Kind(StrEnum):
    """Whether together is better than the best hospital alone."""

    HELPS = "helps"
    HURTS = "hurts"
    WITHIN_NOISE = "within-noise"


@dataclass(frozen=True)
class Row:
    """A model: means over the seeds, as fractions in [0, 1].

    Attributes:
        model: "alone", "together" or "pooled".
        hospital: whose model it is, for "alone".
        accuracy: over the whole test set.
        spread: its standard deviation over the seeds; None with one.
        balanced_accuracy: mean recall over the classes.
        macro_f1: mean F1 over the classes.
        recalls: of each class; None where there is no test image of it.
        never_seen: classes that it had no training image of.
    """

    model: str
    hospital: str | None
    accuracy: float
    spread: float | None
    balanced_accuracy: float
    macro_f1: float
    recalls: tuple[float | None, ...]
    never_seen: tuple[str, ...]

    @property
    def title(self) -> str:
        return f"{wording.hospital(self.hospital)} alone" if self.hospital else self.model.capitalize()


@dataclass(frozen=True)
class Gap:
    """A mean difference of two accuracies, and half of its 95 % interval."""

    mean: float
    margin: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves 0 out."""
        return abs(self.mean) > max(self.margin, SAME)


@dataclass(frozen=True)
class Verdict:
    """What is to be said.

    Attributes:
        kind: whether federation helps.
        headline: together against the best hospital alone.
        details: further sentences, the weightier ones first.
        seeds: of the runs that it rests on.
        classes: the columns of the rows' recalls.
        rows: the hospitals alone in the federation's order, together, and pooled if there is one.
    """

    kind: Kind
    headline: str
    details: tuple[str, ...]
    seeds: tuple[int, ...]
    classes: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def text(self) -> str:
        """All sentences."""
        return " ".join([self.headline, *self.details])

    def table(self) -> pd.DataFrame:
        """The rows, with headings to show."""
        return pd.DataFrame(
            [
                {"Model": row.title, "Accuracy": row.accuracy, "Spread": row.spread}
                | {"Balanced accuracy": row.balanced_accuracy, "Macro F1": row.macro_f1}
                | {f"Finds {name}": recall for name, recall in zip(self.classes, row.recalls, strict=True)}
                | {"Never seen": ", ".join(row.never_seen)}
                for row in self.rows
            ]
        )


def judge(runs: Sequence[RunState]) -> Verdict | None:
    """Judge one run, or several that differ in the seed.

    Args:
        runs: the first is the one shown. Others count if they have the same settings, a seed of their own, all rounds,
            and every baseline that the first has; none does until the first has them.

    Returns:
        None as long as the first has no finished round of training, or no hospital that has trained alone.
    """
    if not runs or not runs[0].info or not runs[0].rounds_done or not runs[0].alone:
        return None
    evidence = Evidence(_comparable(runs), runs[0].info, len(runs))
    return Verdict(
        evidence.kind,
        _headline(evidence),
        tuple(_details(evidence)),
        tuple(run.config.seed for run in evidence.runs),
        evidence.info.classes,
        evidence.rows,
    )


def compare(ones: Scores, others: Scores) -> Gap:
    """The mean difference of two models' accuracies; see the module's docstring. Both have one entry a seed."""
    num_test = max(1, int(np.sum(ones[0].confusion_matrix)))
    p, q = (np.array([score.accuracy for score in scores]) for scores in (ones, others))
    if len(p) == 1:
        error = float(np.sqrt((p * (1 - p) + q * (1 - q)) / num_test)[0])
        return Gap(float((p - q)[0]), float(stats.norm.ppf((1 + CONFIDENCE) / 2)) * error)
    error = max(float(np.std(p - q, ddof=1)), 1 / num_test) / len(p) ** 0.5
    return Gap(float(np.mean(p - q)), float(stats.t.ppf((1 + CONFIDENCE) / 2, len(p) - 1)) * error)


def _comparable(runs: Sequence[RunState]) -> tuple[RunState, ...]:
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
        rows = [_row("alone", name, scores, self.unseen[name]) for name, scores in self.alone.items()]
        rows.append(_row("together", None, self.together, self.nobodys))
        return (*rows, _row("pooled", None, self.pooled, self.nobodys)) if self.pooled else tuple(rows)

    def row(self, model: str, hospital: str | None = None) -> Row:
        return next(row for row in self.rows if (row.model, row.hospital) == (model, hospital))

    def recalls(self, classes: Sequence[str], model: str, hospital: str | None = None) -> list[float]:
        """A model's recall of some of the classes, those without test images left out."""
        found = dict(zip(self.info.classes, self.row(model, hospital).recalls, strict=True))
        return [recall for name in classes if (recall := found[name]) is not None]

    @cached_property
    def best(self) -> tuple[str, ...]:
        """The best hospital alone; several if they tie."""
        means = {name: self.row("alone", name).accuracy for name in self.alone}
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


def _row(model: str, hospital: str | None, scores: Scores, never_seen: tuple[str, ...]) -> Row:
    accuracies = [score.accuracy for score in scores]
    matrices = np.array([score.confusion_matrix for score in scores], dtype=float)
    hits, images = matrices.diagonal(axis1=1, axis2=2), matrices.sum(axis=2)
    recalls = [float(np.mean(h / n)) if n.all() else None for h, n in zip(hits.T, images.T, strict=True)]
    return Row(
        model,
        hospital,
        float(np.mean(accuracies)),
        float(np.std(accuracies, ddof=1)) if len(scores) > 1 else None,
        float(np.mean([score.balanced_accuracy for score in scores])),
        float(np.mean([score.macro_f1 for score in scores])),
        tuple(recalls),
        never_seen,
    )


def _headline(evidence: Evidence) -> str:
    together, best = evidence.row("together"), evidence.row("alone", evidence.best[0])
    one, other = together.accuracy, best.accuracy
    endings = {
        Kind.HELPS: "",
        Kind.HURTS: f", {points(one, other)} more",
        Kind.WITHIN_NOISE: ": no difference" if abs(one - other) < SAME else ": a difference within noise",
    }
    return (
        f"Together the hospitals reach {percent(one, places(one, other), together.spread)} "
        f"on {wording.all_classes(len(evidence.tested), len(evidence.info.classes))}; "
        f"{wording.best(evidence.best, len(evidence.alone), len(evidence.runs[0].config.hospitals))} "
        f"{percent(other, places(one, other), best.spread)}{wording.over_seeds(len(evidence.runs))}"
        f"{endings[evidence.kind]}."
    )


def _details(evidence: Evidence) -> Iterator[str]:
    yield from _blind_spots(evidence)
    yield from _classes_without(evidence)
    yield from _others(evidence)
    yield from _how_sure(evidence)
    yield from _not_yet(evidence)
    yield from _epochs(evidence.runs[0])
    yield from _absent(evidence.runs)
    config = evidence.runs[0].config
    if config.private:
        noise = f"privacy noise of {config.noise_multiplier:g} clip norms"
        yield f"The federation trained with {noise}, the hospitals alone without."


def _blind_spots(evidence: Evidence) -> Iterator[str]:
    """What each hospital has never seen, the biggest gain first."""
    spots: list[tuple[float, str]] = []
    for name in evidence.alone:
        classes = [each for each in evidence.unseen[name] if each in evidence.tested and each not in evidence.nobodys]
        alone, together = evidence.recalls(classes, "alone", name), evidence.recalls(classes, "together")
        if classes:
            gain = max(t - a for a, t in zip(alone, together, strict=True))
            spots.append((gain, wording.blind_spot(name, classes, alone, together)))
    spots.sort(key=lambda spot: -spot[0])
    yield from (sentence for _, sentence in spots[:MOST_NAMED])
    if (more := len(spots) - MOST_NAMED) > 0:
        yield f"The table shows {wording.more(more)} with classes never seen."


def _classes_without(evidence: Evidence) -> Iterator[str]:
    """Classes without a hospital, classes without a test image."""
    for name in (each for each in evidence.nobodys if each in evidence.tested):
        alone = [evidence.recalls([name], "alone", each)[0] for each in evidence.alone]
        yield wording.nobody_has(name, evidence.recalls([name], "together")[0], alone)
    if untested := [name for name in evidence.info.classes if name not in evidence.tested]:
        yield f"There is no test image of {wording.listed(untested)}: nothing can be said about it."


def _others(evidence: Evidence) -> Iterator[str]:
    """Where the best hospital does not gain, how many do; and the pooled model."""
    gaps = [compare(evidence.together, scores) for scores in evidence.alone.values()]
    if evidence.kind is not Kind.HELPS and len(gaps) > 1:
        yield wording.gainers(sum(gap.clear and gap.mean > 0 for gap in gaps), len(gaps))
    if evidence.pooled:
        pooled, together = evidence.row("pooled").accuracy, evidence.row("together").accuracy
        clear = compare(evidence.pooled, evidence.together).clear
        yield wording.pooled(pooled, together, clear, len(evidence.runs))


def _how_sure(evidence: Evidence) -> Iterator[str]:
    one, other = evidence.row("together").accuracy, evidence.row("alone", evidence.best[0]).accuracy
    gap = evidence.gap
    if len(evidence.runs) > 1:
        yield wording.sure_by_seeds(one, other, gap.margin, gap.clear)
    else:
        yield wording.sure_by_images(one, other, gap.margin, gap.clear, evidence.num_test)


def _not_yet(evidence: Evidence) -> Iterator[str]:
    """Hospitals that have not trained alone, runs that do not count."""
    run, counting = evidence.runs[0], len(evidence.runs)
    if missing := [name for name in run.config.hospital_names if name not in evidence.alone]:
        has, yet = "has" if len(missing) == 1 else "have", "yet" if run.status.live else "to the end"
        yield f"{wording.hospitals(missing)} {has} not trained alone {yet}."
    if counting < evidence.num_given:
        which = f"{wording.in_words(counting)} of {wording.in_words(evidence.num_given)} runs"
        yield f"Only {which} could be compared: the others are not complete, or differ in more than the seed."


def _epochs(run: RunState) -> Iterator[str]:
    """Where the federation has trained for less or more than the hospitals alone."""
    config, done = run.config, run.rounds_done
    epochs, alone = done * config.local_epochs, counted(config.num_baseline_epochs, "epoch")
    if done < config.rounds:
        rounds = f"{done} of {counted(config.rounds, 'round')}"
        rounds += f" ({counted(epochs, 'epoch')})" if config.local_epochs > 1 else ""
        where = f"has done {rounds} so far" if run.status.live else f"{ENDED.get(run.status, 'ended')} after {rounds}"
        every = "all " if config.num_baseline_epochs == config.rounds * config.local_epochs else ""
        yield f"The federation {where}; the hospitals alone trained for {every}{alone}."
    elif epochs != config.num_baseline_epochs:
        yield f"Alone they trained for {alone}, in the federation for {epochs:,}."


def _absent(runs: Sequence[RunState]) -> Iterator[str]:
    """Hospitals whose updates did not go into every average."""
    rounds = [each for run in runs for each in run.rounds if each.round > 0]
    missed = {
        name: [h.status == "failed" for each in rounds for h in each.hospitals if h.name == name and not h.participated]
        for name in runs[0].config.hospital_names
    }
    names = sorted((name for name in missed if missed[name]), key=lambda name: -len(missed[name]))
    last = {h.name for h in rounds[-1].hospitals if not h.participated} if len(runs) == 1 else set()
    for name in names[:MOST_NAMED]:
        yield wording.absent(name, len(missed[name]), len(rounds), all(missed[name]), name in last)
    if (more := len(names) - MOST_NAMED) > 0:
        yield f"So did {wording.more(more)}."
