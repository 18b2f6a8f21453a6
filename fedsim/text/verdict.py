"""What a run's own numbers say, in plain words: does federation help, by how much, and how sure is that?

"Together" is the shared model after the last finished round, or the mean over the hospitals' own models, "alone" a
hospital that trained by itself, "pooled" one model trained on all their images in one place. All are evaluated on the
same n test images; own models of hospitals whose scanners differ on these as each one's own scanner takes them, and so
is the hospital alone.

How sure that is, `fedsim.analysis.evidence` says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from fedsim.analysis.evidence import (
    Evidence,
    Kind,
    Row,
    comparable,
    compare,
    mean_of,
    num_of_other_versions,
    spread_of,
)
from fedsim.analysis.keys import POOLED, TOGETHER, alone
from fedsim.language import _, commas, ngettext, paragraph
from fedsim.runs.state import RunState
from fedsim.settings.alike import sample_names
from fedsim.text import verdict_certainty as certainty
from fedsim.text import verdict_sentences as sentences
from fedsim.text.endings import ended_after
from fedsim.text.format import MOST_NAMED, exact, number
from fedsim.text.models import title
from fedsim.text.runs import left_out
from fedsim.text.tested import all_classes


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
        return paragraph([self.headline, *self.details])

    def table(self) -> pd.DataFrame:
        """A row a model: its title, its scores, what it finds of each class, and the classes that it has never seen."""
        return pd.DataFrame(
            [
                {"model": title(row.key, whole=True), "accuracy": row.accuracy, "spread": row.spread}
                | {"balanced_accuracy": row.balanced_accuracy, "macro_f1": row.macro_f1}
                | {finds(name): recall for name, recall in zip(self.classes, row.recalls, strict=True)}
                | {"never_seen": commas(row.never_seen)}
                for row in self.rows
            ]
        )


def finds(cls: str) -> str:
    """The table's column with the share of a class that is found."""
    return f"finds:{cls}"


def verdict_of(runs: Sequence[RunState]) -> Verdict | None:
    """The verdict on one run, or several that differ in the seed.

    Args:
        runs: the first is the one shown. Others count if they have the same settings, a seed of their own, all rounds,
            and every baseline that the first has, and if the same code, libraries and machine made them; none does
            until the first has its own.

    Returns:
        None as long as the first has no finished round of training, or no hospital that has trained alone; where each
        hospital is evaluated on images of its own, as long as not all of them have trained alone and been evaluated so.
    """
    if not runs or not runs[0].info or not runs[0].rounds_done or not runs[0].alone:
        return None
    others = num_of_other_versions(runs)
    evidence = Evidence(comparable(runs), runs[0].info, len(runs) - others, others)
    if evidence.by_scanner and not evidence.all_by_scanner:
        return None
    if not evidence.alone:
        return None
    return Verdict(
        evidence.kind,
        _headline(evidence),
        tuple(_details(evidence)),
        tuple(run.config.seed for run in evidence.runs),
        evidence.info.classes,
        evidence.rows,
    )


def _headline(evidence: Evidence) -> str:
    if evidence.by_scanner:
        return _each_by_scanner(evidence)
    together, best = evidence.row(TOGETHER), evidence.row(alone(evidence.best[0]))
    return sentences.headline(
        evidence.kind,
        together.accuracy,
        best.accuracy,
        evidence.best,
        sentences.best_of(len(evidence.alone), len(evidence.members)),
        all_classes(len(evidence.tested), len(evidence.info.classes)),
        len(evidence.runs),
        (together.spread, best.spread),
        own=evidence.has_own_models,
    )


def _each_by_scanner(evidence: Evidence) -> str:
    together, alone_on_average = evidence.row(TOGETHER), evidence.alone_on_average
    return sentences.each_by_scanner(
        evidence.kind,
        together.accuracy,
        mean_of(alone_on_average),
        all_classes(len(evidence.tested), len(evidence.info.classes)),
        len(evidence.runs),
        (together.spread, spread_of(alone_on_average)),
    )


def _details(evidence: Evidence) -> Iterator[str]:
    if not evidence.has_own_models:  # a mean over own models says nothing of what one hospital's finds
        yield from _blind_spots(evidence)
    if not evidence.by_scanner:
        yield from _classes_without(evidence)
    yield from _others(evidence)
    yield from _how_sure(evidence)
    if len(done := {run.rounds_done for run in evidence.runs}) > 1:
        yield certainty.ended_apart(min(done), max(done))
    yield from _not_yet(evidence)
    yield from _epochs(evidence.runs[0])
    yield from _absent(evidence.runs, evidence.members)
    if evidence.runs[0].config.private:
        yield _without_privacy(evidence.info.noise_multiplier)


def _without_privacy(noise: float) -> str:
    """What the hospitals alone did without."""
    if not noise:
        return _("The federation trained with clipped updates, the hospitals alone without.")
    return _(
        "The federation trained with privacy noise of {noise} × the clip norm, the hospitals alone without."
    ).format(noise=exact(noise))


def _blind_spots(evidence: Evidence) -> Iterator[str]:
    """What each hospital has never seen: the biggest gains, in the federation's order."""
    spots: list[tuple[float, str]] = []
    for name in evidence.alone:
        classes = [each for each in evidence.unseen[name] if each in evidence.tested and each not in evidence.nobodys]
        by_itself, together = evidence.recalls(classes, alone(name)), evidence.recalls(classes, TOGETHER)
        if classes:
            gain = max(t - a for a, t in zip(by_itself, together, strict=True))
            spots.append((gain, sentences.blind_spot(name, classes, by_itself, together)))
    least = sorted((gain for gain, _ in spots), reverse=True)[:MOST_NAMED][-1:]
    named = [sentence for gain, sentence in spots if gain >= least[0]]
    yield from named[:MOST_NAMED]
    if (more := len(spots) - MOST_NAMED) > 0:
        yield sentences.more_blind(more)


def _classes_without(evidence: Evidence) -> Iterator[str]:
    """Classes without a hospital, classes without a test image."""
    for name in (each for each in evidence.nobodys if each in evidence.tested):
        by_itself = [evidence.recalls([name], alone(each))[0] for each in evidence.alone]
        yield sentences.nobody_has(name, evidence.recalls([name], TOGETHER)[0], by_itself)
    if untested := [name for name in evidence.info.classes if name not in evidence.tested]:
        yield sentences.untested(untested)


def _others(evidence: Evidence) -> Iterator[str]:
    """Where the best hospital does not gain, how many do; and the pooled model."""
    if evidence.kind is not Kind.HELPS and len(evidence.alone) > 1 and not evidence.by_scanner:
        yield certainty.gainers(evidence.num_gaining, len(evidence.alone))
    if evidence.pooled:
        pooled, together = evidence.row(POOLED).accuracy, evidence.row(TOGETHER).accuracy
        clear = compare(evidence.pooled, evidence.together).clear
        yield certainty.pooled(pooled, together, clear, len(evidence.runs))


def _how_sure(evidence: Evidence) -> Iterator[str]:
    one, other = evidence.row(TOGETHER).accuracy, evidence.row(alone(evidence.best[0])).accuracy
    num_alone = len(evidence.alone)
    if evidence.by_scanner:
        other, num_alone = mean_of(evidence.alone_on_average), 0
    if len(evidence.runs) > 1:
        yield certainty.sure_by_seeds(one, other, evidence.gap, num_alone)
    else:
        yield certainty.sure_by_images(one, other, evidence.gap, num_alone, evidence.num_test)


def _not_yet(evidence: Evidence) -> Iterator[str]:
    """Hospitals that have not trained alone, runs that do not count."""
    run, counting = evidence.runs[0], len(evidence.runs)
    sample = sample_names(run.config)
    if len(sample) < len(run.config.hospitals):
        yield certainty.a_sample(len(sample), len(run.config.hospitals), has_best=not evidence.by_scanner)
    if missing := [name for name in sample if name in evidence.members and name not in evidence.alone]:
        yield certainty.not_alone_yet(missing, run.status.live)
    if counting < evidence.num_given:
        yield certainty.could_be_compared(counting, evidence.num_given)
    if evidence.num_of_other_versions:
        yield left_out(evidence.num_of_other_versions)


def _epochs(run: RunState) -> Iterator[str]:
    """Where the federation has trained for less or more than the hospitals alone."""
    config, done = run.config, run.rounds_done
    epochs, by_itself = done * config.local_epochs, config.num_baseline_epochs
    if done < config.rounds:
        also = epochs if config.local_epochs > 1 else None
        if by_itself == config.rounds * config.local_epochs:
            alone_for = ngettext(
                "{federation}; the hospitals alone trained for all {n} epoch.",
                "{federation}; the hospitals alone trained for all {n} epochs.",
                by_itself,
            )
        else:
            alone_for = ngettext(
                "{federation}; the hospitals alone trained for {n} epoch.",
                "{federation}; the hospitals alone trained for {n} epochs.",
                by_itself,
            )
        federation = ended_after(run.status, done, config.rounds, also)
        yield alone_for.format(federation=federation, n=number(by_itself))
    elif epochs != by_itself:
        yield ngettext(
            "Alone they trained for {n} epoch, in the federation for {epochs}.",
            "Alone they trained for {n} epochs, in the federation for {epochs}.",
            by_itself,
        ).format(n=number(by_itself), epochs=number(epochs))


def _absent(runs: Sequence[RunState], members: Sequence[str]) -> Iterator[str]:
    """Hospitals whose updates did not go into every average; of those that never take part there is more to say."""
    rounds = [each for run in runs for each in run.rounds if each.round > 0]
    missed: dict[str, list[bool]] = {name: [] for name in runs[0].config.hospital_names}
    for hospital in (each for finished in rounds for each in finished.hospitals if not each.participated):
        missed.setdefault(hospital.name, []).append(hospital.status == "failed")
    names = sorted((name for name in members if missed[name]), key=lambda name: -len(missed[name]))
    last = {h.name for h in rounds[-1].hospitals if not h.participated} if len(runs) == 1 else set()
    for name in names[:MOST_NAMED]:
        yield certainty.absent(name, len(missed[name]), len(rounds), all(missed[name]), name in last)
    if (more := len(names) - MOST_NAMED) > 0:
        yield certainty.more_absent(more)
